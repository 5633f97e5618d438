using Muster.Core.Importing;
using Muster.Core.Platform;
using Muster.Engine.Groups;
using Muster.Engine.Plans;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server;

namespace Muster.Testing.Simulation;

/// <summary>The whole flow on top of a rig: read, plan, guard, apply, by the classes that the command line uses.</summary>
public sealed class PlatformRig
{
    private const string Actor = "rig";
    private readonly MirrorRig _rig;
    private readonly SyncRunner _syncs;
    private readonly GroupChanges _groups;
    private readonly PlanDesk _plans;

    public PlatformRig(MirrorRig rig)
    {
        _rig = rig;
        // The rig owns the database; the instance only wires what works on it.
        var muster = new MusterInstance(rig.Database, rig.Sources, rig.Clock);
        (_syncs, _groups, _plans) = (muster.Syncs, muster.Groups, muster.Plans);
    }

    /// <summary>Imports everyone, now and at every later sync.</summary>
    public Task<Run> ImportEveryoneAsync(CancellationToken cancellationToken) =>
        RunAsync(full: false, new ImportRule.Everyone(), cancellationToken);

    /// <summary>Synchronises. What the guard rails hold is approved at once, so that nothing but the plan itself stands between a mistake and its effect.</summary>
    public Task<Run> SyncAsync(bool full, CancellationToken cancellationToken) => RunAsync(full, null, cancellationToken);

    /// <summary>Makes a platform group of every directory group that can have one.</summary>
    /// <exception cref="DirectoryReadException">The directory was not read to its end.</exception>
    public async Task CreateGroupsAsync(CancellationToken cancellationToken) =>
        await _groups.CreateFromDirectoryAsync(
            await ConnectionAsync(cancellationToken),
            null,
            DirectoryGroupFilter.All,
            Actor,
            dryRun: false,
            new Progress<ReadProgress>(),
            cancellationToken
        );

    /// <summary>Who is where now, in object ids, in the groups that follow a directory group.</summary>
    public async Task<PlatformView> ViewAsync(CancellationToken cancellationToken)
    {
        var platform = _rig.Database.Platform;
        var revision = await platform.RevisionAsync(cancellationToken);
        var users = new Dictionary<int, (Guid Id, bool Active)>();
        await foreach (var user in platform.UserRowsAsync(revision, null, cancellationToken))
            if (user.Id is { } id)
                users.Add(user.Key, (id.Value, user.Active));
        var groups = new Dictionary<int, Guid>();
        await foreach (var group in platform.GroupRowsAsync(revision, null, cancellationToken))
            if (group is { Link: LinkState.Linked, Id: { } id })
                groups.Add(group.Key, id.Value);
        var edges = new HashSet<Edge>();
        await foreach (var row in platform.MembershipRowsAsync(revision, null, null, cancellationToken))
            if (groups.TryGetValue(row.Group, out var group) && users.TryGetValue(row.User, out var user))
                edges.Add(new Edge(group, user.Id, row.Relation == MembershipRelation.Owner));
        return new PlatformView(
            groups.Values.ToHashSet(),
            edges,
            users.Values.Where(user => user.Active).Select(user => user.Id).ToHashSet()
        );
    }

    private async Task<Run> RunAsync(bool full, ImportRule? rule, CancellationToken cancellationToken)
    {
        var request = new SyncRequest
        {
            Connection = await ConnectionAsync(cancellationToken),
            Actor = Actor,
            Full = full,
            NewImportRule = rule,
        };
        var run = await _syncs.RunAsync(request, new Confirming(), cancellationToken);
        if (run.Outcome != RunOutcome.Held)
            return run;
        return
            await _plans.Approvals.ApproveRunAsync(run.Id, Actor, "without a look", null, null, cancellationToken)
                is DecisionOutcome.Done(var approved)
            ? approved
            : throw new InvalidOperationException($"The held run {run.Id} could not be approved.");
    }

    private async Task<Engine.Connections.Connection> ConnectionAsync(CancellationToken cancellationToken) =>
        (await _rig.Database.Connections.ListAsync(cancellationToken)).Single();

    private sealed class Confirming : IRunObserver
    {
        public void Phase(RunPhase phase) { }

        public void Reading(ReadProgress progress) { }

        public void Applying(long done, long total) { }

        public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
