using Muster.Engine.Auditing;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Drift;
using Muster.Engine.Exceptions;
using Muster.Engine.Guarding;
using Muster.Engine.History;
using Muster.Engine.Inbox;
using Muster.Engine.Incremental;
using Muster.Engine.Nodes;
using Muster.Engine.Notifications;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Restoring;
using Muster.Engine.Reviewing;
using Muster.Engine.Runs;
using Muster.Engine.Scheduling;
using Muster.Engine.Signing;
using Muster.Engine.Watching;
using Muster.Engine.Workspaces;
using Muster.Storage.Auditing;
using Muster.Storage.Configuration;
using Muster.Storage.Connections;
using Muster.Storage.Drift;
using Muster.Storage.Exceptions;
using Muster.Storage.Guarding;
using Muster.Storage.History;
using Muster.Storage.Inbox;
using Muster.Storage.Incremental;
using Muster.Storage.Mirror;
using Muster.Storage.Nodes;
using Muster.Storage.Notifications;
using Muster.Storage.Platform;
using Muster.Storage.Postgres;
using Muster.Storage.Restoring;
using Muster.Storage.Reviewing;
using Muster.Storage.Runs;
using Muster.Storage.Scheduling;
using Muster.Storage.Signing;
using Muster.Storage.Sql;
using Muster.Storage.Sqlite;
using Muster.Storage.Workspaces;
using Npgsql;

namespace Muster.Storage;

/// <summary>The database of an installation as one of its workspaces has it, with every store the engine calls through.</summary>
public sealed class MusterDatabase : IAsyncDisposable
{
    /// <summary>Folder of the keys in a data folder.</summary>
    internal const string KeysFolder = "keys";

    private const string FileName = "muster.db";
    private const string FencesFolder = "fences";

    private readonly CredentialVault _vault;
    private readonly SeenFences _seen;
    private readonly bool _isPart;

    private MusterDatabase(Database database, CredentialVault vault, ISigner signer, SeenFences seen, bool isPart)
    {
        (Database, _vault, Signer, _seen, _isPart) = (database, vault, signer, seen, isPart);
        Workspaces = new WorkspaceStore(database);
        Connections = new ConnectionStore(database, vault);
        Settings = new SettingsStore(database, seen);
        Guards = new GuardHistory(database);
        Exceptions = new ExceptionStore(database);
        Problems = new ProblemStore(database);
        Mirror = new MirrorStore(database);
        Platform = new PlatformStore(database);
        History = new HistoryStore(database);
        Drift = new DriftHistory(database);
        Runs = new RunJournal(database);
        Plans = new PlanStore(database);
        Planning = new PlanningStore(database);
        Leases = new LeaseStore(database, ProcessIdentity.Current(), seen);
        Schedules = new ScheduleSlots(database, ProcessIdentity.Current());
        Restorations = new RestorationStore(database, seen);
        Audit = new AuditLog(database, seen);
        Subscriptions = new SubscriptionStore(database);
        Whereabouts = new Whereabouts(database);
        Reviews = new ReviewStore(database);
        Marks = new WorkspaceMarks(database);
        Nodes = new NodeStore(database);
        WorkProgress = new WorkProgressStore(database);
    }

    /// <summary>The workspaces of the installation.</summary>
    public IWorkspaceStore Workspaces { get; }

    /// <summary>Number of the workspace that everything else here is about.</summary>
    public int Workspace => Database.WorkspaceNumber;

    /// <summary>Connections and their credentials.</summary>
    public IConnectionStore Connections { get; }

    /// <summary>Settings of the workspace and of connections.</summary>
    public ISettingsStore Settings { get; }

    /// <summary>What guard rails need to know of the past.</summary>
    public IGuardHistory Guards { get; }

    /// <summary>Exceptions and their history.</summary>
    public IExceptionStore Exceptions { get; }

    /// <summary>The inbox of problems.</summary>
    public IProblemStore Problems { get; }

    /// <summary>Mirrors of directories.</summary>
    public IMirrorStore Mirror { get; }

    /// <summary>The platform's users, groups and memberships.</summary>
    public IPlatformStore Platform { get; }

    /// <summary>Answers about the past.</summary>
    public IHistoryStore History { get; }

    /// <summary>Plans, whatever became of them.</summary>
    public IPlanStore Plans { get; }

    /// <summary>Who changed what last, and what is stored against the history.</summary>
    public IDriftHistory Drift { get; }

    /// <summary>Runs.</summary>
    public IRunJournal Runs { get; }

    /// <summary>Up to where plans have taken everything into account.</summary>
    public IPlanningStore Planning { get; }

    /// <summary>The right to write.</summary>
    public ILeaseStore Leases { get; }

    /// <summary>When connections are due, and which process takes that up.</summary>
    public IScheduleSlots Schedules { get; }

    /// <summary>Whether the data is an earlier state of itself, of which nothing is applied.</summary>
    public IRestorationStore Restorations { get; }

    /// <summary>The audit log.</summary>
    public IAuditLog Audit { get; }

    /// <summary>Change notifications: who wants them, the subscriptions, and counts.</summary>
    public ISubscriptionStore Subscriptions { get; }

