using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Storage.Sqlite;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteFaultTests : IAsyncLifetime
{
    private readonly SqliteTestDatabase _db = new();

    private static CancellationToken Token => TestDatabase.Token;

    private string File => Path.Combine(_db.Folder, "muster.db");

    public async ValueTask InitializeAsync() => await _db.StartAsync();

    public async ValueTask DisposeAsync() => await _db.DisposeAsync();

    [Fact]
    public async Task A_full_disk_is_named_and_leaves_everything_as_it_was()
    {
        await _db.ReadUsersAsync(false, User("ada"));
        var provider = (SqliteProvider)_db.Muster.Database.Provider;
        provider.MostPages = await _db.TamperAsync("SELECT page_count FROM pragma_page_count");
        var many = Enumerable.Range(0, 5000).Select(i => User($"user{i}")).ToArray();
        var fault = await Assert.ThrowsAsync<StorageException>(() => _db.ReadUsersAsync(false, many));
        Assert.Equal(StorageFault.DiskFull, fault.Fault);
        Assert.Contains(File, fault.Message, StringComparison.Ordinal);
        provider.MostPages = 1 << 20;
        Assert.Single(await _db.Muster.Mirror.UsersAsync(_db.Entra.Key, UserSelection.All, Token).ToListAsync(Token));
        await _db.ReadUsersAsync(false, many);
        Assert.Equal(5001, (await _db.MirrorAsync()).Certificate.Users.PresentAfter);
    }

    [Fact]
    public async Task A_fault_while_tidying_up_after_a_big_transaction_takes_nothing_back()
    {
        var plan = await _db.PlanAsync(
            users: Enumerable
                .Range(1, 20_001)
                .Select(UserStep (key) => new UserStep.CreateLocal(key, new UserAttributes { DisplayName = $"p{key}" }))
        );
        var tidied = false;
        _db.Muster.Database.BeforeStatement = statement =>
        {
            tidied |= statement == "tidy";
            if (statement == "tidy")
                throw new SqliteException("disk I/O error", 10);
        };

        var outcome = await _db.ApplyAsync(plan);

        Assert.True(tidied);
        Assert.IsType<ApplyOutcome.Applied>(outcome);
    }

    [Fact]
    public async Task A_fault_while_reading_back_leaves_open_whether_all_is_as_planned_and_fails_nothing()
    {
        var plan = await _db.PlanAsync(users: [new UserStep.CreateLocal(1, new UserAttributes { DisplayName = "ada" })]);
        var applied = Assert.IsType<ApplyOutcome.Applied>(await _db.ApplyAsync(plan));
        Assert.NotNull(await _db.Muster.Platform.VerifiedAsync(plan, applied.Revision, Token));
        _db.Muster.Database.BeforeStatement = _ => throw new SqliteException("disk I/O error", 10);

        Assert.Null(await _db.Muster.Platform.VerifiedAsync(plan, applied.Revision, Token));
    }

    [Fact]
    public async Task A_locked_database_says_for_how_long_and_by_whom()
    {
        await using var impatient = await MusterDatabase.OpenAsync(
            _db.Folder,
            _db.Clock,
            file => new SqliteProvider(file) { Patience = TimeSpan.FromSeconds(1) },
            Token
        );
        await using var blocker = new SqliteConnection($"Data Source={File};Pooling=False");
        await blocker.OpenAsync(Token);
        await using (blocker.BeginTransaction(deferred: false))
        {
            var fault = await Assert.ThrowsAsync<StorageException>(() =>
                impatient.Connections.AddAsync(SampleConnection("x"), Secret("x"), "test", Token)
            );
            Assert.Equal(StorageFault.Busy, fault.Fault);
            Assert.Contains("1 s", fault.Message, StringComparison.Ordinal);
            Assert.Contains($"process {Environment.ProcessId}", fault.Message, StringComparison.Ordinal);
            Assert.Single(await impatient.Connections.ListAsync(Token));
        }
        Assert.NotNull(await impatient.Connections.AddAsync(SampleConnection("x"), Secret("x"), "test", Token));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await _db.Muster.DisposeAsync();
        await System.IO.File.WriteAllTextAsync(File, new string('x', 10_000), Token);
        var fault = await Assert.ThrowsAsync<StorageException>(_db.OpenAsync);
        Assert.Equal(StorageFault.Damaged, fault.Fault);
        Assert.Contains(File, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_database_is_named()
    {
        await _db.ReadUsersAsync(false, [.. Enumerable.Range(0, 2000).Select(i => User($"user{i}"))]);
        await _db.TamperAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        await _db.Muster.DisposeAsync();
        await using (var stream = new FileStream(File, FileMode.Open))
        {
            // Behind the pages that hold the schema.
            stream.Position = 80 * 4096;
            await stream.WriteAsync(new byte[200 * 4096], Token);
        }
        await _db.ReopenAsync();
        var fault = await Assert.ThrowsAsync<StorageException>(() => _db.MirrorAsync());
        Assert.Equal(StorageFault.Damaged, fault.Fault);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        await _db.TamperAsync("PRAGMA user_version = 99");
        var fault = await Assert.ThrowsAsync<StorageException>(_db.OpenAsync);
        Assert.Equal(StorageFault.Newer, fault.Fault);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        var blocked = Path.Combine(_db.Folder, "muster.db", "data");
        var fault = await Assert.ThrowsAsync<StorageException>(() => MusterDatabase.OpenAsync(blocked, _db.Clock, Token));
        Assert.Equal(StorageFault.NotWritable, fault.Fault);
        Assert.Contains(blocked, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_the_one_of_the_model()
    {
        await using var model = _db.Muster.Database.Model();
        Assert.False(model.Database.HasPendingModelChanges());
        Assert.Equal(_db.Muster.Database.Provider.Schema, await _db.TamperAsync("SELECT user_version FROM pragma_user_version"));
        var migrations = model.Database.GetMigrations().ToList();
        Assert.True(migrations.Count == _db.Muster.Database.Provider.Schema, "Raise Schema.Version with every migration.");
        Assert.Contains(
            "WITHOUT ROWID",
            await _db.TextAsync("SELECT sql FROM sqlite_master WHERE name = 'membership'"),
            StringComparison.Ordinal
        );
        Assert.Equal("wal", await _db.TextAsync("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task Opening_two_times_at_once_makes_one_database()
    {
        var folder = Path.Combine(_db.Folder, "fresh");
        var opened = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => MusterDatabase.OpenAsync(folder, _db.Clock, Token), Token))
        );
        foreach (var muster in opened)
            await using (muster)
                Assert.Equal(0, await muster.Platform.RevisionAsync(Token));
    }
}
