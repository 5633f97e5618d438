using Muster.Core.Planning;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Engine.Plans;

/// <summary>Makes a stored plan anew, of what is in the mirror and on the platform now.</summary>
public sealed class PlanRemaker(IConnectionStore connections, PlanMaker maker)
{
    /// <summary>The request behind a plan.</summary>
    /// <returns>Null when it cannot be made anew: it was no sync or import, or its connection was removed.</returns>
    public async Task<SyncRequest?> RequestAsync(StoredPlan plan, SyncPlan steps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(steps);
        if (plan.Origin is not { } origin || plan.Connection is not { } key)
            return null;
        var connection = (await connections.ListAsync(cancellationToken)).FirstOrDefault(candidate => candidate.Key == key);
        return connection is null
            ? null
            : new SyncRequest
            {
                Connection = connection,
                Actor = plan.MadeBy,
                Full = origin.Full,
                Groups = origin.Groups,
                Cut = origin.Cut,
                Heals = origin.Heals,
                NewImportRule = steps.NewImportRule,
            };
    }

    /// <summary>The plan anew, without reading the directory.</summary>
    /// <returns>Null when it cannot be made anew.</returns>
    public async Task<PlannedRun?> MakeAsync(StoredPlan plan, SyncPlan steps, CancellationToken cancellationToken)
    {
        if (await RequestAsync(plan, steps, cancellationToken) is not { } request)
            return null;
        try
        {
            return await maker.MakeAsync(request, new ReadSummary(false, [], 0), new ReadSpending(0, 0, 0), cancellationToken);
        }
        catch (UnknownGroupException)
        {
            return null;
        }
    }
}
