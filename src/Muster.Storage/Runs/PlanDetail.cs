using System.Text.Json;
using System.Text.Json.Serialization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Plans;

namespace Muster.Storage.Runs;

/// <summary>The part of a stored plan that is shown whole and never searched, as one JSON text.</summary>
internal sealed record PlanDetail(
    PlanBasis? Basis,
    StoredOrigin? Origin,
    PlanCounts Counts,
    IReadOnlyList<GuardTrip> Held,
    IReadOnlyList<StoredProblem> Problems,
    IReadOnlyList<Decision> Decisions,
    // Left out where there is none: what the audit log says of plans of before is over texts without it.
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<UnreadStream>? Unread = null
)
{
    public static string Encode(StoredPlan plan) =>
        JsonSerializer.Serialize(
            new PlanDetail(
                plan.Basis,
                StoredOrigin.Of(plan.Origin),
                plan.Counts,
                plan.Held,
                [.. plan.Problems.Select(StoredProblem.Of)],
                plan.Decisions,
                plan.Unread
            ),
            PlanDetailJson.Default.PlanDetail
        );

    public static PlanDetail Decode(string text) => JsonSerializer.Deserialize(text, PlanDetailJson.Default.PlanDetail)!;
}

/// <summary>How a plan was asked for, with the keys of a cut as plain arrays.</summary>
internal sealed record StoredOrigin(
    IReadOnlyList<string> Groups,
    bool Full,
    bool AdditionsOnly,
    IReadOnlyList<int> WithoutGroups,
    IReadOnlyList<int> WithoutUsers,
    IReadOnlyList<int> WithoutNewUsers,
    bool Heals = false,
    IReadOnlyList<int>? OnlyUsers = null,
    IReadOnlyList<int>? OnlyDirectoryUsers = null
)
{
    public static StoredOrigin? Of(PlanOrigin? origin) =>
        origin is null
            ? null
            : new StoredOrigin(
                origin.Groups,
                origin.Full,
                origin.Cut.AdditionsOnly,
                origin.Cut.WithoutGroups.AsList,
                origin.Cut.WithoutUsers.AsList,
                origin.Cut.WithoutNewUsers.AsList,
                origin.Heals,
                origin.Cut.OnlyUsers.AsList,
                origin.Cut.OnlyDirectoryUsers.AsList
            );

    [JsonIgnore]
    public PlanOrigin Value =>
        new(
            Groups,
            Full,
            new PlanCut
            {
                AdditionsOnly = AdditionsOnly,
                WithoutGroups = KeySet.Of(WithoutGroups),
                WithoutUsers = KeySet.Of(WithoutUsers),
                WithoutNewUsers = KeySet.Of(WithoutNewUsers),
                OnlyUsers = KeySet.Of(OnlyUsers ?? []),
                OnlyDirectoryUsers = KeySet.Of(OnlyDirectoryUsers ?? []),
            }
        )
        {
            Heals = Heals,
        };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PlanDetail))]
internal sealed partial class PlanDetailJson : JsonSerializerContext;
