using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Configuration;
using Muster.Engine.Groups;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>A change of settings with what it does.</summary>
/// <param name="Saved">Whether it was saved; false for a draft, and when nothing changes.</param>
/// <param name="Version">Version of the settings then; null for settings of groups.</param>
/// <param name="Danger">The greatest harm it can do.</param>
/// <param name="Changes">What changes, the most dangerous first.</param>
/// <param name="Effects">What it does to the next sync of each connection it touches.</param>
/// <param name="Hash">Names exactly these changes with these consequences: send it as <c>confirm</c> to save what is more than cosmetic.</param>
internal sealed record DraftItem(
    bool Saved,
    long? Version,
    Danger Danger,
    IReadOnlyList<SettingDifference> Changes,
    IReadOnlyList<EffectItem> Effects,
    string Hash
)
{
    public static DraftItem Of(SettingsDraft draft, SettingsVersion? saved) =>
        new DraftItem(
            saved is not null,
            saved?.Version ?? draft.Before.Version,
            draft.Danger,
            draft.Differences,
            [
                .. draft.Effects.Select(effect =>
                    EffectItem.Of(effect.Connection.Name, effect.Plans) with
                    {
                        RunsHeldBefore = effect.GuardsBefore?.Held,
                        RunsHeldAfter = effect.GuardsAfter?.Held,
                        Unlimited = effect.Unlimited,
                    }
                ),
            ],
            ""
        ).Hashed($"{draft.Before.Scope.Connection} {draft.Before.Version}");

    public static DraftItem Of(GroupDraft draft, bool saved) =>
        new DraftItem(
            saved,
            null,
            draft.Danger,
            draft.Differences,
            draft.Connection is { } connection ? [EffectItem.Of(connection.Name, draft.Plans)] : [],
            ""
        ).Hashed(draft.Name);

    private DraftItem Hashed(string subject) =>
        this with
        {
            Hash = Consent.HashOf(
                new
                {
                    subject,
                    Changes,
                    Effects = Effects.Select(effect => effect.Shown),
                }
            ),
        };

    /// <summary>The reason of a change, which what may take memberships away needs.</summary>
    public static string? ReasonFor(Danger danger, string? reason, bool draft) =>
        danger == Danger.Destructive && !draft && string.IsNullOrWhiteSpace(reason)
            ? throw ApiException.Invalid("/reason", "This may take memberships away without a person; say why.", "missing")
        : reason is null ? null
        : Named.Reason(reason);
}

/// <summary>What a change of settings does to the next sync of a connection, as its directory was last read.</summary>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Known">Whether the directory was ever read to its end; if not, nothing can be said.</param>
/// <param name="More">What would be done because of the change.</param>
/// <param name="Less">What would not be done any more.</param>
/// <param name="HeldBefore">Guard rails that would hold it as things are.</param>
/// <param name="HeldAfter">Guard rails that would hold it then.</param>
/// <param name="RunsHeldBefore">How many runs of the last 90 days the guard rails would have held as they are; null when none changes.</param>
/// <param name="RunsHeldAfter">And as they would be.</param>
/// <param name="Unlimited">Losses that would have no limit left.</param>
internal sealed record EffectItem(
    string Connection,
    bool Known,
    PlanCounts? More,
    PlanCounts? Less,
    IReadOnlyList<GuardTrip> HeldBefore,
    IReadOnlyList<GuardTrip> HeldAfter,
    int? RunsHeldBefore = null,
    int? RunsHeldAfter = null,
    IReadOnlyList<string>? Unlimited = null
)
{
    public static EffectItem Of(string connection, DraftComparison? plans) =>
        new(connection, plans is not null, plans?.More.Counts, plans?.Less.Counts, Trips(plans?.Before), Trips(plans?.After));

    /// <summary>What somebody has seen of it. The past that guard rails are tried on, and the sums they weigh, move with every run; what the change does, and what holds it, has to be the same.</summary>
    internal object Shown =>
        new
        {
            Connection,
            Known,
            More,
            Less,
            Unlimited,
            HeldBefore = HeldBefore.Select(trip => trip.Guard),
            HeldAfter = HeldAfter.Select(trip => trip.Guard),
        };

    private static IReadOnlyList<GuardTrip> Trips(DraftPlan? draft) => draft?.Verdict is PlanVerdict.Held(var trips) ? [.. trips] : [];
}
