using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.History;
using Muster.Engine.Incremental;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Drift;

/// <summary>Compares the platform as stored with what the directory, as last read, says under the rules in force. Changes nothing on the platform.</summary>
public sealed class DriftFinder(
    DirectoryReading reading,
    PlanMaker plans,
    PolicyReader policies,
    IPlatformStore platform,
    IPlanningStore planning,
    IHistoryStore history,
    IDriftHistory drift,
    ILeaseStore leases,
    TimeProvider clock
)
{
    /// <summary>Finds every difference.</summary>
    /// <param name="connection">The directory.</param>
    /// <param name="read">Whether the directory is read first.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="observer">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The differences; null when the directory was never read to its end, or last not whole.</returns>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    /// <exception cref="DirectoryReadException">The directory was not read to its end.</exception>
    /// <exception cref="StoredDataException">Less was loaded than was stored, and the history does not tell what is missing.</exception>
    public async Task<DriftReport?> FindAsync(
        Connection connection,
        bool read,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(observer);
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "drift", clock, cancellationToken);
        if (read)
        {
            observer.Phase(RunPhase.Read);
            await reading.ReadAsync(connection, false, GroupNeed.Followed, lease.Lease, new Progress(observer), lease.Token);
        }
        observer.Phase(RunPhase.Plan);
        var damage = await drift.DamageAsync(lease.Token);
        var lastRead = await history.LastReadAsync(connection.Key, lease.Token);
        var request = new SyncRequest
        {
            Connection = connection,
            Actor = actor,
            AsLastRead = true,
            Heals = true,
        };
        PlanRequest basis;
        try
        {
            (basis, _) = await plans.RequestAsync(request, lease.Token);
        }
        catch (StoredDataException) when (damage.Count > 0)
        {
            return new DriftReport(await NamedAsync(damage, lease.Token), lastRead, Compared: false);
        }
        if (!basis.Mirror.Certificate.Complete)
            return null;
        var rows = new DriftRows(basis, damage);
        rows.Explain(await EvidenceAsync(connection, rows, lastRead, lease.Token));
        var people = await platform.UsersAsync(rows.People, lease.Token);
        return new DriftReport(rows.Ordered(people), lastRead, Compared: true);
    }

    private async Task<DriftEvidence> EvidenceAsync(
        Connection connection,
        DriftRows rows,
        DirectoryRead? lastRead,
        CancellationToken cancellationToken
    )
    {
        var basis = rows.Basis;
        var position = await planning.PositionAsync(connection.Key, cancellationToken);
        var synced = position.Mark?.At ?? lastRead?.At;
        var before =
            connection.HasUnappliedConfiguration && synced is { } then
                ? await BeforeAsync(connection, basis, then, cancellationToken)
                : null;
        return new DriftEvidence
        {
            Memberships = await drift.MembershipsAsync(rows.GroupsWithPeople, cancellationToken),
            Groups = await drift.GroupsAsync(cancellationToken),
            Users = await drift.UsersAsync(rows.ChangedUsers, cancellationToken),
            Ended = basis.Actual.Exceptions.Where(exception => exception.IsOver(basis.Now)).DistinctBy(PairOf).ToDictionary(PairOf),
            ByConfiguration = before is null ? null : PlanSurplus.Of(rows.Plan, SyncPlanner.Plan(before)),
            Configuration = synced is { } since ? await drift.ConfigurationAsync(connection.Key, since, cancellationToken) : null,
            SyncedRevision =
                position.Mark?.Revision ?? (synced is { } at ? (await history.InForceAsync(at, cancellationToken))?.Number : null),
            ReadSince = position.Mark is not { } mark || mark.MirrorVersion != position.MirrorVersion,
            LastRead = lastRead is null ? null : new Touch(lastRead.Run, "read", "", lastRead.At, 0),
        };
    }

    /// <summary>The same directory and platform under the settings and the import rule of the last sync.</summary>
    private async Task<PlanRequest> BeforeAsync(
        Connection connection,
        PlanRequest basis,
        DateTimeOffset then,
        CancellationToken cancellationToken
    )
    {
        var revision = await history.InForceAsync(then, cancellationToken);
        var configuration = revision is null ? ConfigurationThen.Unknown : await history.ConfigurationAsync(revision, cancellationToken);
        var settings = await policies.OfConnectionAtAsync(connection.Key, then, cancellationToken);
        return basis with
        {
            Policies = settings,
            ImportRule = configuration.Rule ?? basis.ImportRule,
            ProtectedUsers = await platform.CalledAsync(connection.Key, settings.ProtectedUsers, cancellationToken),
        };
    }

    /// <summary>Damage alone, where nothing else can be said.</summary>
    private async Task<IReadOnlyList<DriftRow>> NamedAsync(IReadOnlyList<StateDamage> damage, CancellationToken cancellationToken)
    {
        var names = new Dictionary<int, string>();
        var revision = await platform.RevisionAsync(cancellationToken);
        await foreach (var group in platform.GroupRowsAsync(revision, null, cancellationToken))
            names[group.Key] = group.Name;
        var people = await platform.UsersAsync(KeySet.Of(damage.Select(found => found.User ?? 0).Where(key => key > 0)), cancellationToken);
        return
        [
            .. damage.Select(found =>
                DriftRows.Of(found, found.Group is { } group ? names.GetValueOrDefault(group) : null) with
                {
                    Person = found.User is { } user ? people.GetValueOrDefault(user)?.Attributes : null,
                }
            ),
        ];
    }

    private static MembershipPair PairOf(MembershipException exception) => new(exception.Group, exception.Relation, exception.User);

    private sealed class Progress(IRunObserver observer) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => observer.Reading(value);
    }
}
