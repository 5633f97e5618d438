using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Syncing;

namespace Muster.Cli.Syncing;

/// <summary>A plan as JSON Lines: a summary first, then one step a line in canonical order.</summary>
internal static class PlanJson
{
    /// <summary>A plan that has just been made.</summary>
    public static async Task WriteAsync(
        Terminal terminal,
        IPlatformStore platform,
        PlannedRun planned,
        StoredPlan? stored,
        CancellationToken cancellationToken
    )
    {
        var plan = planned.Plan;
        terminal.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "plan");
            json.WriteString("hash", plan.Hash);
            json.WriteString("verdict", JsonVerdict(planned.Verdict));
            json.WritePropertyName("steps");
            RunJson.WriteCounts(json, plan.Counts);
            RunJson.WriteHeld(json, planned.Verdict is PlanVerdict.Held(var trips) ? trips : Enumerable.Empty<GuardTrip>());
            RunJson.WriteProblems(json, plan.Problems);
            json.WriteBoolean("full", planned.Read.Full);
            json.Texts("ownerPermissions", planned.Policies.OwnerPermissions);
            if (stored is not null)
                StoredPlanJson.WriteRest(json, stored, planned.Connection.Name);
            json.WriteEndObject();
        });
        var names = await PlanNames.LoadAsync(plan, planned.Mirror, planned.Actual, platform, int.MaxValue, cancellationToken);
        WriteSteps(terminal, plan, names);
    }

    /// <summary>The steps, one a line.</summary>
    public static void WriteSteps(Terminal terminal, SyncPlan plan, PlanNames names)
    {
        foreach (var step in plan.Groups)
            terminal.WriteJson(json => Write(json, step, names));
        foreach (var step in plan.Users)
            terminal.WriteJson(json => Write(json, step, names));
        foreach (var step in plan.Exceptions)
            terminal.WriteJson(json => Write(json, step, names));
        foreach (var change in plan.Memberships)
        {
            foreach (var addition in change.Additions)
                terminal.WriteJson(json =>
                    Write(
                        json,
                        change,
                        "addMembership",
                        addition.User,
                        names,
                        () => json.Text("through", addition.Via == 0 ? null : names.Source(addition.Via))
                    )
                );
            foreach (var removal in change.Removals)
                terminal.WriteJson(json =>
                    Write(json, change, "removeMembership", removal.User, names, () => Why(json, removal.Cause, removal.Evidence))
                );
        }
    }

    private static void Write(Utf8JsonWriter json, GroupStep step, PlanNames names)
    {
        Begin(json, step.GetType().Name + "Group");
        json.WriteString("group", step is GroupStep.Create create ? create.Name : names.Group(step.Group));
        switch (step)
        {
            case GroupStep.Nest(_, var child):
                json.WriteString("child", names.Group(child));
                break;
            case GroupStep.Unnest(_, var child, var evidence):
                json.WriteString("child", names.Group(child));
                json.WriteString("evidence", JsonFormat.Word(evidence));
                break;
            case GroupStep.Link(_, var directoryKey, var id, var cause):
                json.Texts("labels", names.Labels(directoryKey));
                json.WriteString("id", id.ToString());
                json.WriteString("cause", JsonFormat.Word(cause));
                break;
            case GroupStep.Rename(_, _, var to):
                json.WriteString("to", to);
                break;
            case GroupStep.ChangeState(_, var from, var to, var until):
                json.WriteString("from", JsonFormat.Word(from));
                json.WriteString("to", JsonFormat.Word(to));
                if (until is { } instant)
                    json.WriteString("until", instant);
                break;
            case GroupStep.Describe(_, var before, var after):
                json.WriteStartObject("attributes");
                foreach (var (attribute, _, value) in AttributeChange.Between(before, after))
                    json.Text(attribute, value);
                json.WriteEndObject();
                break;
            case GroupStep.Configure(_, var before, var after):
                json.WriteStartObject("settings");
                foreach (var difference in Settings.OfGroup.Compare(before, after))
                    json.Text(difference.Path, difference.After);
                json.WriteEndObject();
                break;
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, UserStep step, PlanNames names)
    {
        Begin(json, step.GetType().Name + "User");
        json.WriteString("user", names.User(step.User));
        switch (step)
        {
            case UserStep.Create(_, _, var id, var attributes, var reason):
                json.WriteString("id", id.ToString());
                json.Text("userPrincipalName", attributes.UserPrincipalName);
                json.WriteString("reason", JsonFormat.Word(reason));
                break;
            case UserStep.CreateLocal(_, var attributes):
                json.Text("userPrincipalName", attributes.UserPrincipalName);
                break;
            case UserStep.Adopt(_, _, var id, var by):
                json.WriteString("id", id.ToString());
                json.WriteString("by", JsonFormat.Word(by));
                break;
            case UserStep.Update update:
                json.WriteString("change", PlanWords.Difference(update));
                break;
            case UserStep.Suspend(_, var cause, var evidence):
                Why(json, cause, evidence);
                break;
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExceptionStep step, PlanNames names)
    {
        var exception = step.Exception;
        Begin(json, step.GetType().Name + "Exception");
        json.WriteNumber("exception", exception.Id);
        json.WriteString("group", names.Group(exception.Group));
        json.WriteString("user", names.User(exception.User));
        json.WriteString("relation", JsonFormat.Word(exception.Relation));
        json.WriteString("kind", JsonFormat.Word(exception.Kind));
        json.Instant("until", step is ExceptionStep.Extend(_, var until) ? until : exception.Until);
        json.WriteString("reason", step is ExceptionStep.End(_, _, var why) ? why : exception.Reason);
        if (step is ExceptionStep.End(_, var cause, _))
            json.WriteString("cause", JsonFormat.Word(cause));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MembershipChange change, string type, int user, PlanNames names, Action rest)
    {
        Begin(json, type);
        json.WriteString("group", names.Group(change.Group));
        json.WriteString("user", names.User(user));
        json.WriteString("relation", JsonFormat.Word(change.Relation));
        json.WriteString("origin", JsonFormat.Word(change.Origin));
        rest();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", char.ToLowerInvariant(type[0]) + type[1..]);
    }

    private static void Why(Utf8JsonWriter json, RemovalCause cause, Evidence evidence)
    {
        json.WriteString("cause", JsonFormat.Word(cause));
        json.WriteString("evidence", JsonFormat.Word(evidence));
        json.WriteString("why", PlanWords.Reason(cause, evidence));
    }

    private static string JsonVerdict(PlanVerdict verdict) =>
        verdict switch
        {
            PlanVerdict.Ready => "ready",
            PlanVerdict.NothingToDo => "nothingToDo",
            _ => "held",
        };
}
