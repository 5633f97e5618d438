using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Groups;
using Muster.Cli.Terminals;
using Muster.Cli.Users;
using Muster.Core.Explaining;
using Muster.Core.Platform;
using Muster.Engine.Explaining;

namespace Muster.Cli.Explaining;

/// <summary><c>muster explain</c></summary>
internal static class ExplainCommand
{
    public static Command Create(Cli cli)
    {
        var user = new Argument<string>("USER") { Description = "UPN, mail address, exact display name or object id" };
        var group = new Argument<string>("GROUP") { Description = "Name of the group, exactly" };
        var at = Moments.Option();
        var command = new Command("explain", "Say why somebody is in a group, by every path, or why not") { user, group, at }.WithExamples(
            "muster explain ada@contoso.com \"IT Support\"",
            "muster explain ada@contoso.com \"IT Support\" --at 2026-01-31 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var instant = Moments.Parse(call.Get(at), call.Clock);
                var revision = await Moments.RevisionAsync(muster, call.Get(at), call.Clock, cancellationToken);
                var person = await UserCommands.FindAsync(muster, call.Get(user), revision, cancellationToken);
                var where = await GroupLookup.FindAsync(muster, call.Get(group), revision, cancellationToken);
                var connection = await muster.ConnectionOrNoneAsync(null, cancellationToken);
                var explanation = await muster.Explainer.ExplainAsync(connection, person, where, instant, cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => Write(json, explanation));
                else
                    Print(call.Terminal, explanation);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Print(Terminal terminal, Explanation explanation)
    {
        var person = explanation.User.Attributes.DisplayName ?? explanation.User.Attributes.UserPrincipalName ?? "The person";
        var when = explanation.At is { } at ? $" on {Numbers.Instant(at)}" : "";
        var verb = explanation.At is null ? "is" : "was";
        if (explanation.WhyNot is { } whyNot)
            terminal.Say($"[bold]{person}[/] {verb} [yellow]not[/] in [bold]{explanation.Group.Name}[/]{when}. {whyNot}");
        foreach (var standing in explanation.Standing)
            Print(terminal, explanation, standing, person, when);
        if (explanation.Paths.Paths.Count > 0)
        {
            terminal.Say(
                $"[grey]In the directory {(explanation.Paths.Paths.Count == 1 ? "by one path" : $"by {explanation.Paths.Paths.Count} paths")}:[/]"
            );
            foreach (var path in explanation.Paths.Paths)
                terminal.Say($"  {person} → {Words(path)}{(path.Direct ? " (direct member)" : "")}");
            if (explanation.Paths.MoreExist)
                terminal.Say($"  [grey]… and more[/]");
        }
        foreach (var past in explanation.Past)
            terminal.Say(
                $"[grey]Before: {JsonFormat.Word(past.Relation)} from {Numbers.Instant(past.From)} (run {past.FromRun}) to {(past.To is { } to ? Numbers.Instant(to) : "now")}{(past.ToRun is { } run ? $" (run {run})" : "")}[/]"
            );
    }

    private static void Print(Terminal terminal, Explanation explanation, Standing standing, string person, string when)
    {
        var verb = explanation.At is null ? "is" : "was";
        var relation = standing.Interval.Relation == MembershipRelation.Member ? "a member" : "an owner";
        terminal.Say($"[bold]{person}[/] {verb} {relation} of [bold]{explanation.Group.Name}[/]{when}.");
        var via = standing.Via is { } group ? $", through '{group.Name}'" : "";
        var run = standing.Run is { } added
            ? $"added by run {added.Id} ({added.Verb}, {added.Actor}{(added.DecidedBy is { } approver ? $", approved by {approver}: {added.DecisionReason}" : "")})"
            : $"added by run {standing.Interval.FromRun}";
        terminal.Say(
            $"  [grey]since {Numbers.Instant(standing.Interval.From)}, {run}{via}; decided by the {(standing.Interval.Origin == MembershipOrigin.Directory ? "directory" : "platform")}[/]"
        );
    }

    private static string Words(MembershipPath path) => string.Join(" → ", path.Groups.Reverse().Select(group => group.Name));

    private static void Write(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartObject();
        json.WritePropertyName("user");
        UserCommands.Write(json, explanation.User);
        json.WritePropertyName("group");
        GroupLookup.Write(json, explanation.Group, null);
        json.Instant("at", explanation.At);
        json.WriteBoolean("isMember", explanation.Standing.Any(standing => standing.Interval.Relation == MembershipRelation.Member));
        json.WriteBoolean("isOwner", explanation.Standing.Any(standing => standing.Interval.Relation == MembershipRelation.Owner));
        json.Text("whyNot", explanation.WhyNot);
        json.WriteStartArray("standing");
        foreach (var standing in explanation.Standing)
        {
            json.WriteStartObject();
            json.WriteString("relation", JsonFormat.Word(standing.Interval.Relation));
            json.WriteString("origin", JsonFormat.Word(standing.Interval.Origin));
            json.Instant("since", standing.Interval.From);
            json.WriteNumber("run", standing.Interval.FromRun);
            json.Text("through", standing.Via?.Name);
            json.Text("approvedBy", standing.Run?.DecidedBy);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("paths");
        foreach (var path in explanation.Paths.Paths)
        {
            json.WriteStartArray();
            foreach (var group in path.Groups)
            {
                json.WriteStartObject();
                json.WriteString("id", group.Id.ToString());
                json.WriteString("displayName", group.Name);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteBoolean("morePaths", explanation.Paths.MoreExist);
        json.WriteStartArray("past");
        foreach (var past in explanation.Past)
        {
            json.WriteStartObject();
            json.WriteString("relation", JsonFormat.Word(past.Relation));
            json.Instant("from", past.From);
            json.WriteNumber("fromRun", past.FromRun);
            json.Instant("to", past.To);
            if (past.ToRun is { } run)
                json.WriteNumber("toRun", run);
            else
                json.WriteNull("toRun");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
