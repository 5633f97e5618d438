using Muster.Core.Importing;
using Muster.Engine.Connections;
using Muster.Engine.Groups;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server;
using Muster.Storage;

namespace Muster.Testing.Planned;

/// <summary>The whole flow behind the reader, on a real database and a directory in memory.</summary>
public sealed class PlanningRig : IAsyncDisposable
{
    private const string Actor = "rig";
    private readonly ThrowawayDatabase _database;
    private readonly MusterInstance _muster;

    private PlanningRig(ThrowawayDatabase database, Connection connection, HurriedClock clock)
    {
        (_database, Clock, Connection) = (database, clock, connection);
        _muster = new MusterInstance(Database, Directory, clock);
    }

    public ModelDirectory Directory { get; } = new();

    public MusterDatabase Database => _database.Muster;

    public HurriedClock Clock { get; }

    public Connection Connection { get; private set; }

    public DirectoryReading Reading => _muster.Reading;

    public PlanMaker Plans => _muster.Maker;

    public GroupChanges Groups => _muster.Groups;

    /// <summary>The file behind <see cref="Database"/>.</summary>
    public string DatabaseFile => _database.File;

    /// <summary>Opens an empty database.</summary>
    public static async Task<PlanningRig> StartAsync(CancellationToken cancellationToken)
    {
        var clock = new HurriedClock();
        var database = await ThrowawayDatabase.OpenAsync(clock, cancellationToken);
        var connection = await database.Muster.Connections.AddAsync(
            new Connection
            {
                Name = "rig",
                TenantId = Guid.NewGuid().ToString(),
                ClientId = "rig",
                Credential = CredentialKind.Secret,
                GraphUrl = new Uri("https://localhost/v1.0"),
                Authority = new Uri("https://localhost/"),
            },
            new Credential(CredentialKind.Secret, "rig"),
            Actor,
            cancellationToken
        );
        return new PlanningRig(database, connection!, clock);
    }

    /// <summary>Counts the statements that something executes; rows of one insertion count as one.</summary>
    public async Task<long> StatementsAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var count = 0L;
        Database.Database.BeforeStatement = sql =>
        {
            if (!sql.StartsWith("insert ", StringComparison.Ordinal))
                Interlocked.Increment(ref count);
        };
        try
        {
            await work();
        }
        finally
        {
            Database.Database.BeforeStatement = null;
        }
        return count;
    }

    /// <summary>Runs a sync or an import. What the guard rails hold is approved at once, unless it is to stay held.</summary>
    public async Task<Run> SyncAsync(CancellationToken cancellationToken, Func<SyncRequest, SyncRequest>? asked = null, bool approve = true)
    {
        await ReloadAsync(cancellationToken);
        var request = new SyncRequest { Connection = Connection, Actor = Actor };
        var run = await _muster.Syncs.RunAsync(asked?.Invoke(request) ?? request, new Confirming(), cancellationToken);
        return run.Outcome == RunOutcome.Held && approve ? await ApproveAsync(run.Id, cancellationToken) : run;
    }

    /// <summary>Takes over what was changed about the connection.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken) =>
        Connection = (await Database.Connections.FindAsync(Connection.Name, cancellationToken))!;

    /// <summary>Imports by a rule, now and at every later sync.</summary>
    public async Task<Run> ImportAsync(ImportRule rule, CancellationToken cancellationToken)
    {
        var run = await SyncAsync(cancellationToken, request => request with { NewImportRule = rule });
        await ReloadAsync(cancellationToken);
        return run;
    }

    /// <summary>Releases a held run.</summary>
    public async Task<Run> ApproveAsync(long run, CancellationToken cancellationToken) =>
        await _muster.Plans.Approvals.ApproveRunAsync(run, Actor, "without a look", null, null, cancellationToken)
            is DecisionOutcome.Done(var approved)
            ? approved
            : throw new InvalidOperationException($"The held run {run} could not be approved.");

    /// <summary>Makes a platform group of every directory group that can have one.</summary>
    public Task CreateGroupsAsync(CancellationToken cancellationToken) =>
        Groups.CreateFromDirectoryAsync(
            Connection,
            null,
            DirectoryGroupFilter.All,
            Actor,
            dryRun: false,
            new Progress<ReadProgress>(),
            cancellationToken
        );

    /// <summary>Plans and changes nothing.</summary>
    public async Task<PlannedRun> DraftAsync(Func<SyncRequest, SyncRequest> asked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asked);
        await ReloadAsync(cancellationToken);
        return await _muster.Syncs.PlanAsync(
            asked(new SyncRequest { Connection = Connection, Actor = Actor }),
            new Confirming(),
            cancellationToken
        );
    }

    /// <summary>Undoes a run; the groups it touched are paused.</summary>
    public Task<DecisionOutcome> UndoAsync(long run, CancellationToken cancellationToken, string? seen = null) =>
        _muster.Undos.RunAsync(new UndoneRuns.These([run]), null, Actor, seen, new Confirming(), cancellationToken);

    /// <summary>Names of the groups in use, in order.</summary>
    public async Task<IReadOnlyList<string>> GroupNamesAsync(CancellationToken cancellationToken)
    {
        var revision = await Database.Platform.RevisionAsync(cancellationToken);
        return await Database
            .Platform.GroupRowsAsync(revision, null, cancellationToken)
            .Select(row => row.Name)
            .ToListAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private sealed class Confirming : IRunObserver
    {
        public void Phase(RunPhase phase) { }

        public void Reading(ReadProgress progress) { }

        public void Applying(long done, long total) { }

        public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
