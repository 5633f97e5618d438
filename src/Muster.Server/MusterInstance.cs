using Muster.Core.Configuration;
using Muster.Core.Importing;
using Muster.Engine.Auditing;
using Muster.Engine.Checking;
using Muster.Engine.Configuration;
using Muster.Engine.Configuration.Files;
using Muster.Engine.Connections;
using Muster.Engine.Drift;
using Muster.Engine.Exceptions;
using Muster.Engine.Explaining;
using Muster.Engine.Groups;
using Muster.Engine.Guarding;
using Muster.Engine.Importing;
using Muster.Engine.Nodes;
using Muster.Engine.Notifications;
using Muster.Engine.Plans;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Engine.Users;
using Muster.Engine.Verifying;
using Muster.Engine.Workspaces;
using Muster.Entra;
using Muster.Server.Runs;
using Muster.Server.Wording;
using Muster.Storage;
using Muster.Storage.Postgres;

namespace Muster.Server;

/// <summary>Everything the program works with, wired together on one data folder.</summary>
internal sealed class MusterInstance : IAsyncDisposable
{
    private readonly TimeProvider _clock;

    /// <summary>Wires everything; the tests' rigs use it too, with directories of their own.</summary>
    public MusterInstance(MusterDatabase database, IDirectorySourceFactory sources, TimeProvider clock)
    {
        Database = database;
        _clock = clock;
        Sources = sources;
        Policies = new PolicyReader(database.Settings, database.Restorations);
        var reading = Reading = new DirectoryReading(
            database.Connections,
            database.Mirror,
            Sources,
            new GroupWays(database.Mirror, database.Platform, Policies),
            Policies
        );
        var guards = new GuardWatch(database.Guards, database.Platform, clock);
        var plans = Maker = new PlanMaker(database.Mirror, database.Platform, Policies, guards, database.Runs, database.Planning, clock);
        Syncs = new SyncRunner(
            reading,
            plans,
            database.Connections,
            database.Mirror,
            database.Platform,
            database.Runs,
            database.Plans,
            database.Leases,
            new PlannedSize(database.Workspaces, database.Workspace),
            clock
        );
        var work = new GroupWork(reading, database.Mirror, database.Platform, Policies, database.Runs, database.Leases, clock);
        Followed = new FollowedConnections(database.Connections, database.Mirror, database.Platform);
        var protectedNames = new ProtectedNames(database.Connections, Policies, database.Platform);
        Groups = new GroupChanges(work, protectedNames);
        Links = new GroupLinks(work);
        var users = new UserWork(database.Mirror, database.Platform, database.Runs, database.Leases, clock);
        LocalUsers = new LocalUsers(users, protectedNames);
        UserLinks = new UserLinks(users, Policies, protectedNames);
        Matching = new UserMatching(users, Policies);
        Looks = new DirectoryLooks(database.Connections, Sources, clock);
        Glance = new PlanGlance(plans, database.Planning, database.Platform);
        Plans = new PlanDesk(
            database.Plans,
            plans,
            Syncs,
            database.Connections,
            Policies,
            database.Mirror,
            database.Platform,
            database.Runs,
            database.Leases,
            clock
        );
        Rules = new ImportRules(database.Mirror, database.Platform, Sources, Policies, clock);
        Verifications = new VerificationRunner(reading, plans, database.Mirror, database.Planning, database.Runs, database.Leases, clock);
        Exceptions = new ExceptionChanges(plans, database.Platform, database.Runs, database.Leases, clock);
        Undos = new UndoRunner(
            database.Connections,
            database.Mirror,
            database.Platform,
            database.Exceptions,
            Policies,
            protectedNames,
            guards,
            database.Runs,
            database.Leases,
            clock
        );
        Drift = new DriftFinder(
            reading,
            plans,
            Policies,
            database.Platform,
            database.Planning,
            database.History,
            database.Drift,
            database.Leases,
            clock
        );
        Repairs = new AuditRepairs(database.Audit, database.Leases, clock);
        Drafts = new DraftPlanner(database.Mirror, database.Platform, guards, clock);
        Configuration = new GroupConfiguration(work, Followed, Policies, Drafts);
        Settings = new SettingsChanges(database.Settings, database.Connections, Drafts, database.Guards, clock);
        GuardReport = new GuardReport(database.Settings, database.Guards, clock);
        Config = new ConfigChanges(
            database.Connections,
            database.Settings,
            database.Mirror,
            database.Platform,
            Drafts,
            database.Runs,
            database.Leases,
            clock
        );
        Explainer = new MembershipExplainer(
            database.Mirror,
            database.Platform,
            database.History,
            database.Runs,
            database.Exceptions,
            Policies,
            clock
        );
    }

