using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Storage.Sql;
using Muster.Testing;

namespace Muster.Storage.Tests;

/// <summary>A real database of one provider in a place of its own, with the few moves that most tests begin with.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ManualClock Clock { get; } = new();

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "muster-tests", Guid.NewGuid().ToString("N"));

    public MusterDatabase Muster { get; private set; } = null!;

    public Lease Lease { get; private set; } = null!;

    public Connection Entra { get; private set; } = null!;

    /// <summary>Opens the database, takes the lease and adds a connection.</summary>
    public Task StartAsync() => StartAsync(null);

    /// <summary>Goes on in another workspace of the same database, where nothing is yet.</summary>
    public async Task GoOnInAsync(int workspace)
    {
        await Muster.Leases.ReleaseAsync(Lease, Token);
        await StartAsync(workspace);
    }

    /// <summary>Comes back to a workspace that was left.</summary>
    public async Task ComeBackToAsync(int workspace)
    {
        await Muster.Leases.ReleaseAsync(Lease, Token);
        Muster = Muster.Of(workspace);
        Entra = (await Muster.Connections.FindAsync("entra", Token))!;
        Lease = await LeaseAsync(Muster);
    }

    private async Task StartAsync(int? workspace)
    {
        Muster = workspace is { } number ? Muster.Of(number) : await OpenAsync();
        Entra = (await Muster.Connections.AddAsync(SampleConnection("entra"), Secret("s3cret"), "test", Token))!;
        Lease = await LeaseAsync(Muster);
    }

    public async Task ReopenAsync()
    {
        await Muster.DisposeAsync();
        Muster = await OpenAsync();
    }

    /// <summary>Takes the schema back to an older version, as that version would have left it.</summary>
    public async Task DowngradeAsync(int version, bool reopens = true)
    {
        await using (var model = Muster.Database.Model())
        {
            var known = model.Database.GetMigrations().ToList();
            await TamperAsync(
                model.GetService<IMigrator>().GenerateScript(known[^1], known[version - 1], MigrationsSqlGenerationOptions.NoTransactions)
            );
        }
        await SetSchemaVersionAsync(version);
        if (reopens)
            await ReopenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Muster is not null)
            await Muster.DisposeAsync();
        await DropAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the same database again, as another process would.</summary>
    public abstract Task<MusterDatabase> OpenAsync();

    /// <summary>Runs a statement behind Muster's back.</summary>
    public abstract Task<long> TamperAsync(string sql);

    /// <summary>Reads one text behind Muster's back.</summary>
    public abstract Task<string> TextAsync(string sql);

    /// <summary>Every row of a table with every value, read behind Muster's back.</summary>
    public Task<string> ContentAsync(string table) => ContentAsync(table, "1 = 1");

    /// <summary>Those rows of a table that fulfil a condition, with every value, read behind Muster's back.</summary>
    public abstract Task<string> ContentAsync(string table, string condition);

    /// <summary>The columns of a table in their order, and whether each belongs to its key.</summary>
    public abstract Task<IReadOnlyList<(string Name, bool IsKey)>> ColumnsAsync(string table);

    /// <summary>Columns as a text of names with a star after those of the key.</summary>
    protected static IReadOnlyList<(string Name, bool IsKey)> Columns(string starred) =>
        [.. starred.Split(' ').Select(name => (name.TrimEnd('*'), name.EndsWith('*')))];

    /// <summary>An expression for any other value than a column has: one more, a letter or a byte longer, or one where there is none.</summary>
    public abstract Task<string> OtherValueAsync(string table, string column);

    /// <summary>The keys of credentials as they are stored.</summary>
    public abstract Task<IReadOnlyList<string>> RingAsync();

    protected abstract ValueTask DropAsync();

    protected abstract Task SetSchemaVersionAsync(int version);

    public static async Task<Lease> LeaseAsync(MusterDatabase muster) =>
        Assert.IsType<LeaseOutcome.Given>(await muster.Leases.AcquireAsync("test", Token)).Lease;

    public static Connection SampleConnection(string name) =>
        new()
        {
            Name = name,
            TenantId = "contoso.example",
            ClientId = "client",
            Credential = CredentialKind.Secret,
            GraphUrl = new Uri("https://graph.example/v1.0"),
            Authority = new Uri("https://login.example/"),
            TrustedCertificatePem = "-----BEGIN CERTIFICATE-----",
            ImportRule = null,
        };

    public static Credential Secret(string value) => new(CredentialKind.Secret, value);

    /// <summary>An object id that belongs to a name.</summary>
    public static ObjectId Id(string name) => new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)));

    public static UserFacts Facts(string name, bool enabled = true) =>
        new()
        {
            UserPrincipalName = $"{name}@contoso.example",
            DisplayName = name,
            Mail = $"{name}@contoso.example",
            Department = "IT",
            UserType = "Member",
            AccountEnabled = enabled,
        };

    public static DirectoryUserChange User(string name, bool enabled = true) => new(Id(name), Facts(name, enabled));

    public static DirectoryUserChange GoneUser(string name) => new(Id(name), null);

    public static EdgeChange Member(string name, bool removed = false) => new(EdgeKind.UserMember, Id(name), removed);

    public static EdgeChange Child(string name, bool removed = false) => new(EdgeKind.GroupMember, Id(name), removed);

    public static EdgeChange Owner(string name, bool removed = false) => new(EdgeKind.UserOwner, Id(name), removed);

    public static EdgeChange Other(string name, bool removed = false) => new(EdgeKind.OtherMember, Id(name), removed);

    public static DirectoryGroupChange Group(string name, params EdgeChange[] edges) =>
        new(Id(name), new GroupFacts { DisplayName = name, Description = $"About {name}" }, edges);

    public static DirectoryGroupChange GoneGroup(string name) => new(Id(name), null, []);

    public Task<IMirrorSession> SessionAsync(DirectoryStream stream, bool full = false, string binding = "b1") =>
        Muster.Mirror.OpenAsync(Entra.Key, stream, binding, full, partial: false, Lease, Token);

    /// <summary>Reads a whole round of users.</summary>
    public async Task<StreamRead> ReadUsersAsync(bool full, params DirectoryUserChange[] users)
    {
        await using var session = await SessionAsync(DirectoryStream.Users, full);
        await session.WriteUsersAsync(users, Token);
        return await session.CompleteAsync("users-link", Token);
    }

    /// <summary>Reads a whole round of groups.</summary>
    public async Task<StreamRead> ReadGroupsAsync(bool full, params DirectoryGroupChange[] groups)
    {
        await using var session = await SessionAsync(DirectoryStream.Groups, full);
        await session.WriteGroupsAsync(groups, Token);
        return await session.CompleteAsync("groups-link", Token);
    }

    public Task<DirectoryMirror> MirrorAsync() => Muster.Mirror.LoadAsync(Entra.Key, Token);

    public async Task<DirectoryGroup> GroupAsync(string name) => (await MirrorAsync()).Groups.Single(group => group.Id == Id(name));

    public async Task<int> KeyAsync(string user) =>
        (await Muster.Mirror.FindUsersAsync(Entra.Key, Id(user).ToString(), Token)).Single().Key;

    /// <summary>A plan made of steps, on what is stored now. A stream that nobody has read yet is read, without a change: whoever takes away must have read (INV-2).</summary>
    public async Task<SyncPlan> PlanAsync(
        IEnumerable<GroupStep>? groups = null,
        IEnumerable<UserStep>? users = null,
        IEnumerable<MembershipChange>? memberships = null
    )
    {
        var connection = (await Muster.Connections.FindAsync(Entra.Name, Token))!;
        var certificate = await Muster.Mirror.CertificateAsync(Entra.Key, Token);
        if (certificate.Users == StreamCertificate.NotRead)
            await ReadUsersAsync(false);
        if (certificate.Groups == StreamCertificate.NotRead)
            await ReadGroupsAsync(false);
        if (!certificate.Complete)
            certificate = await Muster.Mirror.CertificateAsync(Entra.Key, Token);
        return new SyncPlan
        {
            Basis = new PlanBasis(await Muster.Platform.RevisionAsync(Token), certificate, connection.ConfigurationVersion),
            Groups = [.. groups ?? []],
            Users = [.. users ?? []],
            Memberships = [.. memberships ?? []],
            Problems = [],
        };
    }

    public Task<Run> BeginAsync(string verb = "sync") => Muster.Runs.BeginAsync(Entra.Key, verb, "test", Lease, Token);

    public async Task<ApplyOutcome> ApplyAsync(SyncPlan plan, bool settles = true)
    {
        var run = await BeginAsync();
        return await Muster.Platform.ApplyAsync(plan, run, new ApplyContext(Lease, Clock.GetUtcNow(), settles), null, Token);
    }

    /// <summary>Applies and expects success.</summary>
    public async Task<long> AppliedAsync(SyncPlan plan, bool settles = true) =>
        Assert.IsType<ApplyOutcome.Applied>(await ApplyAsync(plan, settles)).Revision;

    public static UserStep Create(int key, string name) =>
        new UserStep.Create(key, key, Id(name), UserAttributes.From(Facts(name)), ImportReason.Rule);

    public static MembershipChange Members(
        int group,
        int[] add,
        int[]? remove = null,
        MembershipRelation relation = MembershipRelation.Member
    ) =>
        new(
            group,
            relation,
            MembershipOrigin.Directory,
            [.. add.Select(user => new Addition(user, 0))],
            [.. (remove ?? []).Select(user => new Removal(user, RemovalCause.LeftInDirectory, Evidence.Stated))]
        );

    public async Task<PlatformState> StateAsync() => await Muster.Platform.LoadAsync(Entra.Key, Token);

    public async Task<List<MembershipRow>> RowsAsync(long revision, int? group = null, int? user = null) =>
        await Muster.Platform.MembershipRowsAsync(revision, group, user, Token).ToListAsync(Token);

    public async Task<IReadOnlyList<string>> FaultsAsync() => (await Muster.Audit.VerifyAsync(Token)).Faults;
}

