using System.Runtime.CompilerServices;
using System.Text.Json;
using Muster.Engine.Platform;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>A state as one JSON object a line, in the order and form that scripts rely on: users, groups, memberships, sub-groups.</summary>
internal static class StateLines
{
    /// <summary>The lines, each as what writes it.</summary>
    public static async IAsyncEnumerable<Action<Utf8JsonWriter>> OfAsync(
        ExportedState state,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var user in state.UsersAsync(cancellationToken))
            yield return json => Write(json, user);
        var groups = await state.GroupsAsync(cancellationToken);
        foreach (var group in groups)
            yield return json => Write(json, group, state.OwnerPermissions(group));
        await foreach (var (group, user, row, _) in state.MembershipsAsync(groups, cancellationToken))
            if (user is not null)
                yield return json => Write(json, group, user, row);
        foreach (var (group, child) in await state.SubGroupsAsync(groups, cancellationToken))
            yield return json =>
            {
                json.WriteStartObject();
                json.WriteString("type", "subGroup");
                json.WriteString("group", group);
                json.WriteString("child", child);
                json.WriteEndObject();
            };
    }

    private static void Write(Utf8JsonWriter json, UserRow user)
    {
        json.WriteStartObject();
        json.WriteString("type", "user");
        json.Text("id", user.Id?.ToString());
        json.Text("userPrincipalName", user.Attributes.UserPrincipalName);
        json.Text("displayName", user.Attributes.DisplayName);
        json.Text("mail", user.Attributes.Mail);
        json.WriteBoolean("active", user.Active);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GroupRow group, IReadOnlyList<string> ownerPermissions)
    {
        json.WriteStartObject();
        json.WriteString("type", "group");
        json.Text("id", group.Id?.ToString());
        json.WriteString("name", group.Name);
        json.WriteString("link", JsonFormat.Word(group.Link));
        json.Texts("ownerPermissions", ownerPermissions);
        if (group.Attributes.Count > 0)
        {
            json.WriteStartObject("attributes");
            foreach (var (name, value) in group.Attributes)
                json.WriteString(name, value);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GroupRow group, UserRow user, MembershipRow row)
    {
        json.WriteStartObject();
        json.WriteString("type", "membership");
        json.WriteString("group", group.Name);
        json.Text("user", user.Id?.ToString());
        if (user.Id is null)
            json.Text("userPrincipalName", user.Attributes.UserPrincipalName);
        json.WriteString("relation", JsonFormat.Word(row.Relation));
        json.WriteString("origin", JsonFormat.Word(row.Origin));
        json.WriteEndObject();
    }
}
