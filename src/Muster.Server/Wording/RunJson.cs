using System.Text.Json;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Runs;

namespace Muster.Server.Wording;

/// <summary>The run document of <c>sync --json</c> and <c>runs show --json</c>. Scripts rely on it.</summary>
internal static class RunJson
{
    /// <summary>The document that <c>sync</c> ends with.</summary>
    public static void Write(Utf8JsonWriter json, Run run) => Write(json, run, detailed: false);

    /// <summary>The same, for <c>runs show</c> with the number of the plan and everything that was decided.</summary>
    public static void Write(Utf8JsonWriter json, Run run, bool detailed)
    {
        json.WriteStartObject();
        json.WriteNumber("run", run.Id);
        json.WriteString("outcome", JsonFormat.Word(run.Outcome));
        json.WriteBoolean("full", run.Full);
        json.Text("planned", run.Planning?.Word);
        json.Text("plannedBecause", run.Planning?.Reason);
        json.WritePropertyName("steps");
        WriteCounts(json, run.Counts);
        WriteHeld(json, run.Held);
        WriteProblems(json, run.Problems);
        json.WriteStartObject("graph");
        json.WriteNumber("requests", run.Spending.Requests);
        json.WriteNumber("resourceUnits", run.Spending.ResourceUnits);
        if (run.Spending.EstimatedUnits is { } estimated)
            json.WriteNumber("estimatedUnits", estimated);
        else
            json.WriteNull("estimatedUnits");
        json.WriteNumber("retries", run.Spending.Retries);
        if (run.Spending.LimitShare is { } share)
            json.WriteNumber("limitShare", share);
        else
            json.WriteNull("limitShare");
        json.WriteEndObject();
        json.WriteStartObject("seconds");
        json.WriteNumber("read", run.Seconds.Read);
        json.WriteNumber("plan", run.Seconds.Plan);
        json.WriteNumber("apply", run.Seconds.Apply);
        json.WriteNumber("verify", run.Seconds.Verify);
        json.WriteEndObject();
        WriteVerified(json, run.Verified);
        json.WriteString("verb", run.Verb);
        json.WriteString("actor", run.Actor);
        json.WriteString("trigger", JsonFormat.Word(RunTriggers.Of(run)));
        json.Instant("startedAt", run.StartedAt);
        json.Instant("endedAt", run.EndedAt);
        json.Number("settings", run.Configuration);
        json.Text("planHash", run.PlanHash);
        if (run.Revision is { } revision)
            json.WriteNumber("revision", revision);
        else
            json.WriteNull("revision");
        json.Text("message", run.Message);
        json.Text("decidedBy", run.DecidedBy);
        json.Text("decisionReason", run.DecisionReason);
        if (detailed)
        {
            json.Number("plan", run.Plan);
            json.Text("phase", run is { Outcome: RunOutcome.Running, Phase: { } phase } ? JsonFormat.Word(phase) : null);
            WriteDecisions(json, run.Decisions);
        }
        json.WriteEndObject();
    }

    private static void WriteVerified(Utf8JsonWriter json, RunVerification? verified)
    {
        if (verified is null)
        {
            json.WriteNull("verified");
            return;
        }
        json.WriteStartObject("verified");
        json.WriteNumber("memberships", verified.Memberships);
        json.WriteNumber("differing", verified.Differing);
        json.WriteNumber("people", verified.People);
        json.WriteNumber("groups", verified.Groups);
        json.WriteNumber("subGroups", verified.SubGroups);
        json.WriteNumber("exceptions", verified.Exceptions);
        json.WriteStartArray("where");
        foreach (var place in verified.Where)
            json.WriteStringValue(place);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteDecisions(Utf8JsonWriter json, IEnumerable<Decision> decisions)
    {
        json.WriteStartArray("decisions");
        foreach (var decision in decisions)
        {
            json.WriteStartObject();
            json.WriteString("code", decision.Code);
            json.WriteString("kind", JsonFormat.Word(decision.Kind));
            json.WriteString("rule", decision.Rule);
            json.WriteString("detail", decision.Detail);
            json.WriteNumber("objects", decision.Objects);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteCounts(Utf8JsonWriter json, PlanCounts counts)
    {
        json.WriteStartObject();
        json.WriteNumber("usersCreated", counts.UsersCreated);
        json.WriteNumber("usersUpdated", counts.UsersUpdated);
        json.WriteNumber("usersSuspended", counts.UsersSuspended);
        json.WriteNumber("usersReactivated", counts.UsersReactivated);
        json.WriteNumber("usersAdopted", counts.UsersAdopted);
        json.WriteNumber("usersKeptApart", counts.UsersKeptApart);
        json.WriteNumber("groupsCreated", counts.GroupsCreated);
        json.WriteNumber("groupsLinked", counts.GroupsLinked);
        json.WriteNumber("groupsRenamed", counts.GroupsRenamed);
        json.WriteNumber("groupsChanged", counts.GroupsChanged);
        json.WriteNumber("membersAdded", counts.MembersAdded);
        json.WriteNumber("membersRemoved", counts.MembersRemoved);
        json.WriteNumber("ownersAdded", counts.OwnersAdded);
        json.WriteNumber("ownersRemoved", counts.OwnersRemoved);
        json.WriteNumber("exceptionsBegun", counts.ExceptionsBegun);
        json.WriteNumber("exceptionsExtended", counts.ExceptionsExtended);
        json.WriteNumber("exceptionsEnded", counts.ExceptionsEnded);
        json.WriteEndObject();
    }

    public static void WriteHeld(Utf8JsonWriter json, IEnumerable<GuardTrip> trips)
    {
        json.WriteStartArray("held");
        foreach (var trip in trips)
        {
            json.WriteStartObject();
            json.WriteString("guard", trip.Guard);
            json.WriteString("detail", trip.Detail);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteProblems(Utf8JsonWriter json, IEnumerable<PlanProblem> problems)
    {
        json.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("code", problem.Code);
            json.WriteString("subject", problem.Subject);
            json.WriteString("message", problem.Message);
            json.WriteStartArray("candidates");
            foreach (var candidate in problem.Candidates)
                json.WriteStringValue(candidate);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