/// <summary>Time that moves when a test says so.</summary>
public sealed class ManualClock : TimeProvider, ICommonClock
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>SQLite in a folder of its own.</summary>
public class SqliteTestDatabase : TestDatabase
{
    public override async Task<MusterDatabase> OpenAsync()
    {
        await NewDatabase.PutAsync(Folder, Token);
        return await MusterDatabase.OpenAsync(Folder, Clock, Token);
    }

    public override Task<long> TamperAsync(string sql) =>
        RunAsync(
            sql,
            async command =>
                sql.StartsWith("SELECT", StringComparison.Ordinal)
                    ? Convert.ToInt64(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture)
                    : await command.ExecuteNonQueryAsync(Token)
        );

    protected override Task SetSchemaVersionAsync(int version) => TamperAsync($"PRAGMA user_version = {version}");

    public override Task<string> TextAsync(string sql) =>
        RunAsync(sql, async command => Convert.ToString(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture)!);

    public override async Task<IReadOnlyList<(string Name, bool IsKey)>> ColumnsAsync(string table) =>
        Columns(
            await TextAsync(
                $"SELECT group_concat(name || CASE WHEN pk > 0 THEN '*' ELSE '' END, ' ') FROM (SELECT * FROM pragma_table_info('{table}') ORDER BY cid)"
            )
        );