    public MusterDatabase Database { get; }

    /// <summary>Tells the time everywhere in this instance.</summary>
    public TimeProvider Clock => _clock;

    public IConnectionStore Connections => Database.Connections;

    public IDirectorySourceFactory Sources { get; }

    /// <summary>Knows in whose name a decision about a group is made.</summary>
    public FollowedConnections Followed { get; }

    public DirectoryReading Reading { get; }

    public PlanMaker Maker { get; }

    public PolicyReader Policies { get; }

    public SyncRunner Syncs { get; }

    public GroupChanges Groups { get; }

    public GroupLinks Links { get; }

    public GroupConfiguration Configuration { get; }

    public LocalUsers LocalUsers { get; }

    public UserLinks UserLinks { get; }

    public UserMatching Matching { get; }

    public PlanDesk Plans { get; }

    /// <summary>Asks a directory about one object on the spot.</summary>
    public DirectoryLooks Looks { get; }

    /// <summary>Plans for a look, keeping nobody from working.</summary>
    public PlanGlance Glance { get; }

    public ExceptionChanges Exceptions { get; }

    public UndoRunner Undos { get; }

    public ImportRules Rules { get; }

    public DriftFinder Drift { get; }

    public AuditRepairs Repairs { get; }

    public DraftPlanner Drafts { get; }

    public SettingsChanges Settings { get; }

    public GuardReport GuardReport { get; }

    public ConfigChanges Config { get; }

    public MembershipExplainer Explainer { get; }

    public VerificationRunner Verifications { get; }

