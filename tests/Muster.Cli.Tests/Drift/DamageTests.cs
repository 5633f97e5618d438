using Microsoft.Data.Sqlite;

namespace Muster.Cli.Tests.Drift;

/// <summary>What is stored against the history: told apart from drift, and rebuilt from the history if that is whole.</summary>
public sealed class DamageTests
{
    private static TenantStory Story() =>
        new TenantStory()
            .Users(Tests.Several("p", 6))
            .Group("crew")
            .Group("desk")
            .Member("crew", "p1", "p2", "p3")
            .Member("desk", "p3", "p4", "p5");

    private static async Task TamperAsync(TestTenant tenant, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(tenant.Muster.Folder, "muster.db")};Pooling=False");
        await connection.OpenAsync(Tests.Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(await command.ExecuteNonQueryAsync(Tests.Token) > 0);
    }

    /// <summary>A script puts the members of one group in place of those of another, count and hash included.</summary>
    private static Task SwapSetAsync(TestTenant tenant) =>
        TamperAsync(
            tenant,
            """
            UPDATE group_members SET (count, hash, packed) = (SELECT o.count, o.hash, o.packed FROM group_members o, app_group_version d
                WHERE d.name = 'desk' AND d.to_revision IS NULL AND o.group_key = d.group_key)
            WHERE group_key = (SELECT group_key FROM app_group_version WHERE name = 'crew' AND to_revision IS NULL)
            """
        );

    [Fact]
    public async Task Damage_is_told_apart_from_drift_and_repaired_from_the_history()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await SwapSetAsync(tenant);
        var damaged = await tenant.MustAsync(2, Tests.Token, "drift", "--json");
        Assert.Equal(
            ["extraMember p4", "extraMember p5", "missingMember p1", "missingMember p2"],
            damaged.JsonLines.Select(row => $"{row.GetProperty("what")} {row.GetProperty("userPrincipalName").GetString()!.Split('@')[0]}")
        );
        Assert.All(
            damaged.JsonLines,
            row =>
                Assert.Equal(
                    ("damage", "damaged", "crew", "muster audit repair"),
                    (
                        row.GetProperty("kind").GetString(),
                        row.GetProperty("state").GetString(),
                        row.GetProperty("group").GetString(),
                        row.GetProperty("fix").GetString()
                    )
                )
        );
        Assert.Contains("muster audit repair", (await tenant.MustAsync(2, Tests.Token, "drift")).Error, StringComparison.Ordinal);
        Assert.Contains(
            "against the history",
            (await tenant.MustAsync(8, Tests.Token, "drift", "--heal", "--yes")).Error,
            StringComparison.Ordinal
        );
        var verified = await tenant.MustAsync(1, Tests.Token, "audit", "verify");
        Assert.Contains("muster audit repair", verified.Error, StringComparison.Ordinal);

        var repaired = await tenant.MustAsync(0, Tests.Token, "audit", "repair", "--yes", "--reason", "a script", "--json");
        Assert.Equal("repaired", repaired.Json.GetProperty("outcome").GetString());
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
        await tenant.MustAsync(0, Tests.Token, "drift");
        Assert.Equal("p1 p2 p3", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        var entry = (await tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "audit.repaired", "--json")).JsonLines.Single();
        Assert.Equal($"{Environment.UserName}@{Environment.MachineName}", entry.GetProperty("actor").GetString());
        Assert.Contains("a script", entry.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            "noChanges",
            (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("outcome").GetString()
        );
    }

    [Theory]
    [InlineData("UPDATE group_members SET hash = hash + 1")]
    [InlineData("UPDATE group_members SET packed = X'01'")]
    [InlineData("DELETE FROM group_members WHERE group_key = 1")]
    [InlineData("UPDATE app_group SET packed = packed + 1")]
    [InlineData("UPDATE app_group SET members = members + 1")]
    [InlineData("UPDATE workspace SET membership_rows = membership_rows + 1")]
    [InlineData("UPDATE workspace SET users = users + 1, sub_groups = sub_groups + 1")]
    [InlineData("UPDATE app_user SET active = 0 WHERE key = 2")]
    [InlineData(
        "UPDATE app_user SET directory_key = directory_key + 100, object_id = X'00000000000000000000000000000001' WHERE key IN (2, 3)"
    )]
    public async Task Whatever_is_only_derived_is_rebuilt(string damage)
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        await TamperAsync(tenant, damage);
        await tenant.MustAsync(1, Tests.Token, "audit", "verify");
        await tenant.MustAsync(0, Tests.Token, "audit", "repair", "--yes");
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await tenant.MustAsync(0, Tests.Token, "drift");
        await tenant.MustAsync(0, Tests.Token, "sync", "--full", "--yes");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task A_set_that_cannot_be_read_is_named_where_nothing_else_can_be_compared()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await TamperAsync(tenant, "UPDATE group_members SET hash = hash + 1 WHERE group_key = 1");
        var damaged = await tenant.MustAsync(2, Tests.Token, "drift", "--json");
        Assert.Equal(
            ("unreadable", "crew"),
            (damaged.JsonLines.Single().GetProperty("what").GetString(), damaged.JsonLines.Single().GetProperty("group").GetString())
        );
        var told = await tenant.MustAsync(2, Tests.Token, "drift");
        Assert.Contains("nothing was compared with the directory", told.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE membership SET via = via + 1 WHERE user_key = 1")]
    [InlineData("DELETE FROM membership WHERE user_key = 1")]
    [InlineData("UPDATE audit_entry SET actor = 'somebody' WHERE number = 2")]
    [InlineData("UPDATE run SET actor = 'somebody' WHERE id = 1")]
    public async Task Where_the_log_or_the_history_is_damaged_nothing_is_rebuilt(string damage)
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await SwapSetAsync(tenant);
        await TamperAsync(tenant, damage);
        var refused = await tenant.MustAsync(1, Tests.Token, "audit", "repair", "--yes");
        Assert.Contains("Restore the data folder from a backup", refused.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", refused.Error, StringComparison.Ordinal);
        Assert.NotEmpty((await tenant.MustAsync(2, Tests.Token, "drift", "--json", "--kind", "damage")).JsonLines);
        Assert.Contains("restore a backup", (await tenant.MustAsync(1, Tests.Token, "audit", "verify")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_repair_writes_nothing_and_nobody_is_surprised_by_a_repair()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        var entries = (await tenant.MustAsync(0, Tests.Token, "audit", "verify", "--json")).Json.GetProperty("entries").GetInt64();
        await tenant.MustAsync(64, Tests.Token, "audit", "repair");
        var none = await tenant.MustAsync(0, Tests.Token, "audit", "repair", "--yes");
        Assert.Contains("Nothing to repair", none.Output, StringComparison.Ordinal);
        Assert.Equal(entries, (await tenant.MustAsync(0, Tests.Token, "audit", "verify", "--json")).Json.GetProperty("entries").GetInt64());
    }
}
