using System.Text.Json;
using Muster.Cli.Users;
using Muster.Engine.History;
using Muster.Server.Past;

namespace Muster.Cli.Comparing;

/// <summary>One difference as one JSON object.</summary>
internal static class DifferenceJson
{
    public static void Write(Utf8JsonWriter json, Difference difference)
    {
        json.WriteStartObject();
        switch (difference)
        {
            case Difference.OfGroup(var group):
                Write(json, group);
                break;
            case Difference.OfMembership(var group, var membership):
                Write(json, group, membership);
                break;
            case Difference.OfUser(var user):
                Write(json, user);
                break;
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GroupDifference group)
    {
        json.WriteString("type", "group");
        json.WriteString("group", group.After.Name);
        WriteChanges(json, group.Changes);
        Write(json, "before", group.Before);
        Write(json, "after", group.After);
    }

    private static void Write(Utf8JsonWriter json, string name, GroupThen? then)
    {
        if (then is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("name", then.Name);
        json.Text("id", then.Id?.ToString());
        json.WriteString("link", JsonFormat.Word(then.Link));
        json.Text("purpose", then.Settings.Purpose);
        json.WriteStartObject("attributes");
        foreach (var (attribute, value) in then.Attributes)
            json.WriteString(attribute, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string group, MembershipDifference membership)
    {
        json.WriteString("type", "membership");
        json.WriteString("group", group);
        WriteChanges(json, [membership.Added ? "added" : "removed"]);
        json.Text("user", membership.User.Id?.ToString());
        json.Text("userPrincipalName", membership.User.Attributes.UserPrincipalName);
        json.Text("displayName", membership.User.Attributes.DisplayName);
        json.WriteString("relation", JsonFormat.Word(membership.Relation));
        json.WriteString("origin", JsonFormat.Word(membership.Origin));
        json.WriteNumber("run", membership.Event.Run);
        json.Instant("at", membership.Event.At);
        json.Text("cause", membership.Cause is { } cause ? JsonFormat.Word(cause) : null);
        json.Text("evidence", membership.Evidence is { } evidence ? JsonFormat.Word(evidence) : null);
    }

    private static void Write(Utf8JsonWriter json, UserDifference user)
    {
        json.WriteString("type", "user");
        json.Text("user", user.After.Id?.ToString());
        json.Text("userPrincipalName", user.After.Attributes.UserPrincipalName);
        WriteChanges(json, user.Changes);
        json.WritePropertyName("before");
        if (user.Before is { } before)
            UserCommands.Write(json, before);
        else
            json.WriteNullValue();
        json.WritePropertyName("after");
        UserCommands.Write(json, user.After);
    }

    private static void WriteChanges(Utf8JsonWriter json, IReadOnlyList<string> changes)
    {
        json.WriteStartArray("changes");
        foreach (var change in changes)
            json.WriteStringValue(change);
        json.WriteEndArray();
    }
}
