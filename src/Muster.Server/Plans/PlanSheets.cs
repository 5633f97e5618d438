using System.Collections.Concurrent;
using System.Globalization;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>Plans laid out, the latest few kept: several people look at the same one, and a page is made twice when it opens.</summary>
internal sealed class PlanSheets(MusterInstance muster, Texts T)
{
    private const int Kept = 4;
    private readonly ConcurrentQueue<string> _order = new();
    private readonly ConcurrentDictionary<string, PlanSheet> _sheets = new();

    /// <summary>A stored plan; null when its steps are not kept any more.</summary>
    public async Task<PlanSheet?> OfAsync(StoredPlan plan, CancellationToken cancellationToken)
    {
        // Steps never change once they are stored; names of people may, so that an entry is good for as long as the platform stands still.
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var key = string.Create(CultureInfo.InvariantCulture, $"{plan.Id} {plan.Hash} {revision} {CultureInfo.CurrentUICulture.Name}");
        if (_sheets.TryGetValue(key, out var known))
            return known;
        if (await muster.Database.Plans.StepsAsync(plan.Id, cancellationToken) is not { } steps)
            return null;
        var sheet = await OfAsync(steps, plan.Connection, cancellationToken);
        if (_sheets.TryAdd(key, sheet))
            _order.Enqueue(key);
        while (_order.Count > Kept && _order.TryDequeue(out var old))
            _sheets.TryRemove(old, out _);
        return sheet;
    }

    /// <summary>A plan that is stored nowhere.</summary>
    public Task<PlanSheet> OfAsync(SyncPlan steps, int? connection, CancellationToken cancellationToken) =>
        PlanLayout.LayOutAsync(muster, steps, connection, T, cancellationToken);
}
