namespace Muster.Cli.Tests.Groups;

/// <summary>A sync of some groups only, and what else a person types about groups and connections.</summary>
public sealed class SomeGroupsTests
{
    private static TenantStory Story() =>
        new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("one")
            .Group("two")
            .Member("one", "ada")
            .Member("two", "ada")
            .Then()
            .Member("one", "grace")
            .NoMember("two", "ada")
            .Member("two", "linus");

    [Fact]
    public async Task A_sync_of_one_group_leaves_the_others_for_the_next()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--group", "one");
        var between = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("ada grace", "ada"), (between.Members("one"), between.Members("two")));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var after = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("ada grace", "linus"), (after.Members("one"), after.Members("two")));
    }

    [Fact]
    public async Task A_sync_of_an_unknown_group_is_not_found_and_changes_nothing()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        var result = await tenant.MustAsync(7, Tests.Token, "sync", "--yes", "--group", "One");
        Assert.Contains("'One'", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task A_connection_that_is_followed_is_not_removed()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.MustAsync(8, Tests.Token, "connection", "remove", TestTenant.Connection);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await tenant.MustAsync(7, Tests.Token, "connection", "remove", "nobody");
    }

    [Fact]
    public async Task A_connection_that_nobody_follows_is_removed()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Story(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "connection", "remove", TestTenant.Connection);
        await tenant.MustAsync(7, Tests.Token, "sync", "--yes");
    }

    [Fact]
    public async Task An_exported_file_appears_whole_under_its_name_and_leaves_nothing_else()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        using var folder = new TemporaryFolder();
        foreach (var format in new[] { "jsonl", "csv", "xlsx" })
            await tenant.MustAsync(0, Tests.Token, "export", "state", "--format", format, "--out", folder.In($"state.{format}"));
        Assert.Equal(await tenant.ExportAsync(Tests.Token), await File.ReadAllTextAsync(folder.In("state.jsonl"), Tests.Token));
        Assert.Equal(
            ["state.csv", "state.jsonl", "state.xlsx"],
            Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        await tenant.MustAsync(64, Tests.Token, "export", "state", "--format", "xlsx");
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task An_export_follows_a_link_and_keeps_the_mode_of_the_file_it_replaces()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("real.jsonl"), "old", Tests.Token);
        File.SetUnixFileMode(folder.In("real.jsonl"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(folder.In("link.jsonl"), folder.In("real.jsonl"));

        await tenant.MustAsync(0, Tests.Token, "export", "state", "--out", folder.In("link.jsonl"));

        Assert.Equal(await tenant.ExportAsync(Tests.Token), await File.ReadAllTextAsync(folder.In("real.jsonl"), Tests.Token));
        Assert.NotNull(new FileInfo(folder.In("link.jsonl")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.In("real.jsonl")));
    }
}
