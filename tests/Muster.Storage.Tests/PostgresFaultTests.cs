using System.Text;
using Microsoft.EntityFrameworkCore;
using Muster.Core.Planning;
using Muster.Engine.Reading;
using Muster.Storage.Postgres;
using Muster.Storage.Sql;
using Muster.Testing;
using Npgsql;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>What only a database on a server can do: be gone, refuse, or be used by others at the same moment.</summary>
public sealed class PostgresFaultTests : IAsyncLifetime
{
    private readonly PostgresTestDatabase _db = new();

    private const string CutOthers =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private static CancellationToken Token => TestDatabase.Token;

    public async ValueTask InitializeAsync() => await _db.StartAsync();

    public async ValueTask DisposeAsync() => await _db.DisposeAsync();

    [Fact]
    public async Task The_schema_is_the_one_of_the_model()
    {
        await using var model = _db.Muster.Database.Model();
        Assert.False(model.Database.HasPendingModelChanges());
        var known = _db.Muster.Database.Provider.Schema;
        Assert.Equal(known, await _db.TamperAsync("SELECT version FROM schema_version"));
        Assert.True(model.Database.GetMigrations().Count() == known, "Raise PostgresProvider.Schema with every migration.");
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        await _db.TamperAsync("UPDATE schema_version SET version = 99");
        var fault = await Assert.ThrowsAsync<StorageException>(_db.OpenAsync);
        Assert.Equal(StorageFault.Newer, fault.Fault);
        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("u:sesame@127.0.0.1:1/x", StorageFault.Unreachable, "cannot be reached")]
    [InlineData("muster:sesame@", StorageFault.NotWritable, "does not let this user in")]
    [InlineData("/nowhere", StorageFault.NotWritable, "There is no database")]
    public async Task What_keeps_a_database_from_being_opened_is_named_without_the_password(string way, StorageFault kind, string told)
    {
        var real = new Uri(_db.Address);
        var address =
            way.StartsWith('/') ? $"postgres://{real.UserInfo}@{real.Host}:{real.Port}{way}"
            : way.EndsWith('@') ? $"postgres://{way}{real.Host}:{real.Port}{real.AbsolutePath}"
            : $"postgres://{way}";
        var fault = await Assert.ThrowsAsync<StorageException>(() =>
            MusterDatabase.OpenAsync(_db.Folder, PostgresAddress.Parse(address), _db.Clock, Token)
        );
        Assert.Equal(kind, fault.Fault);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", fault.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Waits in earnest: for longer than the client gives a command, which is 30 seconds.</summary>
    [Fact]
    [Trait("length", "long")]
    public async Task A_wait_that_is_longer_than_commands_may_take_ends_when_it_was_to_and_is_not_told_as_a_broken_network()
    {
        await using var provider = new PostgresProvider(PostgresAddress.Parse(_db.Address));
        await using var holder = await _db.Muster.Database.WriteAsync(Token);

        var fault = await Assert.ThrowsAsync<StorageException>(() =>
            new Database(provider, _db.Clock).WriteAsync(TimeSpan.FromSeconds(32), Token)
        );

        Assert.Equal(StorageFault.Busy, fault.Fault);
        Assert.Contains("more than 32 s", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_that_waits_too_long_says_so_and_readers_do_not_wait()
    {
        await using var provider = new PostgresProvider(PostgresAddress.Parse(_db.Address)) { Patience = TimeSpan.FromMilliseconds(200) };
        var impatient = new Database(provider, _db.Clock);
        await using var holder = await _db.Muster.Database.WriteAsync(Token);

        var fault = await Assert.ThrowsAsync<StorageException>(() => impatient.WriteAsync(Token));

        Assert.Equal(StorageFault.Busy, fault.Fault);
        Assert.NotNull(await _db.Muster.Connections.FindAsync("entra", Token));
    }

    [Fact]
    public async Task Writers_of_one_workspace_come_one_after_the_other_and_none_sees_what_is_out_of_date()
    {
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(async i => await _db.Muster.Audit.AppendAsync("test", "test.counted", $"{i}", [], Token))
        );
        Assert.Empty(await _db.FaultsAsync());
        Assert.Equal(20, await _db.TamperAsync("SELECT count(*) FROM audit_entry WHERE action = 'test.counted'"));
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_has_stored_nothing_and_the_next_one_works()
    {
        var before = await _db.ContentAsync("workspace");
        await using (var session = await _db.Muster.Database.WriteAsync(Token))
        {
            await session.ExecuteAsync($"UPDATE workspace SET users = users + 1 WHERE workspace = {Database.Workspace}", Token);
            await _db.TamperAsync(CutOthers);
            var fault = await Assert.ThrowsAsync<StorageException>(() => session.CommitAsync(Token));
            Assert.Equal(StorageFault.Unreachable, fault.Fault);
            Assert.Contains("not known whether", fault.Message, StringComparison.Ordinal);
        }
        Assert.Equal(before, await _db.ContentAsync("workspace"));
        Assert.Empty(await _db.FaultsAsync());
    }

    [Fact]
    public async Task A_connection_that_is_cut_among_many_rows_is_the_fault_that_is_told()
    {
        IEnumerable<int> Rows()
        {
            for (var row = 0; row < 300_000; row++)
            {
                if (row == 20_000)
                    _db.TamperAsync(CutOthers).Wait(Token);
                yield return row;
            }
        }
        await using var session = await _db.Muster.Database.WriteAsync(Token);
        var fault = Assert.Throws<StorageException>(() =>
            session.InsertAll(
                "problem_event",
                ["workspace", "problem", "number", "at", "what", "actor"],
                Rows(),
                static (line, row) => line.Integer(1).Integer(row).Integer(0).Text("seen").Text("test")
            )
        );
        Assert.Equal(StorageFault.Unreachable, fault.Fault);
    }

    [Fact]
    public async Task Whoever_calls_off_waiting_for_another_writer_gives_the_connection_back()
    {
        await using var provider = new PostgresProvider(PostgresAddress.Parse($"{_db.Address}?pool_size=2&connect_timeout=3"));
        var small = new Database(provider, _db.Clock);
        await using (await _db.Muster.Database.WriteAsync(Token))
            for (var tried = 0; tried < 3; tried++)
            {
                using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
                var waiting = small.WriteAsync(enough.Token);
                // Waits in the database before it is called off.
                while (
                    await _db.TamperAsync(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                    ) == 0
                )
                    await Task.Yield();
                await enough.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            }
        await using var first = await small.ReadAsync(Token);
        await using var second = await small.WriteAsync(Token);
    }

    [Fact]
    public async Task A_new_database_gets_its_schema_once_however_many_open_it()
    {
        var server = await PostgresServer.RunningAsync();
        var name = $"t_{Guid.NewGuid():N}";
        await server.CreateAsync(name);
        try
        {
            var address = PostgresAddress.Parse(server.AddressOf(name));
            foreach (
                var opened in await Task.WhenAll(
                    Enumerable
                        .Range(0, 4)
                        .Select(_ => Task.Run(() => MusterDatabase.OpenAsync(_db.Folder, address, _db.Clock, Token), Token))
                )
            )
                await opened.DisposeAsync();
        }
        finally
        {
            await server.DropAsync(name);
        }
    }

    [Fact]
    public async Task Letters_beyond_ASCII_have_the_case_that_they_have_everywhere_else()
    {
        var folded = new Dictionary<int, string>();
        await using var connection = new NpgsqlConnection(PostgresServer.Keys(_db.Address));
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT i, text_folded(chr(i)) FROM generate_series(1, 1114111) i WHERE i NOT BETWEEN 55296 AND 57343 AND text_folded(chr(i)) <> chr(i)";
        await using var rows = await command.ExecuteReaderAsync(Token);
        while (await rows.ReadAsync(Token))
            folded.Add(rows.GetInt32(0), rows.GetString(1));

        Assert.True(folded.Count > 1_000);
        for (var code = 1; code <= 0x10FFFF; code++)
        {
            if (!Rune.IsValid(code))
                continue;
            var letter = new Rune(code).ToString();
            var capital = Rune.ToUpperInvariant(new Rune(code)).ToString();
            var expected = letter.Equals(capital, StringComparison.OrdinalIgnoreCase) ? capital : letter;
            Assert.Equal(expected, folded.GetValueOrDefault(code, letter));
        }
    }

    [Fact]
    public async Task What_a_text_cannot_hold_is_shown_by_a_picture_and_found_again()
    {
        const string hostile = "a\0b\uD83D";
        await _db.ReadUsersAsync(true, new DirectoryUserChange(Id("x"), Facts("x") with { DisplayName = hostile }));
        await _db.AppliedAsync(
            await _db.PlanAsync(users: [new UserStep.CreateLocal(1, new Core.Platform.UserAttributes { DisplayName = hostile })])
        );

        var stored = Assert.Single(await _db.Muster.Platform.UserPageAsync(1, new(), Token).ToListAsync(Token));
        Assert.Equal("a\u2400b\uFFFD", stored.Attributes.DisplayName);
        Assert.Empty(await _db.FaultsAsync());
        Assert.Empty(await _db.Muster.Platform.UserPageAsync(1, new() { Search = "\0" }, Token).ToListAsync(Token));
    }
}

/// <summary>Addresses as they are typed.</summary>
public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://ada:p%40ss@db.example/muster", "db.example:5432/muster")]
    [InlineData("postgresql://ada@[::1]:6000/muster?sslmode=verify-full&connect_timeout=5", "::1:6000/muster")]
    [InlineData("postgres://db.example/with%20space?pool_size=7", "db.example:5432/with space")]
    public void A_place_is_told_without_who_asks(string text, string place) => Assert.Equal(place, PostgresAddress.Parse(text).Place);

    [Theory]
    [InlineData("db.example/muster", "must be like postgres://")]
    [InlineData("mysql://db.example/muster", "must be like postgres://")]
    [InlineData("postgres://ada:secret@db.example", "must name a server and one database")]
    [InlineData("postgres://ada:secret@db.example/a/b", "must name a server and one database")]
    [InlineData("postgres://ada:secret@db.example/a?sslmode=maybe", "sslmode")]
    [InlineData("postgres://ada:secret@db.example/a?pool_size=0", "pool_size")]
    [InlineData("postgres://ada:secret@db.example/a?trust=all", "trust")]
    public void What_is_no_address_is_refused_without_the_password(string text, string told)
    {
        var fault = Assert.Throws<FormatException>(() => PostgresAddress.Parse(text));
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_are_taken_as_they_were_meant()
    {
        var parts = new NpgsqlConnectionStringBuilder(
            PostgresAddress.Parse("postgres://ada:p%40ss@db.example/muster?sslmode=verify-ca&pool_size=7").ConnectionString
        );
        Assert.Equal(("ada", "p@ss", SslMode.VerifyCA, 7), (parts.Username, parts.Password, parts.SslMode, parts.MaxPoolSize));
    }
}
