using System.Globalization;
using System.Text.Json;
using Muster.Cli.Groups;
using Muster.Cli.Terminals;
using Muster.Cli.Users;
using Muster.Core.Platform;
using Muster.Engine.Explaining;
using Muster.Server;
using Spectre.Console;

namespace Muster.Cli.Explaining;

/// <summary>All groups of a person, or all people of a group, each with why in a line.</summary>
internal static class ExplainedList
{
    public static async Task ShowAsync(
        Invocation call,
        MusterInstance muster,
        string? who,
        string? where,
        Moment moment,
        Page page,
        CancellationToken cancellationToken
    )
    {
        var user = who is null ? null : await UserCommands.FindAsync(muster, who, moment.Revision, cancellationToken);
        var group = where is null ? null : await GroupLookup.FindAsync(muster, where, moment.Revision, cancellationToken);
        var connections = await muster.Connections.ListAsync(cancellationToken);
        var listing = new MembershipListing(
            muster.Database.Mirror,
            muster.Database.Platform,
            muster.Database.History,
            muster.Database.Runs
        );
        var rows = listing.ListAsync(connections, moment.Revision, group?.Key, user?.Key, null, cancellationToken);
        var table = Tables.New(user is null ? "Person" : "Group", "=Relation", "Why", "=Since, UTC");
        var shown = await Listing.WorkedOutAsync(
            call,
            page,
            rows,
            Place,
            Write,
            row =>
                table.Add(
                    Tables.Text(user is null ? row.User.Attributes.DisplayName ?? row.User.Attributes.UserPrincipalName : row.Group.Name),
                    new Text(JsonFormat.Word(row.Row.Relation)),
                    Tables.Text(Why(row)),
                    Tables.Time(call.Terminal, row.Since.At)
                ),
            cancellationToken
        );
        Listing.End(
            call,
            table,
            shown,
            "membership",
            user is null ? "Why somebody is not here: muster explain USER GROUP" : "Why not in a group: muster explain USER GROUP"
        );
    }

    private static string Place(ExplainedMembership membership)
    {
        var row = membership.Row;
        return Places.Of(
            row.Group.ToString(CultureInfo.InvariantCulture),
            row.User.ToString(CultureInfo.InvariantCulture),
            JsonFormat.Word(row.Relation),
            JsonFormat.Word(row.Origin)
        );
    }

    private static string Why(ExplainedMembership membership)
    {
        var origin = membership.Row.Origin switch
        {
            MembershipOrigin.Directory when membership.Row.Via == 0 => "directly in the directory",
            MembershipOrigin.Directory => $"in the directory through '{membership.Via?.Name ?? "a group that is not known any more"}'",
            MembershipOrigin.Exception => "by an exception",
            _ => "decided here",
        };
        var approval = membership.Run?.DecidedBy is { } approver ? $", approved by {approver}" : "";
        return $"{origin}, added by run {membership.Since.Run}{approval}";
    }

    private static void Write(Utf8JsonWriter json, ExplainedMembership membership)
    {
        json.WriteStartObject();
        json.WriteString("group", membership.Group.Name);
        json.Text("user", membership.User.Id?.ToString());
        json.Text("userPrincipalName", membership.User.Attributes.UserPrincipalName);
        json.Text("displayName", membership.User.Attributes.DisplayName);
        json.WriteString("relation", JsonFormat.Word(membership.Row.Relation));
        json.WriteString("origin", JsonFormat.Word(membership.Row.Origin));
        json.WriteString("why", Why(membership));
        json.Text("through", membership.Via?.Name);
        json.Text("throughId", membership.Via?.Id.ToString());
        json.Instant("since", membership.Since.At);
        json.WriteNumber("run", membership.Since.Run);
        json.Text("approvedBy", membership.Run?.DecidedBy);
        json.WriteEndObject();
    }
}
