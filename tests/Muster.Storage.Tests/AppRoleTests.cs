using Muster.Storage.Moving;
using Muster.Storage.Postgres;
using Muster.Testing;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>Who may open a database on a server, with which rights, and what is said to whoever may not.</summary>
public sealed class AppRoleTests : IAsyncLifetime
{
    private readonly string _name = $"t_{Guid.NewGuid():N}";
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-role-").FullName;
    private readonly ManualClock _clock = new();
    private PostgresServer _server = null!;

    private string Owner => $"o{_name}";

    private string Other => $"s{_name}";

    private string Role => $"muster_app_{_name}";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        _server = await PostgresServer.RunningAsync();
        await _server.CreateUserAsync(Owner);
        await _server.CreateUserAsync(Other);
        await _server.CreateAsync(_name);
        await _server.RunAsync($"ALTER DATABASE {_name} OWNER TO {Owner}");
        // As public was in old servers, and as no new one has it.
        await RunAsync($"GRANT ALL ON SCHEMA public TO {Owner}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DropAsync(_name);
            await _server.RunAsync($"DROP ROLE IF EXISTS {Owner}, {Other}");
        }
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_owner_who_may_not_make_roles_is_told_the_one_statement_that_an_administrator_runs_and_then_works()
    {
        var fault = await RefusedAsync(Owner);
        var statement = $"CREATE ROLE \"{Role}\" ROLE \"{Owner}\"";
        Assert.EndsWith($"nothing was changed: {statement}", fault.Message, StringComparison.Ordinal);
        var status = await DatabaseCare.StatusAsync(_folder, Address(Owner), Token);
        Assert.Equal((0, null), (status.Schema.Version, status.Isolation));

        await _server.RunAsync(statement);

        await using var muster = await OpenAsync(Owner);
        await WorksAsync(muster, "entra");
        status = await DatabaseCare.StatusAsync(_folder, Address(Owner), Token);
        Assert.True(status.Isolation is { IsOn: true } && status.Isolation.Role == Role, $"{status.Isolation}");
        // Force binds the owner.
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => RunAsync("SELECT * FROM connection", Owner));
    }

    [Fact]
    public async Task An_owner_who_may_make_roles_needs_nobody()
    {
        await _server.RunAsync($"ALTER ROLE {Owner} CREATEROLE");
        await using var muster = await OpenAsync(Owner);
        await WorksAsync(muster, "entra");
    }

    [Fact]
    public async Task Somebody_who_neither_owns_nor_bypasses_works_once_the_role_was_granted_and_cannot_leave_it()
    {
        await using (var superuser = await OpenAsync(null))
            await WorksAsync(superuser, "first");
        var fault = await RefusedAsync(Other);
        Assert.EndsWith($"nothing was changed: GRANT \"{Role}\" TO \"{Other}\"", fault.Message, StringComparison.Ordinal);

        await _server.RunAsync($"GRANT {Role} TO {Other}");

        await using var muster = await OpenAsync(Other);
        await WorksAsync(muster, "second");
        Assert.Equal(["first", "second"], (await muster.Connections.ListAsync(Token)).Select(one => one.Name));
        _ = muster.Signer.KeyId;
        await muster.Database.TidyAsync();
        await RunAsync("SELECT set_config('muster.workspace', '1', false); SELECT count(*) FROM connection; DELETE FROM problem", Other);
        foreach (
            var refused in new[]
            {
                "ALTER TABLE problem DISABLE ROW LEVEL SECURITY",
                "TRUNCATE problem",
                "UPDATE schema_version SET version = 1",
            }
        )
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => RunAsync(refused, Other));
    }

    [Theory]
    [InlineData("ALTER ROLE {0} BYPASSRLS")]
    [InlineData("ALTER ROLE {0} SUPERUSER")]
    [InlineData("GRANT {1} TO {0}")]
    public async Task A_role_that_would_see_every_workspace_is_refused(string change)
    {
        await _server.RunAsync($"CREATE ROLE {Role} ROLE {Owner}");
        await using (await OpenAsync(Owner)) { }
        if (change.Contains("{1}", StringComparison.Ordinal))
            await _server.RunAsync($"REVOKE {Role} FROM {Owner}");
        await _server.RunAsync(change.Replace("{0}", Role, StringComparison.Ordinal).Replace("{1}", Owner, StringComparison.Ordinal));
        var fault = await RefusedAsync(null);
        Assert.Contains("bypasses row level security", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_was_restored_where_its_role_is_missing_gets_it_again()
    {
        await using (var muster = await OpenAsync(null))
            await WorksAsync(muster, "entra");
        await RunAsync($"DROP OWNED BY {Role}; DROP ROLE {Role}");
        await using var again = await OpenAsync(null);
        await WorksAsync(again, "other");
    }

    private async Task<StorageException> RefusedAsync(string? user)
    {
        var fault = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(user));
        Assert.Equal(StorageFault.NotWritable, fault.Fault);
        return fault;
    }

    private Task<MusterDatabase> OpenAsync(string? user) => MusterDatabase.OpenAsync(_folder, Address(user), _clock, Token);

    private PostgresAddress Address(string? user) => PostgresAddress.Parse(Text(user));

    private string Text(string? user) => user is null ? _server.AddressOf(_name) : _server.AddressOf(_name, user);

    private static async Task WorksAsync(MusterDatabase muster, string connection)
    {
        Assert.NotNull(await muster.Connections.AddAsync(SampleConnection(connection), Secret("s3cret"), "test", Token));
        Assert.Empty(await muster.Platform.UserPageAsync(1, new(), Token).ToListAsync(Token));
        Assert.Empty((await muster.Audit.VerifyAsync(Token)).Faults);
    }

    private async Task RunAsync(string sql, string? user = null)
    {
        await using var connection = new Npgsql.NpgsqlConnection(PostgresServer.Keys(Text(user)));
        await connection.OpenAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
