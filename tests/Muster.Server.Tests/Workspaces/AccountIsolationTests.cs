using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Storage;
using Muster.Testing;
using Npgsql;

namespace Muster.Server.Tests.Workspaces;

/// <summary>Accounts of all workspaces lie in the same tables on a server, which keeps them apart itself, whatever a statement says.</summary>
public sealed class AccountIsolationTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-accounts-").FullName;
    private ServerDatabase _database = null!;
    private MusterDatabase _muster = null!;
    private ServiceProvider _first = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        _database = await ServerDatabase.EmptyAsync();
        _muster = await MusterDatabase.OpenAsync(_folder, _database.Address, TimeProvider.System, Tests.Token);
        _first = new ServiceCollection().AddAccountsContext(_folder, _muster).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _first.DisposeAsync();
            await _muster.DisposeAsync();
            await _database.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task INV_24_every_table_of_accounts_is_kept_apart_and_each_of_its_keys_and_references_begins_with_the_workspace()
    {
        await using var context = await ContextAsync();
        var tables = Tables(context);
        Assert.True(tables.Count >= 14, $"{tables.Count} tables");
        Assert.Empty(tables.Except(await ForeignRows.TablesAsync(_database.Url, Tests.Token)));
        await using var schema = AccountsSchema.OnServer(_muster.Beside!);
        Assert.Equal(
            [],
            await schema
                .Database.SqlQueryRaw<string>(
                    """
                    SELECT 'open ' || relname AS "Value" FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'workspace'
                        WHERE relkind = 'r' AND pg_table_is_visible(pg_class.oid) AND NOT (relrowsecurity AND relforcerowsecurity AND 1 = (
                            SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid
                                AND pg_get_expr(polqual, polrelid) = '(workspace = (current_setting(''muster.workspace''::text))::integer)'
                                AND pg_get_expr(polwithcheck, polrelid) = pg_get_expr(polqual, polrelid)))
                    UNION ALL SELECT 'index ' || indexrelid::regclass FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
                        WHERE indrelid = ANY ({0}::text[]::regclass[]) AND attname <> 'workspace'
                    UNION ALL SELECT 'reference ' || conname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
                        WHERE conrelid = ANY ({0}::text[]::regclass[]) AND contype = 'f' AND attname <> 'workspace'
                    """,
                    new object[] { tables.Select(table => $"\"{table}\"").ToArray() }
                )
                .ToListAsync(Tests.Token)
        );
    }

    [Fact]
    public async Task INV_24_a_row_of_another_workspace_with_the_same_key_is_not_seen_changed_removed_or_made()
    {
        await ForeignRows.AddAsync(_database.Url, Tests.Token);
        await using var context = await ContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync(Tests.Token);
        var faults = new List<string>();
        var mine = await ForeignRows.MadeUpAsync(_database.Url, 1, Tests.Token);
        var others = (await ForeignRows.MadeUpAsync(_database.Url, 3, Tests.Token)).ToDictionary(statement =>
            statement.Split(' ')[2].Trim('"')
        );
        var before = await ForeignRows.DigestsAsync(_database.Url, Tests.Token);
        foreach (var table in (await ForeignRows.TablesAsync(_database.Url, Tests.Token)).Intersect(Tables(context)))
        {
            if (await ChangedAsync(transaction, $"UPDATE \"{table}\" SET workspace = workspace") != 0)
                faults.Add($"{table}: changed");
            if (await ChangedAsync(transaction, $"DELETE FROM \"{table}\"") != 0)
                faults.Add($"{table}: removed");
            // The same name, mail, hash: whatever a key is made of is this workspace's own.
            if (
                await ChangedAsync(
                    transaction,
                    mine.Single(statement => statement.Contains($" {Named(table)} (", StringComparison.Ordinal))
                ) != 1
            )
                faults.Add($"{table}: taken");
            foreach (var refused in new[] { others[table], $"UPDATE \"{table}\" SET workspace = 2", $"TRUNCATE \"{table}\"" })
                if (await StateAsync(transaction, refused) != PostgresErrorCodes.InsufficientPrivilege)
                    faults.Add($"{table}: {refused}");
        }
        Assert.Empty(faults);
        foreach (var table in Tables(context))
            await ChangedAsync(transaction, $"DELETE FROM \"{table}\"");
        await transaction.CommitAsync(Tests.Token);
        Assert.Equal(before, await ForeignRows.DigestsAsync(_database.Url, Tests.Token));
        Assert.All(
            before.Where(digest => Tables(context).Contains(digest.Split(' ')[0])),
            digest => Assert.Contains(" 1 ", digest, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task INV_24_whoever_does_not_say_the_workspace_is_refused_by_every_table_of_accounts()
    {
        await using var schema = AccountsSchema.OnServer(_muster.Beside!);
        var role = await schema.Database.SqlQueryRaw<string>("SELECT app_role AS \"Value\" FROM schema_version").SingleAsync(Tests.Token);
        await using var transaction = await schema.Database.BeginTransactionAsync(Tests.Token);
        await ChangedAsync(transaction, $"SET LOCAL ROLE \"{role}\"");
        foreach (var table in Tables(schema))
            // Never said, or said by a transaction before on the same connection.
            Assert.Contains(
                await StateAsync(transaction, $"SELECT count(*) FROM \"{table}\""),
                new[] { PostgresErrorCodes.UndefinedObject, PostgresErrorCodes.InvalidTextRepresentation }
            );
    }

    [Fact]
    public async Task Queries_alone_and_transactions_are_in_the_name_of_the_role_and_leave_nothing_behind()
    {
        const string Who = "SELECT current_user || ' ' || coalesce(current_setting('muster.workspace', true), '') AS \"Value\"";
        await using var schema = AccountsSchema.OnServer(_muster.Beside!);
        var (login, role) = (
            await schema.Database.SqlQueryRaw<string>("SELECT current_user::text AS \"Value\"").SingleAsync(Tests.Token),
            await schema.Database.SqlQueryRaw<string>("SELECT app_role AS \"Value\" FROM schema_version").SingleAsync(Tests.Token)
        );
        await using var context = await ContextAsync();
        Assert.Equal($"{role} 1", (await context.Database.SqlQueryRaw<string>(Who).ToListAsync(Tests.Token)).Single());
        await using (await context.Database.BeginTransactionAsync(Tests.Token))
            Assert.Equal($"{role} 1", (await context.Database.SqlQueryRaw<string>(Who).ToListAsync(Tests.Token)).Single());
        Assert.Equal($"{login} ", (await schema.Database.SqlQueryRaw<string>(Who).ToListAsync(Tests.Token)).Single());
    }

    [Fact]
    public async Task Writers_of_two_workspaces_do_not_wait_for_each_other()
    {
        var beta = (await _muster.Workspaces.CreateAsync("beta", "test", Tests.Token))!;
        await using var context = await ContextAsync();
        await using var held = await context.Database.BeginTransactionAsync(Tests.Token);
        await using var others = new ServiceCollection().AddAccountsContext(_folder, _muster.Of(beta.Number)).BuildServiceProvider();
        await using var other = await others.GetRequiredService<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);
        other.Database.SetCommandTimeout(TimeSpan.FromSeconds(5));
        Assert.Equal(0, await other.Users.ExecuteUpdateAsync(row => row.SetProperty(it => it.DisplayName, "x"), Tests.Token));
        await using var same = await ContextAsync();
        same.Database.SetCommandTimeout(TimeSpan.FromSeconds(1));
        var waited = await Assert.ThrowsAsync<PostgresException>(() =>
            same.Users.ExecuteUpdateAsync(row => row.SetProperty(it => it.DisplayName, "x"), Tests.Token)
        );
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, waited.SqlState);
    }

    [Fact]
    public async Task A_workspace_that_is_removed_takes_its_accounts_along_and_nobody_elses()
    {
        var beta = (await _muster.Workspaces.CreateAsync("beta", "test", Tests.Token))!;
        foreach (var number in new[] { beta.Number, beta.Number + 1 })
            await ForeignRows.RunAsync(
                _database.Url,
                [.. (await ForeignRows.MadeUpAsync(_database.Url, number, Tests.Token)).Where(IsOfAccounts)],
                Tests.Token
            );
        await _muster.Workspaces.RemoveAsync(beta, "test", Tests.Token);
        await using var schema = AccountsSchema.OnServer(_muster.Beside!);
        foreach (var table in Tables(schema))
            Assert.Equal((table, 0L, 1L), (table, await CountAsync(table, beta.Number), await CountAsync(table, beta.Number + 1)));
    }

    [Fact]
    public async Task A_file_of_accounts_beside_a_server_is_taken_over_once_and_one_with_others_is_refused()
    {
        var beta = (await _muster.Workspaces.CreateAsync("beta", "test", Tests.Token))!;
        await using var muster = await MusterInstance.OpenAsync(_folder, _database.Address, "beta", TimeProvider.System, Tests.Token);
        await PutAsync(beta.Number, "ada@example.com", "bob@example.com");
        for (var times = 0; times < 2; times++)
            Assert.Equal(["ada@example.com", "bob@example.com"], await MailsAsync(muster));
        await using (var context = await ContextAsync())
            Assert.Empty(await context.Users.ToListAsync(Tests.Token));

        File.Delete(AccountsContext.File(_folder, beta.Number));
        await PutAsync(beta.Number, "eve@example.com");
        var fault = await Assert.ThrowsAsync<StorageException>(() => AccountFile.OpenAsync(_folder, muster, Tests.Token));
        Assert.Contains("Put the file away", fault.Message, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string?>> MailsAsync(MusterInstance muster)
    {
        await using var accounts = (await AccountFile.OpenAsync(_folder, muster, Tests.Token))!;
        return (await accounts.Accounts.ListAsync(Tests.Token)).Select(row => row.Email).Order(StringComparer.Ordinal);
    }

    /// <summary>Makes the file that a server of before would have made.</summary>
    private async Task PutAsync(int workspace, params string[] mails)
    {
        await using var context = AccountsSchema.InFile(_folder, workspace);
        await AccountsSchema.BringUpToDateAsync(context, Tests.Token);
        foreach (var mail in mails)
        {
            var account = new Account
            {
                Id = Guid.NewGuid(),
                Email = mail,
                UserName = mail,
                NormalizedEmail = mail.ToUpperInvariant(),
                NormalizedUserName = mail.ToUpperInvariant(),
                DisplayName = mail,
                Role = Role.Owner,
            };
            context.Add(account);
            context.Add(
                new ConnectionRole
                {
                    Account = account.Id,
                    Connection = 1,
                    Role = Role.Operator,
                }
            );
        }
        await context.SaveChangesAsync(Tests.Token);
    }

    private Task<AccountsContext> ContextAsync() =>
        _first.GetRequiredService<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);

    private static IReadOnlyList<string> Tables(AccountsContext context) =>
        [.. context.Model.GetRelationalModel().Tables.Select(table => table.Name)];

    private static string Named(string table) => table.Any(char.IsUpper) ? $"\"{table}\"" : table;

    private bool IsOfAccounts(string statement)
    {
        using var schema = AccountsSchema.OnServer(_muster.Beside!);
        return Tables(schema).Contains(statement.Split(' ')[2].Trim('"'));
    }

    private async Task<long> CountAsync(string table, int workspace)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Keys(_database.Url));
        await connection.OpenAsync(Tests.Token);
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM \"{table}\" WHERE workspace = {workspace}", connection);
        return (long)(await command.ExecuteScalarAsync(Tests.Token))!;
    }

    private static async Task<string?> StateAsync(IDbContextTransaction transaction, string sql)
    {
        await ChangedAsync(transaction, "SAVEPOINT tried");
        try
        {
            await ChangedAsync(transaction, sql);
            return null;
        }
        catch (PostgresException fault)
        {
            return fault.SqlState;
        }
        finally
        {
            await ChangedAsync(transaction, "ROLLBACK TO SAVEPOINT tried");
        }
    }

    private static async Task<int> ChangedAsync(IDbContextTransaction transaction, string sql)
    {
        await using var command = transaction.GetDbTransaction().Connection!.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync(Tests.Token);
    }
}
