using System.Globalization;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;

namespace Muster.Engine.Plans;

/// <summary>
/// Finds out whether a stored plan may still be carried out. What it was made from must stand; where it does not, the plan is made anew, and may go on only if everything that is left of
/// it was in it before (see docs/plans.md).
/// </summary>
public sealed class PlanCurrency(
    PlanRemaker remaker,
    IConnectionStore connections,
    IMirrorStore mirror,
    IPlatformStore platform,
    TimeProvider clock
)
{
    /// <summary>Looks at a plan now; call it under the lease, so that the answer stands until it is used.</summary>
    public async Task<CurrentPlan> OfAsync(StoredPlan plan, SyncPlan steps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(steps);
        if (await ChangedAsync(plan, steps, cancellationToken) is not { } changed)
            return new CurrentPlan.Stands(steps, []);
        if (await remaker.MakeAsync(plan, steps, cancellationToken) is not { } anew)
            return new CurrentPlan.Stale($"{changed}, and it cannot be made anew");
        var difference = PlanDifference.Between(steps, anew.Plan);
        if (difference.IsTolerable && !anew.Plan.IsEmpty)
            return new CurrentPlan.Stands(anew.Plan, difference.Gone);
        var words = await PlanRowWords.LoadAsync(
            [.. difference.Gone, .. difference.Fresh],
            [steps, anew.Plan],
            platform,
            cancellationToken
        );
        return new CurrentPlan.Stale($"{changed}. {Words(difference, words)}");
    }

    /// <summary>The difference in a sentence or two.</summary>
    public static string Words(PlanDifference difference, PlanRowWords words)
    {
        ArgumentNullException.ThrowIfNull(difference);
        ArgumentNullException.ThrowIfNull(words);
        string?[] parts =
        [
            difference.Fresh.IsEmpty
                ? null
                : $"A plan made now has {Rows(difference.Fresh.Length)} that this one has not: {words.Some(difference.Fresh)}",
            difference.Gone.IsEmpty
                ? null
                : $"{Rows(difference.Gone.Length)} of this plan {(difference.Gone.Length == 1 ? "is" : "are")} done already or no longer called for: {words.Some(difference.Gone)}",
        ];
        return string.Join(". ", parts.OfType<string>());
    }

    private async Task<string?> ChangedAsync(StoredPlan plan, SyncPlan steps, CancellationToken cancellationToken)
    {
        var basis = steps.Basis;
        var revision = await platform.RevisionAsync(cancellationToken);
        if (revision != basis.Revision)
            return Text($"users or groups have changed here since (revision {basis.Revision} then, {revision} now)");
        if (plan.Connection is not { } key)
            return null;
        if ((await connections.ListAsync(cancellationToken)).FirstOrDefault(candidate => candidate.Key == key) is not { } connection)
            return "its connection was removed";
        if (connection.ConfigurationVersion != basis.ConfigurationVersion)
            return Text($"the settings have changed (version {basis.ConfigurationVersion} then, {connection.ConfigurationVersion} now)");
        var read = await mirror.CertificateAsync(key, cancellationToken);
        if (read.MirrorVersion != basis.Read.MirrorVersion)
            return Text(
                $"the directory was read again and had changed (version {basis.Read.MirrorVersion} of the mirror then, {read.MirrorVersion} now)"
            );
        return await IsOvertakenByTimeAsync(plan, steps.NewImportRule ?? connection.ImportRule, cancellationToken)
            ? "time has passed, and with it the end of an exception or of a pause, or a day that the import rule speaks of"
            : null;
    }

    /// <summary>Whether a plan made now could differ by the time alone. What is no sync does not follow such rules.</summary>
    private async Task<bool> IsOvertakenByTimeAsync(StoredPlan plan, ImportRule? rule, CancellationToken cancellationToken) =>
        plan.Origin is not null
        && (rule?.Condition?.DependsOnTime() == true || await platform.EndedByTimeAsync(plan.MadeAt, clock.GetUtcNow(), cancellationToken));

    private static string Rows(int count) => count == 1 ? "1 row" : Text($"{count} rows");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a stored plan is worth now.</summary>
public abstract record CurrentPlan
{
    private CurrentPlan() { }

    /// <summary>It may be carried out.</summary>
    /// <param name="Steps">What to carry out: the plan itself, or what is left of it.</param>
    /// <param name="Dropped">Rows that no longer hold and are left out.</param>
    public sealed record Stands(SyncPlan Steps, IReadOnlyList<PlanRow> Dropped) : CurrentPlan;

    /// <summary>It may not: what it was made from has changed, and so has the plan.</summary>
    /// <param name="Difference">How, for people.</param>
    public sealed record Stale(string Difference) : CurrentPlan;
}
