namespace Muster.Cli.Tests.Verifying;

/// <summary><c>muster verify</c>: what is kept by changes against a full read and plan.</summary>
public sealed class VerifyTests
{
    /// <summary>Deleting an owner is told about the person, not about the group: only a full read shows that the group has no owner.</summary>
    private static TenantStory Story() =>
        new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("team")
            .Member("team", "ada")
            .Owner("team", "linus")
            .Then()
            .Member("team", "grace")
            .Then()
            .DeleteUser("linus");

    [Fact]
    public async Task Where_all_is_equal_it_says_so_and_counts_what_the_next_sync_will_do()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        var report = (await tenant.MustAsync(0, Tests.Token, "verify", "--json")).Json;
        Assert.True(report.GetProperty("equal").GetBoolean());
        Assert.Equal(1, report.GetProperty("stepsWaiting").GetInt32());
        Assert.Empty(report.GetProperty("problems").EnumerateArray());
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        var kept = (await tenant.MustAsync(0, Tests.Token, "runs", "show", report.GetProperty("run").GetRawText(), "--json")).Json;
        Assert.Equal("verify", kept.GetProperty("verb").GetString());
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(0, (await tenant.MustAsync(0, Tests.Token, "verify", "--json")).Json.GetProperty("stepsWaiting").GetInt32());
    }

    [Fact]
    public async Task A_difference_is_a_problem_with_its_cause_ends_with_2_and_changes_nobody()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var before = await tenant.ExportAsync(Tests.Token);
        var said = await tenant.MustAsync(2, Tests.Token, "verify");
        Assert.Contains("1 disagreement with a full read and plan", said.Output + said.Error, StringComparison.Ordinal);
        Assert.Contains("team", said.Output + said.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        var run = (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--limit", "1", "--json")).Json;
        var problem = Assert.Single(run.GetProperty("problems").EnumerateArray());
        Assert.Equal("mirrorDiffers", problem.GetProperty("code").GetString());
        Assert.Equal("team", problem.GetProperty("subject").GetString());
        async Task<string[]> InboxAsync() =>
            [
                .. (await tenant.MustAsync(0, Tests.Token, "problems", "list", "--json")).JsonLines.Select(row =>
                    $"{row.GetProperty("code")}: {row.GetProperty("subject")}"
                ),
            ];
        Assert.Equal(["mirrorDiffers: team"], await InboxAsync());
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(["mirrorDiffers: team"], await InboxAsync());
        Assert.True((await tenant.MustAsync(0, Tests.Token, "verify", "--json")).Json.GetProperty("equal").GetBoolean());
        Assert.Empty(await InboxAsync());
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Theory]
    [InlineData("verify --connection nowhere", 7, "'nowhere'")]
    [InlineData("verify now", 64, "'now'")]
    public async Task What_cannot_be_verified_is_said(string typed, int code, string told)
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        Assert.Contains(told, (await tenant.MustAsync(code, Tests.Token, typed.Split(' '))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_not_read_to_its_end_is_not_verified()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups", status = 400 });
        await tenant.MustAsync(9, Tests.Token, "verify");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }
}
