using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Plans;

namespace Muster.Server.Wording;

/// <summary>A stored plan as JSON. Scripts rely on it.</summary>
internal static class StoredPlanJson
{
    /// <summary>One plan without its steps, as lists show it and as the first line of <c>plan show</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="connection">Name of its connection.</param>
    /// <param name="more">Writes what else is known of it.</param>
    public static void Write(Utf8JsonWriter json, StoredPlan plan, string? connection, Action? more = null)
    {
        json.WriteStartObject();
        json.WriteString("type", "plan");
        json.Text("hash", plan.Hash);
        json.WritePropertyName("steps");
        RunJson.WriteCounts(json, plan.Counts);
        RunJson.WriteHeld(json, plan.Held);
        RunJson.WriteProblems(json, plan.Problems);
        WriteRest(json, plan, connection);
        more?.Invoke();
        json.WriteEndObject();
    }

    /// <summary>What a stored plan has beyond one that was only made.</summary>
    public static void WriteRest(Utf8JsonWriter json, StoredPlan plan, string? connection)
    {
        json.WriteNumber("plan", plan.Id);
        json.WriteString("state", JsonFormat.Word(plan.State));
        json.Text("connection", connection);
        json.Number("run", plan.Run);
        json.WriteString("verb", plan.Verb);
        json.Number("basedOn", plan.BasedOn);
        json.Instant("madeAt", plan.MadeAt);
        json.WriteString("madeBy", plan.MadeBy);
        json.Instant("expiresAt", plan.ExpiresAt);
        json.Instant("decidedAt", plan.DecidedAt);
        json.Text("decidedBy", plan.DecidedBy);
        json.Text("decisionReason", plan.DecisionReason);
        json.Text("message", plan.Message);
        WriteBasis(json, plan);
        RunJson.WriteDecisions(json, plan.Decisions);
        json.WriteBoolean("stepsKept", plan.HasSteps);
        WriteNotRead(json, plan.Unread);
    }

    private static void WriteNotRead(Utf8JsonWriter json, IReadOnlyList<UnreadStream>? unread)
    {
        if (unread is null)
        {
            json.WriteNull("notRead");
            return;
        }
        json.WriteStartArray("notRead");
        foreach (var part in unread)
        {
            json.WriteStartObject();
            json.WriteString("stream", JsonFormat.Word(part.Stream));
            json.Number("known", part.Known);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteBasis(Utf8JsonWriter json, StoredPlan plan)
    {
        if (plan.Basis is not { } basis)
        {
            json.WriteNull("computedFrom");
            return;
        }
        json.WriteStartObject("computedFrom");
        json.WriteNumber("revision", basis.Revision);
        json.WriteNumber("configurationVersion", basis.ConfigurationVersion);
        json.WriteNumber("mirrorVersion", basis.Read.MirrorVersion);
        WriteStream(json, "users", basis.Read.Users);
        WriteStream(json, "groups", basis.Read.Groups);
        json.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter json, string name, StreamCertificate stream)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("complete", stream.Complete);
        json.WriteBoolean("full", stream.InFull);
        json.WriteNumber("before", stream.PresentBefore);
        json.WriteNumber("after", stream.PresentAfter);
        json.WriteNumber("missing", stream.Missing);
        json.WriteEndObject();
    }
}
