using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Incremental;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Engine.Checking;

/// <summary>Plans from the directory as it was last read without keeping anybody from working: no lease is taken, and a plan counts only if nothing moved while it was made.</summary>
public sealed class PlanGlance(PlanMaker plans, IPlanningStore planning, IPlatformStore platform)
{
    private const int Attempts = 3;

    /// <summary>Plans; stores and changes nothing.</summary>
    /// <returns>Null when other work went on changing what it is made from.</returns>
    /// <exception cref="UnknownGroupException">The request names a group that is not there.</exception>
    public async Task<PlannedRun?> PlanAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = await planning.PositionAsync(request.Connection.Key, cancellationToken);
            try
            {
                var planned = await plans.MakeAsync(request, new ReadSummary(false, [], 0), new ReadSpending(0, 0, 0), cancellationToken);
                if (await IsStillAsync(request, before, cancellationToken))
                    return planned;
            }
            catch (StoredDataException)
            {
                if (await IsStillAsync(request, before, cancellationToken))
                    throw;
            }
        }
        return null;
    }

    /// <summary>A plan of nothing but what is about one person.</summary>
    /// <param name="account">The account in the directory.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PlanCut> OnlyAsync(DirectoryUser account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var revision = await platform.RevisionAsync(cancellationToken);
        var users = await platform.FindUsersAsync(account.Id.ToString(), revision, cancellationToken);
        return new PlanCut
        {
            OnlyUsers = KeySet.Of(users.Where(user => user.Id == account.Id).Select(user => user.Key)),
            OnlyDirectoryUsers = KeySet.Of(account.Key),
        };
    }

    private async Task<bool> IsStillAsync(SyncRequest request, PlanningPosition before, CancellationToken cancellationToken)
    {
        var now = await planning.PositionAsync(request.Connection.Key, cancellationToken);
        return (now.MirrorVersion, now.Revision) == (before.MirrorVersion, before.Revision);
    }
}
