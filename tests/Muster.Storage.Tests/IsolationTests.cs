using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Muster.Core.Planning;
using Muster.Storage.Moving;
using Muster.Storage.Postgres;
using Muster.Storage.Sql;
using Muster.Testing;
using Npgsql;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>Whatever a statement says, it sees and changes the rows of one workspace: the database itself keeps them apart.</summary>
public sealed class IsolationTests : IAsyncLifetime
{
    private readonly PostgresTestDatabase _db = new();

    public async ValueTask InitializeAsync() => await _db.StartAsync();

    public async ValueTask DisposeAsync() => await _db.DisposeAsync();

    [Fact]
    public async Task INV_24_every_table_of_the_model_is_kept_apart_but_those_that_belong_to_the_installation()
    {
        await using var model = _db.Muster.Database.Model();
        var tables = model.Model.GetRelationalModel().Tables.ToList();
        var common = tables.Where(table => table.FindColumn("workspace") is null).Select(table => table.Name);
        Assert.Equal(
            [PostgresContext.KeyTable, "node", PostgresContext.VersionTable, "workspace_name"],
            common.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            tables.Where(table => table.FindColumn("workspace") is not null).Select(table => table.Name).Order(StringComparer.Ordinal),
            (await ForeignRows.TablesAsync(_db.Address, Token)).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            "",
            await _db.TextAsync(
                """
                SELECT coalesce(string_agg(relname, ' '), '') FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'workspace'
                WHERE relkind IN ('r', 'p', 'f', 'm') AND pg_table_is_visible(pg_class.oid)
                    AND NOT (relrowsecurity AND relforcerowsecurity AND 1 = (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid
                        AND polpermissive AND polcmd = '*' AND polroles = '{0}'
                        AND pg_get_expr(polqual, polrelid) = '(workspace = (current_setting(''muster.workspace''::text))::integer)'
                        AND pg_get_expr(polwithcheck, polrelid) = pg_get_expr(polqual, polrelid)))
                """
            )
        );
    }

    [Fact]
    public async Task INV_24_a_row_of_another_workspace_is_not_seen_changed_removed_or_made_in_any_table()
    {
        await ForeignRows.AddAsync(_db.Address, Token);
        foreach (var statement in await ForeignRows.MadeUpAsync(_db.Address, Database.FirstWorkspace, Token))
            await _db.TamperAsync(statement);
        var before = await ForeignRows.DigestsAsync(_db.Address, Token);
        Assert.All(before, digest => Assert.Contains(" 1 ", digest, StringComparison.Ordinal));
        var others = (await ForeignRows.MadeUpAsync(_db.Address, 3, Token)).ToDictionary(statement => statement.Split(' ')[2].Trim('"'));
        var faults = new List<string>();
        foreach (var table in await ForeignRows.TablesAsync(_db.Address, Token))
        {
            var mine = await _db.TamperAsync($"SELECT count(*) FROM \"{table}\" WHERE workspace = {Database.FirstWorkspace}");
            Assert.True(mine > 0, table);
            await using var session = await _db.Muster.Database.WriteAsync(Token);
            if (await NumberAsync(session.Connection, $"SELECT count(*) FROM \"{table}\"") != mine)
                faults.Add($"{table}: seen");
            if (await ChangedAsync(session.Connection, $"UPDATE \"{table}\" SET workspace = workspace WHERE workspace = 2") != 0)
                faults.Add($"{table}: changed");
            if (await ChangedAsync(session.Connection, $"DELETE FROM \"{table}\" WHERE workspace = 2") != 0)
                faults.Add($"{table}: removed");
            foreach (
                var refused in new[]
                {
                    others[table],
                    $"UPDATE \"{table}\" SET workspace = 3",
                    $"TRUNCATE \"{table}\"",
                    $"ALTER TABLE \"{table}\" DISABLE ROW LEVEL SECURITY",
                }
            )
                if (await StateAsync(session.Connection, refused) != PostgresErrorCodes.InsufficientPrivilege)
                    faults.Add($"{table}: {refused}");
        }
        Assert.Empty(faults);
        Assert.Equal(before, await ForeignRows.DigestsAsync(_db.Address, Token));
    }

