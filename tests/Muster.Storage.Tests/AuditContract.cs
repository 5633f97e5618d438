using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Auditing;
using Muster.Engine.Configuration;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteAuditTests : AuditContract<SqliteTestDatabase>;

public sealed class PostgresAuditTests : AuditContract<PostgresTestDatabase>;

public abstract class AuditContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly string[] Guarded =
    [
        "membership",
        "app_user",
        "app_user_version",
        "app_group_version",
        "audit_entry",
        "group_members",
        "app_group",
        "sub_group",
        "revision",
        "exception",
        "run",
        "setting_version",
    ];

    [Fact]
    public async Task INV_20_entries_are_numbered_and_chained()
    {
        await WriteHistoryAsync();
        var entries = await Db.Muster.Audit.EntriesAsync(0, Token).ToListAsync(Token);
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(number => (long)number), entries.Select(entry => entry.Number));
        Assert.Equal(new string('0', 64), entries[0].PreviousHash);
        Assert.Equal(entries.SkipLast(1).Select(entry => entry.Hash), entries.Skip(1).Select(entry => entry.PreviousHash));
        Assert.Contains(
            entries,
            entry => entry.Action == "run.applied" && entry.Detail.Contains("\"membersAdded\":4", StringComparison.Ordinal)
        );
        Assert.Contains(entries, entry => entry is { Action: "group.renamed", Subject: "staff" });
        var verification = await Db.Muster.Audit.VerifyAsync(Token);
        Assert.Empty(verification.Faults);
        Assert.Equal((entries.Count, entries[^1].Hash), (verification.Entries, verification.LastHash));
        Assert.Single(await Db.Muster.Audit.EntriesAsync(entries.Count - 1, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task INV_20_every_entry_says_through_what_and_from_where_it_was_done_and_one_that_says_so_itself_is_left_as_it_is()
    {
        await Db.Muster.Audit.AppendAsync("nobody", "of.itself", "all", [], Token);
        DeedOrigin.Current = new("api", "192.0.2.7");
        var number = await Db.Muster.Audit.AppendAsync("ada", "by.ada", "all", [], Token);
        (string, object?)[] own = [("address", "an own one"), ("why", "x\"through\":y")];
        Assert.Equal(number + 1, await Db.Muster.Audit.AppendAsync("ada", "by.ada", "all", own, Token));
        await WriteHistoryAsync();
        DeedOrigin.Current = null;

        var entries = await Db.Muster.Audit.EntriesAsync(0, Token).ToListAsync(Token);
        var silent = entries.FindIndex(entry => entry.Action == "of.itself");
        Assert.Equal("{}", entries[silent].Detail);
        Assert.All(entries[..(silent + 1)], entry => Assert.Null(DeedOrigin.In(entry)));
        Assert.Equal("""{"through":"api","address":"192.0.2.7"}""", entries[silent + 1].Detail);
        Assert.Equal("""{"address":"an own one","why":"x\"through\":y","through":"api"}""", entries[silent + 2].Detail);
        var written = entries[(silent + 3)..];
        foreach (var action in new[] { "run.applied", "settings.changed", "group.created" })
            Assert.Contains(written, entry => entry.Action == action);
        Assert.All(written, entry => Assert.Equal(new DeedOrigin("api", "192.0.2.7"), DeedOrigin.In(entry)));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task An_action_is_found_however_its_letters_are_typed_whichever_end_the_list_begins_at()
    {
        await WriteHistoryAsync();
        async Task<List<long>> NumbersAsync(string action, bool newestFirst) =>
            await Db
                .Muster.Audit.EntriesAsync(new AuditFilter { Action = action, NewestFirst = newestFirst }, Token)
                .Select(entry => entry.Number)
                .Order()
                .ToListAsync(Token);
        var exact = await NumbersAsync("run.applied", newestFirst: false);

        Assert.NotEmpty(exact);
        Assert.Equal(exact, await NumbersAsync("Run.Applied", newestFirst: true));
        Assert.Equal(exact, await NumbersAsync("Run.Applied", newestFirst: false));
        Assert.Equal(exact.Count, await Db.Muster.Audit.CountAsync(new AuditFilter { Action = "RUN.APPLIED" }, Token));
        Assert.Empty(await NumbersAsync("run.unheard", newestFirst: false));
    }

    [Fact]
    public async Task INV_19_INV_20_any_value_of_any_guarded_row_that_was_changed_is_found()
    {
        await WriteHistoryAsync();
        await Gen.Select(Gen.Int[0, Guarded.Length - 1].Select(i => Guarded[i]), Gen.Int[0, 999], Gen.Int[0, 99])
            .SampleAsync(
                async (table, row, column) =>
                {
                    if (await TamperAsync(table, row, column) is not { } undo)
                        return;
                    Assert.NotEmpty(await Db.FaultsAsync());
                    await undo();
                },
                iter: 150,
                threads: 1
            );
        Assert.Empty(await Db.FaultsAsync());
    }

    [Theory]
    [InlineData("name = 'other'", "its name")]
    [InlineData("tenant_id = 'other'", "its tenant")]
    [InlineData("client_id = 'other'", "its client")]
    [InlineData("graph_url = 'https://elsewhere.example/v1.0'", "its Graph address")]
    [InlineData("import_rule = NULL", "its import rule")]
    [InlineData("key = 99", "not in the audit log")]
    public async Task INV_20_a_connection_that_leads_elsewhere_or_imports_others_is_found(string change, string told)
    {
        await Db.Muster.Connections.SaveImportRuleAsync(Db.Entra.Key, new ImportRule.Everyone(), "ada", Db.Lease, Token);
        Assert.Empty(await Db.FaultsAsync());
        Assert.True(await Db.TamperAsync($"UPDATE connection SET {change}") > 0);
        Assert.Contains(await Db.FaultsAsync(), fault => fault.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task INV_20_any_guarded_row_that_was_deleted_is_found()
    {
        await WriteHistoryAsync();
        foreach (var table in Guarded)
        {
            var count = await Db.TamperAsync($"SELECT count(*) FROM {table}");
            for (var row = 0; row < count; row++)
            {
                await Db.TamperAsync("DROP TABLE IF EXISTS kept");
                var key = await KeyOfAsync(table);
                await Db.TamperAsync($"CREATE TABLE kept AS SELECT * FROM {table} ORDER BY {key} LIMIT 1 OFFSET {row}");
                Assert.Equal(1, await Db.TamperAsync($"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM kept)"));
                Assert.True((await Db.FaultsAsync()).Count > 0, $"{table}, row {row}");
                await Db.TamperAsync($"INSERT INTO {table} SELECT * FROM kept");
                Assert.Empty(await Db.FaultsAsync());
            }
        }
    }

    [Theory]
    [InlineData(
        "INSERT INTO membership (workspace, group_key, relation, origin, user_key, from_revision, via) VALUES (1, 2, 0, 0, 1, 1, 0)"
    )]
    [InlineData("INSERT INTO membership VALUES (1, 1, 0, 0, 4, 1, 2, 0, 0, 0)")]
    [InlineData(
        "INSERT INTO app_user_version (workspace, user_key, from_revision, to_revision, active, kept_apart) VALUES (1, 4, 0, 1, 1, 0)"
    )]
    [InlineData(
        "INSERT INTO audit_entry SELECT workspace, number + 1, at, actor, action, subject, detail, hash, hash FROM audit_entry ORDER BY number DESC LIMIT 1"
    )]
    [InlineData("UPDATE audit_entry SET number = -number WHERE number IN (2, 3)")]
    public async Task INV_20_an_inserted_or_reordered_row_is_found(string sql)
    {
        await WriteHistoryAsync();
        Assert.True(await Db.TamperAsync(sql) > 0);
        Assert.NotEmpty(await Db.FaultsAsync());
    }

    /// <summary>Changes one value and returns how to put it back; null where the change was refused by the table itself.</summary>
    private async Task<Func<Task>?> TamperAsync(string table, int row, int column)
    {
        await Db.TamperAsync("DROP TABLE IF EXISTS kept");
        var rows = await Db.TamperAsync($"SELECT count(*) FROM {table}");
        var key = await KeyOfAsync(table);
        await Db.TamperAsync($"CREATE TABLE kept AS SELECT * FROM {table} ORDER BY {key} LIMIT 1 OFFSET {row % rows}");
        var columns = await Db.ColumnsAsync(table);
        var (name, isKey) = columns[(column % (columns.Count - 1)) + 1];
        try
        {
            await Db.TamperAsync(
                $"""
                UPDATE {table} SET {name} = {await Db.OtherValueAsync(table, name)}
                WHERE ({key}) IN (SELECT {key} FROM kept)
                """
            );
        }
        catch (System.Data.Common.DbException)
        {
            return null;
        }
        return async () =>
        {
            // The key itself may have been changed: whatever is not as before goes, and the kept row comes back.
            await Db.TamperAsync($"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM kept)");
            if (isKey)
                await Db.TamperAsync(
                    $"DELETE FROM {table} WHERE ({key}) IN (SELECT {key.Replace(name, $"{name} + 1", StringComparison.Ordinal)} FROM kept)"
                );
            await Db.TamperAsync($"INSERT INTO {table} SELECT * FROM kept");
            Assert.Empty(await Db.FaultsAsync());
        };
    }

    private async Task<string> KeyOfAsync(string table) =>
        string.Join(", ", (await Db.ColumnsAsync(table)).Where(column => column.IsKey).Select(column => column.Name));

    private async Task WriteHistoryAsync()
    {
        foreach (var scope in new[] { SettingScope.Workspace, SettingScope.Of(Db.Entra.Key) })
            Assert.NotNull(
                await Db.Muster.Settings.SaveAsync(
                    await Db.Muster.Settings.CurrentAsync(scope, Token),
                    new Dictionary<string, string> { ["any.name"] = "any value" },
                    "ada",
                    "a ticket",
                    Token
                )
            );
        await Db.ReadUsersAsync(false, User("ada"), User("bob"), User("cy"), User("dan"));
        await Db.ReadGroupsAsync(false, Group("crew"), Group("desk"));
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [
                    new GroupStep.Create(1, "crew", "why"),
                    new GroupStep.Link(1, (await Db.GroupAsync("crew")).Key, Id("crew"), LinkCause.ExactName),
                    new GroupStep.Create(2, "desk", null),
                    new GroupStep.Nest(1, 2),
                ],
                [
                    Create(1, "ada"),
                    Create(2, "bob"),
                    Create(3, "cy"),
                    Create(4, "dan"),
                    new UserStep.CreateLocal(
                        5,
                        new() { DisplayName = "Eve", Custom = ValueList.Of([KeyValuePair.Create("site", "Oslo")]) }
                    ),
                ],
                [Members(1, [1, 2, 3]), Members(1, [1], relation: MembershipRelation.Owner), Members(2, [4])]
            )
        );
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Rename(1, "crew", "staff"), new GroupStep.Unnest(1, 2, Evidence.Stated), new GroupStep.Nest(2, 1)],
                [
                    new UserStep.Suspend(2, RemovalCause.AccountDisabled, Evidence.Stated),
                    new UserStep.Update(3, UserAttributes.None, new() { DisplayName = "Cy" }),
                ],
                [Members(1, [4], [2]), Members(2, [3], [])]
            )
        );
        var at = Db.Clock.GetUtcNow();
        var exception = new MembershipException(1, 1, 2, MembershipRelation.Member, ExceptionKind.Include, "why", "ada", at, null);
        var other = exception with { Id = 2, User = 3, Until = at.AddDays(1) };
        await Db.AppliedAsync(
            await Db.PlanAsync() with
            {
                Exceptions = [new ExceptionStep.Begin(exception), new ExceptionStep.Begin(other)],
            }
        );
        await Db.AppliedAsync(
            await Db.PlanAsync() with
            {
                Exceptions =
                [
                    new ExceptionStep.Extend(exception, at.AddDays(9)),
                    new ExceptionStep.End(other, ExceptionEnd.Person, "done"),
                ],
            }
        );
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Unlink(1)],
                [new UserStep.Reactivate(2, ImportReason.Rule), new UserStep.KeepApart(3)],
                [Members(2, [2], [4])]
            )
        );
        Assert.Empty(await Db.FaultsAsync());
    }
}
