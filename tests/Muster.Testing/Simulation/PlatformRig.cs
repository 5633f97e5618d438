using Muster.Core.Importing;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Groups;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Testing.Simulation;

/// <summary>The whole flow on top of a rig: read, plan, guard, apply, by the classes that the command line uses.</summary>
public sealed class PlatformRig
{
    private const string Actor = "rig";
    private readonly MirrorRig _rig;
    private readonly SyncRunner _syncs;
    private readonly GroupChanges _groups;
    private readonly RunDecisions _decisions;

    public PlatformRig(MirrorRig rig)
    {
        _rig = rig;
        var database = rig.Database;
        _syncs = new SyncRunner(
            rig.Reading,
            new PlanMaker(
                database.Mirror,
                database.Platform,
                new PolicyReader(database.Settings),
                database.Runs,
                database.Planning,
                rig.Clock
            ),
            database.Connections,
            database.Mirror,
            database.Platform,
            database.Runs,
            database.Leases,
            rig.Clock
        );
        _groups = new GroupChanges(rig.Reading, database.Mirror, database.Platform, database.Runs, database.Leases, rig.Clock);
        _decisions = new RunDecisions(database.Platform, database.Runs, database.Leases, rig.Clock);
    }

    /// <summary>Imports everyone, now and at every later sync.</summary>
    public Task<Run> ImportEveryoneAsync(CancellationToken cancellationToken) => ImportAsync(new ImportRule.Everyone(), cancellationToken);

    /// <summary>Imports by a rule, now and at every later sync.</summary>
    public Task<Run> ImportAsync(ImportRule rule, CancellationToken cancellationToken) => RunAsync(full: false, rule, cancellationToken);

    /// <summary>Synchronises. What the guard rails hold is approved at once, so that nothing but the plan itself stands between a mistake and its effect.</summary>
    public Task<Run> SyncAsync(bool full, CancellationToken cancellationToken) => RunAsync(full, null, cancellationToken);

    /// <summary>Synchronises by the changes of the directory, and plans from everything.</summary>
    public Task<Run> SyncPlannedInFullAsync(CancellationToken cancellationToken) =>
        RunAsync(full: false, null, cancellationToken, planInFull: true);

    /// <summary>Synchronises some groups.</summary>
    public Task<Run> SyncGroupsAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken) =>
        RunAsync(full: false, null, cancellationToken, groups: groups);

    /// <summary>Names of the groups in use, in order.</summary>
    public async Task<IReadOnlyList<string>> GroupNamesAsync(CancellationToken cancellationToken)
    {
        var revision = await _rig.Database.Platform.RevisionAsync(cancellationToken);
        return await _rig
            .Database.Platform.GroupRowsAsync(revision, null, cancellationToken)
            .Select(row => row.Name)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Ends the link of a group, or puts it out of use.</summary>
    public async Task LetGoAsync(string group, bool retire, CancellationToken cancellationToken)
    {
        var connection = await ConnectionAsync(cancellationToken);
        _ = retire
            ? await _groups.RetireAsync(connection, group, Actor, cancellationToken)
            : await _groups.UnlinkAsync(connection, group, Actor, cancellationToken);
    }

    /// <summary>Undoes a run; the groups it touched are paused.</summary>
    public Task UndoAsync(long run, CancellationToken cancellationToken) =>
        new UndoRunner(
            _rig.Database.Connections,
            _rig.Database.Mirror,
            _rig.Database.Platform,
            new PolicyReader(_rig.Database.Settings),
            _rig.Database.Runs,
            _rig.Database.Leases,
            _rig.Clock
        ).RunAsync(run, Actor, new Confirming(), cancellationToken);

    /// <summary>Lets a paused group follow the directory again.</summary>
    public async Task ResumeAsync(string group, CancellationToken cancellationToken) =>
        await _groups.ResumeAsync(await ConnectionAsync(cancellationToken), group, Actor, cancellationToken);

    /// <summary>Makes a platform group of every directory group that can have one.</summary>
    /// <exception cref="DirectoryReadException">The directory was not read to its end.</exception>
    public async Task CreateGroupsAsync(CancellationToken cancellationToken) =>
        await _groups.CreateFromDirectoryAsync(
            await ConnectionAsync(cancellationToken),
            null,
            Actor,
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

    private async Task<Run> RunAsync(
        bool full,
        ImportRule? rule,
        CancellationToken cancellationToken,
        bool planInFull = false,
        IReadOnlyList<string>? groups = null
    )
    {
        var request = new SyncRequest
        {
            Connection = await ConnectionAsync(cancellationToken),
            Actor = Actor,
            Full = full,
            PlanInFull = planInFull,
            Groups = groups ?? [],
            NewImportRule = rule,
        };
        var run = await _syncs.RunAsync(request, new Confirming(), cancellationToken);
        if (run.Outcome != RunOutcome.Held)
            return run;
        return await _decisions.ApproveAsync(run.Id, Actor, "without a look", null, cancellationToken) is DecisionOutcome.Done(var approved)
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