    public override Task<string> OtherValueAsync(string table, string column) =>
        Task.FromResult(
            $"""
            CASE typeof({column}) WHEN 'integer' THEN {column} + 1 WHEN 'text' THEN {column} || 'x'
                WHEN 'blob' THEN CAST({column} || X'01' AS BLOB) ELSE 1 END
            """
        );

    public override async Task<string> ContentAsync(string table, string condition)
    {
        var columns = await TextAsync($"SELECT group_concat('quote(' || name || ')', '||') FROM pragma_table_info('{table}')");
        return await TextAsync($"SELECT group_concat({columns}, ';') FROM {table} WHERE {condition}");
    }

    public override Task<IReadOnlyList<string>> RingAsync() =>
        Task.FromResult<IReadOnlyList<string>>([.. Directory.GetFiles(Path.Combine(Folder, "keys"), "*.xml").Select(File.ReadAllText)]);

    private async Task<T> RunAsync<T>(string sql, Func<SqliteCommand, Task<T>> run)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "muster.db")};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await run(command);
    }

    protected override ValueTask DropAsync()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tests that every provider passes. Derive one class a provider.</summary>
public abstract class Contract<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    protected TDatabase Db { get; } = new();

    protected static CancellationToken Token => TestDatabase.Token;

    public async ValueTask InitializeAsync() => await Db.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