    public static Task<MusterInstance> OpenAsync(string dataFolder, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(dataFolder, null, null, clock, cancellationToken);

    /// <param name="dataFolder">The data folder.</param>
    /// <param name="address">The database on a server; null for the file in the data folder.</param>
    /// <param name="workspace">Name of the workspace; null for the first one.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="UnknownWorkspaceException">No workspace has that name.</exception>
    public static async Task<MusterInstance> OpenAsync(
        string dataFolder,
        PostgresAddress? address,
        string? workspace,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => new(await DatabaseAsync(dataFolder, address, workspace, clock, cancellationToken), new EntraDirectorySourceFactory(clock), clock);

    internal static async Task<MusterDatabase> DatabaseAsync(
        string dataFolder,
        PostgresAddress? address,
        string? workspace,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var database = address is null
            ? await MusterDatabase.OpenAsync(dataFolder, clock, cancellationToken)
            : await MusterDatabase.OpenAsync(dataFolder, address, clock, cancellationToken);
        try
        {
            return workspace is null ? database : await database.EnterAsync(workspace, cancellationToken);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Those groups that follow a directory of one of the connections, or followed it last; all where no connections are given.</summary>
    public async Task<IReadOnlyCollection<int>> WithinAsync(
        IReadOnlyList<int>? connections,
        IReadOnlyCollection<int> groups,
        CancellationToken cancellationToken
    ) =>
        connections is null
            ? groups
            :
            [
                .. (await Database.Whereabouts.OfGroupsAsync(groups, cancellationToken))
                    .Where(placed => connections.Contains(placed.Value))
                    .Select(placed => placed.Key),
            ];

    /// <summary>By what the times of a connection are spread beside those of all others of the installation.</summary>
    public int SpreadOf(int connection) => Core.Scheduling.ScheduleTimes.Key(Database.Workspace, connection);

    /// <summary>Who serves, who writes and what waits.</summary>
    public Task<NodeReport> NodesAsync(CancellationToken cancellationToken) =>
        NodeReport.LoadAsync(
            Database.Nodes,
            Database.Workspaces,
            Database.Workspace,
            Database.Leases,
            Database.Schedules,
            Connections,
            cancellationToken
        );

    /// <summary>How it stands with the change notifications of a connection.</summary>
    public Task<NotificationReport> NotificationsAsync(Connection connection, CancellationToken cancellationToken) =>
        NotificationReport.LoadAsync(Database.Subscriptions, connection.Key, _clock.GetUtcNow(), cancellationToken);

    /// <summary>How soon changes of the directory of a connection were here lately.</summary>
    public async Task<RunFreshness> FreshnessAsync(Connection connection, CancellationToken cancellationToken) =>
        RunFreshness.Of(
            await Database.Runs.ArrivalsAsync(
                connection.Key,
                _clock.GetUtcNow() - RunFreshness.Stretch,
                RunFreshness.MostRuns,
                cancellationToken
            )
        );

    /// <summary>How a connection is followed under some policies: restored data is only observed, whatever they say.</summary>
    /// <param name="policies">The policies, as they are or as somebody tries them.</param>
    /// <param name="notified">Whether the directory tells of its changes.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<ConnectionMode> ModeAsync(ConnectionPolicies policies, bool notified, CancellationToken cancellationToken) =>
        ConnectionModes.Of(policies with { Restored = (await Database.Restorations.StandingAsync(cancellationToken))?.Why }, notified);

    /// <summary>Whether the directory of a connection shall tell of its changes.</summary>
    public Task<bool> IsNotifiedAsync(Connection connection, CancellationToken cancellationToken) =>
        NotificationReport.IsEnabledAsync(Database.Subscriptions, connection.Key, cancellationToken);

    /// <summary>Keeps who shall be imported, without importing anybody: the next plan follows it.</summary>
    /// <param name="seen">The connection as it was looked at.</param>
    /// <param name="rule">Who shall be imported.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Cancels it; nothing is stored then.</param>
    /// <exception cref="LeaseTakenException">Another process is at work; nothing was stored.</exception>
    /// <exception cref="WorkFailedException">The connection is gone, or somebody else changed the rule meanwhile; nothing was stored.</exception>
    public async Task KeepImportRuleAsync(Connection seen, ImportRule rule, string actor, CancellationToken cancellationToken)
    {
        await using var lease = await LeaseKeeper.AcquireAsync(Database.Leases, "import rule", _clock, cancellationToken);
        var now =
            await Connections.FindAsync(seen.Name, lease.Token)
            ?? throw new WorkFailedException("The connection was removed meanwhile. Nothing was changed.");
        if (IsSame(now.ImportRule, rule))
            return;
        if (!IsSame(now.ImportRule, seen.ImportRule))
            throw new WorkFailedException(
                $"Somebody else has changed who is imported since you looked. In force now: {(now.ImportRule is { } theirs ? ImportRuleWords.Of(theirs) : "nobody")}. Load the page again and look; nothing was changed."
            );
        await Connections.SaveImportRuleAsync(now.Key, rule, actor, lease.Lease, lease.Token);
    }

    private static bool IsSame(ImportRule? one, ImportRule? other) =>
        (one, other) switch
        {
            (null, null) or (ImportRule.Everyone, ImportRule.Everyone) => true,
            (ImportRule.MembersOf(var mine, var only), ImportRule.MembersOf(var theirs, var theirOnly)) => mine.SequenceEqual(theirs)
                && only?.ToString() == theirOnly?.ToString(),
            (ImportRule.Where(var mine), ImportRule.Where(var theirs)) => mine.ToString() == theirs.ToString(),
            (ImportRule.HandPicked(var mine), ImportRule.HandPicked(var theirs)) => mine.SequenceEqual(theirs),
            _ => false,
        };

    /// <summary>Removes a connection unless somebody follows its directory; no run may be at work meanwhile.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work; nothing was removed.</exception>
    public async Task<bool> RemoveAsync(Connection connection, string actor, CancellationToken cancellationToken)
    {
        await using var lease = await LeaseKeeper.AcquireAsync(Database.Leases, "connection remove", _clock, cancellationToken);
        return await Connections.RemoveAsync(connection.Key, actor, lease.Lease, lease.Token);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
