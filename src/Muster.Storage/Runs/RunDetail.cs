using System.Text.Json;
using System.Text.Json.Serialization;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Incremental;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Storage.Runs;

/// <summary>The part of a run that is shown whole and never searched, as one JSON text.</summary>
internal sealed record RunDetail(
    PlanCounts Counts,
    IReadOnlyList<GuardTrip> Held,
    IReadOnlyList<StoredProblem> Problems,
    ReadSpending Spending,
    RunSeconds Seconds,
    IReadOnlyList<Decision>? Decisions,
    PlanningWay? Planning = null,
    int Reason = 0,
    RunVerification? Verified = null,
    long? Configuration = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunPhase? Phase = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ToldAt = null
)
{
    public static string Encode(Run run) =>
        JsonSerializer.Serialize(
            new RunDetail(
                run.Counts,
                run.Held,
                [.. run.Problems.Select(StoredProblem.Of)],
                run.Spending,
                run.Seconds,
                run.Decisions,
                run.Planning,
                (int)run.Reason,
                run.Verified,
                run.Configuration,
                run.Phase,
                run.ToldAt
            ),
            RunDetailJson.Default.RunDetail
        );

    public static RunDetail Decode(string text) => JsonSerializer.Deserialize(text, RunDetailJson.Default.RunDetail)!;
}

internal sealed record StoredProblem(string Code, string Subject, string Message, IReadOnlyList<string> Candidates)
{
    public static StoredProblem Of(PlanProblem problem) => new(problem.Code, problem.Subject, problem.Message, problem.Candidates);

    public PlanProblem Problem => new(Code, Subject, Message, Candidates);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(RunDetail))]
internal sealed partial class RunDetailJson : JsonSerializerContext;
