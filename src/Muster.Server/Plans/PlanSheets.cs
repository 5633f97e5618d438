using System.Globalization;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Plans;

/// <summary>Plans laid out, the latest few kept: several people look at the same one, a page is made twice when it opens, and a list of steps is asked for page by page.</summary>
internal sealed class PlanSheets(MusterInstance muster, Texts T)
{
    private const int Kept = 4;
    private readonly LatestFew<PlanSheet> _sheets = new(Kept);
    private readonly LatestFew<NamedSteps> _named = new(Kept);

    /// <summary>A stored plan; null when its steps are not kept any more.</summary>
    public async Task<PlanSheet?> OfAsync(StoredPlan plan, CancellationToken cancellationToken) =>
        await _sheets.OfAsync(
            $"{await KeyAsync(plan, cancellationToken)} {CultureInfo.CurrentUICulture.Name}",
            async () =>
                await muster.Database.Plans.StepsAsync(plan.Id, cancellationToken) is { } steps
                    ? await OfAsync(steps, plan.Connection, cancellationToken)
                    : null
        );

    /// <summary>A plan that is stored nowhere.</summary>
    public Task<PlanSheet> OfAsync(SyncPlan steps, int? connection, CancellationToken cancellationToken) =>
        PlanLayout.LayOutAsync(muster, steps, connection, T, cancellationToken);

    /// <summary>The steps of a stored plan with the names of everything in them; null when they are not kept any more.</summary>
    public async Task<NamedSteps?> StepsAsync(StoredPlan plan, CancellationToken cancellationToken) =>
        await _named.OfAsync(
            await KeyAsync(plan, cancellationToken),
            async () =>
                await muster.Database.Plans.StepsAsync(plan.Id, cancellationToken) is { } steps
                    ? new(steps, await PlanNames.LoadAsync(steps, null, null, muster.Database.Platform, int.MaxValue, cancellationToken))
                    : null
        );

    /// <summary>Steps never change once they are stored; names may, so that what is kept is good for as long as the platform stands still.</summary>
    private async Task<string> KeyAsync(StoredPlan plan, CancellationToken cancellationToken)
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{plan.Id} {plan.Hash} {plan.HasSteps} {revision}");
    }
}

/// <summary>Steps with the names of everything in them.</summary>
internal sealed record NamedSteps(SyncPlan Steps, PlanNames Names);
