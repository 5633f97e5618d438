namespace Muster.Cli.Tests.Auditing;

/// <summary>Notes of the audit log that are kept elsewhere.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public async Task INV_20_a_noted_checkpoint_is_found_again_and_one_of_another_log_is_not()
    {
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada").Group("team").Member("team", "ada"),
            Tests.Token
        );
        var file = Path.Combine(tenant.Muster.Folder, "note.json");
        await tenant.MustAsync(0, Tests.Token, "audit", "checkpoint", "--out", file);
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Later");
        var verified = await tenant.MustAsync(0, Tests.Token, "audit", "verify", "--checkpoint", file, "--json");
        Assert.True(verified.Json.GetProperty("ok").GetBoolean());
        Assert.Equal(1, verified.Json.GetProperty("checkpoints").GetInt32());
        Assert.Contains(
            "contain the checkpoint",
            (await tenant.MustAsync(0, Tests.Token, "audit", "verify", "--checkpoint", file)).Output,
            StringComparison.Ordinal
        );

        await using var other = await TestTenant.SyncedAsync(new TenantStory().Users("grace"), Tests.Token);
        var foreign = await other.MustAsync(1, Tests.Token, "audit", "verify", "--checkpoint", file);
        Assert.Contains("another log", foreign.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_checkpoint_is_refused_with_what_is_wrong()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users("ada"), Tests.Token);
        var file = Path.Combine(tenant.Muster.Folder, "note.json");
        await tenant.MustAsync(7, Tests.Token, "audit", "verify", "--checkpoint", file);
        await File.WriteAllTextAsync(file, """{"format":"muster-checkpoint/1","workspace":1,"log":"x"}""", Tests.Token);
        var refused = await tenant.MustAsync(64, Tests.Token, "audit", "verify", "--checkpoint", file);
        Assert.Contains("\"log\"", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_filtered_and_paged()
    {
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada").Group("team").Member("team", "ada"),
            Tests.Token
        );
        var runs = (
            await tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "run.*", "--json", "--limit", "0")
        ).JsonLines.ToList();
        Assert.All(runs, entry => Assert.StartsWith("run.", entry.GetProperty("action").GetString(), StringComparison.Ordinal));
        Assert.Single(
            (await tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "group.created", "--subject", "TEAM", "--json")).JsonLines
        );
        var after = runs[0].GetProperty("number").GetRawText();
        var rest = (
            await tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "run.*", "--after", after, "--json", "--limit", "0")
        ).JsonLines;
        Assert.Equal(runs.Skip(1).Select(entry => entry.GetRawText()), rest.Select(entry => entry.GetRawText()));
        Assert.Empty((await tenant.MustAsync(0, Tests.Token, "audit", "list", "--to", "2001-01-01", "--json")).JsonLines);
        Assert.NotEmpty(
            (await tenant.MustAsync(0, Tests.Token, "audit", "list", "--from", "-1h", "--actor", Environment.UserName, "--json")).JsonLines
        );
        await tenant.MustAsync(64, Tests.Token, "audit", "list", "--from", "now", "--to", "-1d");
    }
}
