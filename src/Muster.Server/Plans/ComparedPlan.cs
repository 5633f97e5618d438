using Muster.Engine.Plans;
using Muster.Engine.Platform;

namespace Muster.Server.Plans;

/// <summary>A plan beside one made later.</summary>
/// <param name="Plan">Number of the plan.</param>
/// <param name="Connection">Key of its connection; null for none.</param>
/// <param name="Refused">Why it was not applied; null when nobody tried.</param>
/// <param name="StillGood">Whether it may still be applied, without the rows that are gone.</param>
/// <param name="Gone">Rows that are done already or no longer called for.</param>
/// <param name="Fresh">Rows that only the later plan has.</param>
internal sealed record ComparedPlan(
    long Plan,
    int? Connection,
    string? Refused,
    bool StillGood,
    IReadOnlyList<string> Gone,
    IReadOnlyList<string> Fresh
)
{
    /// <summary>The rows that differ, those of the later plan first.</summary>
    public IEnumerable<(bool IsFresh, string Row)> Rows => [.. Fresh.Select(row => (true, row)), .. Gone.Select(row => (false, row))];

    /// <summary>A comparison in words.</summary>
    public static async Task<ComparedPlan> OfAsync(
        ComparisonOutcome.Compared compared,
        string? refused,
        IPlatformStore platform,
        CancellationToken cancellationToken
    )
    {
        var (plan, steps, fresh, difference) = compared;
        var words = await PlanRowWords.LoadAsync(
            [.. difference.Gone, .. difference.Fresh],
            [steps, fresh.Plan],
            platform,
            cancellationToken
        );
        return new(
            plan.Id,
            plan.Connection,
            refused,
            plan.Waits && difference.IsTolerable && !fresh.Plan.IsEmpty,
            [.. difference.Gone.Select(words.Of)],
            [.. difference.Fresh.Select(words.Of)]
        );
    }
}