    [Fact]
    public async Task INV_24_a_transaction_that_does_not_say_its_workspace_is_refused_by_every_table()
    {
        await ForeignRows.AddAsync(_db.Address, Token);
        var role = await _db.TextAsync("SELECT app_role FROM schema_version");
        await using var fresh = new NpgsqlConnection(PostgresServer.Keys(_db.Address));
        await fresh.OpenAsync(Token);
        await using var used = new NpgsqlConnection(PostgresServer.Keys(_db.Address));
        await used.OpenAsync(Token);
        await using (var transaction = await used.BeginTransactionAsync(Token))
        {
            await ChangedAsync(used, "SELECT set_config('muster.workspace', '1', true)");
            await transaction.CommitAsync(Token);
        }
        foreach (var table in await ForeignRows.TablesAsync(_db.Address, Token))
        foreach (var (connection, state) in new[] { (fresh, PostgresErrorCodes.UndefinedObject), (used, "22P02") })
        {
            await using var transaction = await connection.BeginTransactionAsync(Token);
            await ChangedAsync(connection, $"SET LOCAL ROLE \"{role}\"");
            Assert.Equal((table, state), (table, await StateAsync(connection, $"SELECT count(*) FROM \"{table}\"")));
        }
    }

    [Fact]
    public async Task The_role_owns_nothing_bypasses_nothing_and_is_whoever_asks_in_transactions_and_lists_and_nobody_afterwards()
    {
        var role = await _db.TextAsync("SELECT app_role FROM schema_version");
        Assert.Equal(
            1,
            await _db.TamperAsync(
                $"""
                SELECT count(*) FROM pg_roles AS app WHERE rolname = '{role}' AND NOT (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb)
                    AND NOT EXISTS (SELECT 1 FROM pg_class WHERE relowner = app.oid OR relname = 'workspace' AND pg_has_role(app.oid, relowner, 'MEMBER'))
                """
            )
        );
        var login = await _db.TextAsync("SELECT current_user::text");
        const string Who = "SELECT current_user || ' ' || coalesce(current_setting('muster.workspace', true), '')";
        foreach (var write in new[] { false, true })
            await using (var session = await (write ? _db.Muster.Database.WriteAsync(Token) : _db.Muster.Database.ReadAsync(Token)))
                Assert.Equal($"{role} 1", await TextAsync(session.Connection, Who));
        await using var model = _db.Muster.Database.Model();
        Assert.Equal(
            [$"{role} 1"],
            await model.Database.SqlQueryRaw<string>($"{Who} AS \"Value\" WHERE 1 = 1 /* \"workspace\" = 1 */").ToListAsync(Token)
        );
        await using var again = await _db.Muster.Database.Provider.OpenAsync(null, Token);
        Assert.Equal($"{login} ", await TextAsync(again, Who));
    }

    [Fact]
    public async Task INV_24_a_list_that_asks_for_every_workspace_has_the_rows_of_its_own()
    {
        await ForeignRows.AddAsync(_db.Address, Token);
        await using var model = _db.Muster.Database.Model();
        Assert.Empty(await model.Users.Where(row => row.Workspace == 1 || row.Workspace > 1).ToListAsync(Token));
        Assert.Equal(0, await model.Groups.CountAsync(row => row.Workspace == 1 || row.Workspace > 1, Token));
    }

