using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Groups;

/// <summary>What every decision about groups needs: the state it is made from, and applying the small plan it makes as a run of its own.</summary>
public sealed class GroupWork(
    DirectoryReading reading,
    IMirrorStore mirrorStore,
    IPlatformStore platform,
    PolicyReader policies,
    IRunJournal journal,
    ILeaseStore leases,
    TimeProvider clock
)
{
    /// <summary>Today, in UTC.</summary>
    public DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    internal IMirrorStore Mirror => mirrorStore;

    internal IPlatformStore Platform => platform;

    internal Task<LeaseKeeper> AcquireAsync(string verb, CancellationToken cancellationToken) =>
        LeaseKeeper.AcquireAsync(leases, verb, clock, cancellationToken);

    /// <summary>Reads the directory, all of its groups, and loads what a decision is made from.</summary>
    internal async Task<GroupsState> ReadAsync(Connection? connection, LeaseKeeper lease, IProgress<ReadProgress> progress)
    {
        if (connection is not null)
            await reading.ReadAsync(connection, full: false, GroupNeed.All, lease.Lease, progress, lease.Token);
        return await LoadAsync(connection, lease.Token);
    }

    /// <summary>Loads what a decision is made from; the directory is not asked.</summary>
    internal async Task<GroupsState> LoadAsync(Connection? connection, CancellationToken cancellationToken)
    {
        var key = connection?.Key ?? 0;
        var actual = await platform.LoadAsync(key, cancellationToken);
        var mirror = connection is null
            ? new DirectoryMirror([], [], new ReadCertificate(StreamCertificate.NotRead, StreamCertificate.NotRead, 0))
            : await mirrorStore.LoadAsync(key, cancellationToken);
        return new GroupsState(
            mirror,
            actual,
            new PlanBasis(actual.Revision, mirror.Certificate, connection?.ConfigurationVersion ?? 0),
            connection is null ? ConnectionPolicies.Default : await policies.OfConnectionAsync(key, cancellationToken),
            await policies.OfWorkspaceAsync(cancellationToken)
        );
    }

    /// <summary>Loads what groups are compared by, and nothing of people; the directory is not asked.</summary>
    internal async Task<GroupsState> LoadGroupsAsync(Connection connection, CancellationToken cancellationToken)
    {
        var actual = await platform.LoadGroupsAsync(cancellationToken);
        var mirror = await mirrorStore.LoadGroupsAsync(connection.Key, cancellationToken);
        return new GroupsState(
            mirror,
            actual,
            new PlanBasis(actual.Revision, mirror.Certificate, connection.ConfigurationVersion),
            await policies.OfConnectionAsync(connection.Key, cancellationToken),
            await policies.OfWorkspaceAsync(cancellationToken)
        );
    }

    internal async Task<Run> ApplyAsync(
        Connection? connection,
        string verb,
        string actor,
        SyncPlan plan,
        LeaseKeeper lease,
        string? reason = null
    )
    {
        var run = await journal.BeginAsync(connection?.Key, verb, actor, lease.Lease, lease.Token) with { DecisionReason = reason };
        var context = new ApplyContext(lease.Lease, clock.GetUtcNow(), Settles: false);
        var decided = new DecidedPlan(platform, journal, clock);
        return await new RunEnding(journal, clock).GuardAsync(run, lease, () => decided.WriteAsync(plan, run, context, lease));
    }

    internal static PlanProblem NotFound(string name) =>
        new(
            "notFound",
            name,
            $"There is no group called '{name}'. Names count exactly, case and spaces included; list them with: muster groups list."
        );
}

/// <summary>What a decision about groups is made from.</summary>
internal sealed record GroupsState(
    DirectoryMirror Mirror,
    PlatformState Actual,
    PlanBasis Basis,
    ConnectionPolicies Policies,
    WorkspacePolicies Workspace
)
{
    private GroupDiscovery? _discovery;

    public GroupDiscovery Discovery => _discovery ??= new GroupDiscovery(Mirror, Actual, Policies);

    public PlatformGroup? Find(string name) => Actual.Groups.FirstOrDefault(group => group.Name == name);

    /// <summary>Why a name does not meet the naming conventions; null when it does.</summary>
    public PlanProblem? OffConvention(string name) => Core.Matching.NamingConventions.Fault(name, Workspace.GroupNamePatterns);
}

/// <summary>Result of a change of groups.</summary>
/// <param name="Run">The run that carried it out; null when nothing was done.</param>
/// <param name="Plan">What was done, or would be done by a dry run; null when it was refused.</param>
/// <param name="Problems">What was left or refused, and why.</param>
public sealed record GroupsOutcome(Run? Run, SyncPlan? Plan, IReadOnlyList<PlanProblem> Problems)
{
    /// <summary>Nothing was done.</summary>
    public static GroupsOutcome Refused(PlanProblem problem) => new(null, null, [problem]);
}
