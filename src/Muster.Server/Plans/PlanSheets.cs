using Muster.Core.Planning;
using Muster.Engine.Caching;
using Muster.Engine.Plans;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Plans;

/// <summary>Plans laid out, the latest few kept: several people look at the same one, a page is made twice when it opens, and a list of steps is asked for page by page. Each language has its own.</summary>
internal sealed class PlanSheets(MusterInstance muster, TimeProvider clock)
{
    private const int Kept = 4;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private readonly LatestFew<string, PlanSheet?> _sheets = new(Kept, Idle, clock);
    private readonly LatestFew<long, NamedSteps?> _named = new(Kept, Idle, clock);

    /// <summary>A stored plan; null when its steps are not kept any more.</summary>
    public async Task<PlanSheet?> OfAsync(StoredPlan plan, Texts T, CancellationToken cancellationToken) =>
        await _sheets.OfAsync(
            $"{plan.Id} {T.Language.Name}",
            await VersionAsync(plan, cancellationToken),
            async () =>
                await muster.Database.Plans.StepsAsync(plan.Id, CancellationToken.None) is { } steps
                    ? await PlanLayout.LayOutAsync(muster, steps, plan.Connection, plan, T, CancellationToken.None)
                    : null,
            cancellationToken
        );

    /// <summary>A plan that is stored nowhere.</summary>
    public Task<PlanSheet> OfAsync(SyncPlan steps, int? connection, Texts T, CancellationToken cancellationToken) =>
        PlanLayout.LayOutAsync(muster, steps, connection, null, T, cancellationToken);

    /// <summary>The steps of a stored plan with the names of everything in them; null when they are not kept any more.</summary>
    public async Task<NamedSteps?> StepsAsync(StoredPlan plan, CancellationToken cancellationToken) =>
        await _named.OfAsync(
            plan.Id,
            await VersionAsync(plan, cancellationToken),
            async () =>
                await muster.Database.Plans.StepsAsync(plan.Id, CancellationToken.None) is { } steps
                    ? new(
                        steps,
                        await PlanNames.LoadAsync(steps, null, null, muster.Database.Platform, int.MaxValue, CancellationToken.None)
                    )
                    : null,
            cancellationToken
        );

    /// <summary>Steps never change once they are stored; names may, and what the directory tells, so that what is kept is good for as long as both stand still.</summary>
    private async Task<object> VersionAsync(StoredPlan plan, CancellationToken cancellationToken) =>
        (
            plan.Hash,
            plan.HasSteps,
            await muster.Database.Platform.RevisionAsync(cancellationToken),
            plan.Connection is { } connection
                ? (await muster.Database.Mirror.CertificateAsync(connection, cancellationToken)).MirrorVersion
                : 0
        );
}

/// <summary>Steps with the names of everything in them.</summary>
internal sealed record NamedSteps(SyncPlan Steps, PlanNames Names);