    /// <summary>Which connection groups and users belong to, for deciding who may see them.</summary>
    public IWhereabouts Whereabouts { get; }

    /// <summary>What people ask about plans and runs while they look at them.</summary>
    public IReviewStore Reviews { get; }

    /// <summary>How far the workspace has come, for whoever watches it.</summary>
    public IWorkspaceMarks Marks { get; }

    /// <summary>The processes that serve the installation.</summary>
    public INodeStore Nodes { get; }

    /// <summary>How far work of each process has come.</summary>
    public IWorkProgressStore WorkProgress { get; }

    /// <summary>Whether any number of processes on other machines work on it too: a database on a server, not a file.</summary>
    public bool IsOnServer => Database.Provider.Present is not null;

    /// <summary>Signs in the name of this installation.</summary>
    public ISigner Signer { get; }

    /// <summary>Opens connections for models of other projects, of all workspaces, to the same database on a server: <see cref="PostgresModels"/>. Null for a file.</summary>
    public NpgsqlDataSource? Beside => (Database.Provider as PostgresProvider)?.Beside;

    internal Database Database { get; }

    /// <summary>The database file of a data folder.</summary>
    public static string File(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), FileName);

    /// <summary>Opens the database in a folder, as its first workspace has it; makes both, readable by this account alone, when they are not there, and brings an older schema up to date.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="StorageException">The folder is not writable, or the file in it is damaged, locked, or of a newer version.</exception>
    public static Task<MusterDatabase> OpenAsync(string dataFolder, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(dataFolder, clock, file => new SqliteProvider(file), cancellationToken);

    /// <summary>Opens a database on a PostgreSQL server, as its first workspace has it, and brings an older schema up to date. Of the keys only those that encrypt the others lie in the data folder.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="address">Where the database is.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="StorageException">The folder is not writable, the server cannot be reached or refuses, or the database is of a newer version.</exception>
    public static Task<MusterDatabase> OpenAsync(
        string dataFolder,
        PostgresAddress address,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.GetFullPath(dataFolder);
        PrivateFiles.MakeFolder(folder);
        return OpenAsync(folder, new PostgresProvider(address), clock, WrapKey.Elsewhere, cancellationToken);
    }

    /// <summary>Whether the keys of the installation open with the key file of this process, so that it can read and write what they encrypt.</summary>
    public bool OpensKeys => _vault.Opens;

    /// <summary>Sees that this version can work on the database as it is now, which others may have changed since it was opened; changes nothing.</summary>
    /// <exception cref="StorageException">It cannot: <see cref="StorageFault.Newer"/>, <see cref="StorageFault.Older"/>, or the database does not answer.</exception>
    public Task CheckSchemaAsync(CancellationToken cancellationToken) => Schema.CheckWorkableAsync(Database, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _isPart ? ValueTask.CompletedTask : Database.Provider.DisposeAsync();

    /// <summary>The same database as another of its workspaces has it: no file or connection is opened for it, and it is of use until this one is disposed.</summary>
    /// <param name="workspace">Number of a workspace that is there.</param>
    public MusterDatabase Of(int workspace) => new(Database.Of(workspace), _vault, Signer, _seen, isPart: true);

    /// <summary>The same database as the workspace with a name has it, in place of this one: whoever has it disposes it alone.</summary>
    /// <param name="name">The name, without regard to case.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="UnknownWorkspaceException">There is none; the message says which there are.</exception>
    public async Task<MusterDatabase> EnterAsync(string name, CancellationToken cancellationToken)
    {
        var there = await Workspaces.ListAsync(cancellationToken);
        var found =
            there.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UnknownWorkspaceException(name, there);
        return found.Number == Workspace ? this : new(Database.Of(found.Number), _vault, Signer, _seen, _isPart);
    }

    internal static async Task<MusterDatabase> OpenAsync(
        string dataFolder,
        TimeProvider clock,
        Func<string, IDatabaseProvider> provide,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.GetFullPath(dataFolder);
        var file = File(folder);
        PrivateFiles.MakeFolder(folder);
        PrivateFiles.MakeEmptyFile(file);
        return await OpenAsync(folder, provide(file), clock, WrapKey.Elsewhere, cancellationToken);
    }

    /// <summary>Opens the file in a data folder with the key file that lies there, whichever the environment names.</summary>
    internal static Task<MusterDatabase> OpenWithOwnKeysAsync(string folder, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(folder, new SqliteProvider(File(folder)), clock, null, cancellationToken);

    private static async Task<MusterDatabase> OpenAsync(
        string folder,
        IDatabaseProvider provider,
        TimeProvider clock,
        string? keyFile,
        CancellationToken cancellationToken
    )
    {
        var database = new Database(provider, clock);
        try
        {
            await Schema.BringUpToDateAsync(database, cancellationToken);
            var keys = Path.Combine(folder, KeysFolder);
            var stored = provider.Keys(keys, CredentialVault.Store);
            var vault = new CredentialVault(keys, keyFile, stored);
            var seen = new SeenFences(Path.Combine(folder, FencesFolder));
            return new MusterDatabase(database, vault, new SigningKey(stored, vault), seen, isPart: false);
        }
        catch
        {
            await database.Provider.DisposeAsync();
            throw;
        }
    }
}