    [Fact]
    public async Task INV_24_ordinary_work_beside_rows_of_another_workspace_with_the_same_keys_leaves_them_as_they_are()
    {
        await _db.ReadUsersAsync(false, User("ada"), User("bob"), User("cy"));
        await _db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob")), Group("desk", Child("crew"), Owner("cy")));
        await _db.AppliedAsync(
            await _db.PlanAsync(
                [new GroupStep.Create(1, "crew", null), new GroupStep.Create(2, "desk", null)],
                [Create(1, "ada"), Create(2, "bob")],
                [Members(1, [1, 2])]
            )
        );
        await ForeignRows.CopyAsync(_db.Address, Token);
        var before = await ForeignRows.DigestsAsync(_db.Address, Token);
        Assert.True(before.Count(digest => !digest.Contains(" 0 ", StringComparison.Ordinal)) > 15, string.Join('\n', before));

        await _db.ReadUsersAsync(true, User("ada"), GoneUser("bob"), User("cy"), User("dan"));
        await _db.ReadGroupsAsync(true, Group("crew", Member("ada"), Member("dan")), GoneGroup("desk"));
        await _db.AppliedAsync(
            await _db.PlanAsync(
                [new GroupStep.Rename(1, "crew", "staff")],
                [Create(3, "cy"), new UserStep.Suspend(2, RemovalCause.AccountDisabled, Evidence.Stated)],
                [Members(1, [3], [2])]
            )
        );
        await _db.Muster.Leases.ReleaseAsync(_db.Lease, Token);
        await _db.Muster.Connections.RemoveAsync(_db.Entra.Key, "test", await LeaseAsync(_db.Muster), Token);

        Assert.Empty(await _db.FaultsAsync());
        Assert.Equal(before, await ForeignRows.DigestsAsync(_db.Address, Token));
    }

    [Fact]
    public async Task Many_rows_of_another_workspace_cannot_be_inserted_at_once()
    {
        await using var session = await _db.Muster.Database.WriteAsync(Token);
        var fault = Assert.Throws<StorageException>(() =>
        {
            using var insert = _db.Muster.Database.Provider.BulkInsert(
                session.Connection,
                "problem_event",
                ["workspace", "problem", "number", "at", "what", "actor"]
            );
            insert.Integer(2).Integer(1).Integer(1).Integer(0).Text("seen").Text("test").EndRow();
            insert.Complete();
        });
        Assert.Contains("row-level security", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_from_before_is_brought_up_to_date_with_what_is_in_it()
    {
        await _db.DowngradeAsync(2);
        Assert.NotNull(await _db.Muster.Connections.FindAsync("entra", Token));
        var status = await DatabaseCare.StatusAsync(_db.Folder, PostgresAddress.Parse(_db.Address), Token);
        Assert.True(status.Isolation is { IsOn: true }, $"{status.Isolation}");
    }

    [Fact]
    public async Task A_migration_that_changes_rows_goes_through_every_workspace_and_leaves_the_transaction_where_it_was()
    {
        await _db.Muster.Workspaces.CreateAsync("beta", "test", Token);
        var migration = new MigrationBuilder(null);
        migration.InEveryWorkspace(
            "INSERT INTO problem_event (workspace, problem, number, at, what, actor) VALUES (current_setting('muster.workspace')::integer, 1, 1, 0, 'seen', 'test');"
        );
        var script = Assert.IsType<SqlOperation>(Assert.Single(migration.Operations)).Sql;
        await using var connection = await _db.Muster.Database.Provider.OpenAsync(null, Token);
        await using var transaction = await _db.Muster.Database.Provider.BeginMigrationAsync(connection, Token);
        await ChangedAsync(connection, script);
        Assert.Equal("1", await TextAsync(connection, "SELECT current_setting('muster.workspace')"));
        await transaction.CommitAsync(Token);
        Assert.Equal("1 2", await _db.TextAsync("SELECT string_agg(workspace::text, ' ' ORDER BY workspace) FROM problem_event"));
    }

    private static async Task<string?> StateAsync(DbConnection connection, string sql)
    {
        await ChangedAsync(connection, "SAVEPOINT tried");
        try
        {
            await ChangedAsync(connection, sql);
            return null;
        }
        catch (PostgresException fault)
        {
            return fault.SqlState;
        }
        finally
        {
            await ChangedAsync(connection, "ROLLBACK TO SAVEPOINT tried");
        }
    }

    private static async Task<int> ChangedAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<long> NumberAsync(DbConnection connection, string sql) =>
        long.Parse(await TextAsync(connection, sql), CultureInfo.InvariantCulture);

    private static async Task<string> TextAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture)!;
    }
}
