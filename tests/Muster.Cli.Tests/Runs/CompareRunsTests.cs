namespace Muster.Cli.Tests.Runs;

/// <summary>Two runs side by side, and runs by what began them.</summary>
public sealed class CompareRunsTests
{
    [Fact]
    public async Task Two_runs_show_what_is_taken_back_in_both_and_in_one_page_by_page()
    {
        var story = new TenantStory()
            .Users("ada", "bob", "cal")
            .Group("team")
            .Member("team", "ada", "bob")
            .Then()
            .NoMember("team", "bob")
            .Member("team", "cal")
            .Then()
            .Member("team", "bob")
            .Then()
            .NoMember("team", "bob");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        var runs = new List<string>();
        for (var step = 0; step < 3; step++)
        {
            await tenant.NextAsync(Tests.Token);
            runs.Add((await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText());
        }
        async Task<string> CompareAsync(params string[] typed) =>
            string.Join(
                ", ",
                (await tenant.MustAsync(0, Tests.Token, ["runs", "compare", .. typed, "--json"])).JsonLines.Select(row =>
                    $"{row.GetProperty("user").GetString()}: {row.GetProperty("overlap").GetString()} {row.GetProperty("earlier").GetRawText()} {row.GetProperty("later").GetRawText()}"
                )
            );
        Assert.Equal("bob: undone false true, cal: onlyFirst true null", await CompareAsync(runs[0], runs[1]));
        Assert.Equal("bob: undone false true, cal: onlyFirst true null", await CompareAsync(runs[1], runs[0]));
        Assert.Equal("bob: both false false, cal: onlyFirst true null", await CompareAsync(runs[0], runs[2]));
        Assert.Equal("cal: onlyFirst true null", await CompareAsync(runs[0], runs[1], "--only", "onlyFirst"));

        var first = await tenant.MustAsync(0, Tests.Token, "runs", "compare", runs[0], runs[1], "--limit", "1");
        Assert.Contains("1 taken back, 0 in both", first.Output, StringComparison.Ordinal);
        Assert.Contains("- removed", first.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 changes. Next: --after ", first.Error, StringComparison.Ordinal);
        var place = first.Error.Split("--after ")[1].Split(' ')[0];
        Assert.Equal("cal: onlyFirst true null", await CompareAsync(runs[0], runs[1], "--after", place));
        var none = await tenant.MustAsync(0, Tests.Token, "runs", "compare", runs[0], runs[1], "--only", "both");
        Assert.Contains("No changes.", none.Output, StringComparison.Ordinal);

        await tenant.MustAsync(64, Tests.Token, "runs", "compare", runs[0], runs[0]);
        await tenant.MustAsync(64, Tests.Token, "runs", "compare", runs[0], runs[1], "--after", "nowhere");
        await tenant.MustAsync(64, Tests.Token, "runs", "compare", runs[0], runs[1], "--only", "some");
        await tenant.MustAsync(7, Tests.Token, "runs", "compare", runs[0], "99");
        var idle = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText();
        var refused = await tenant.MustAsync(8, Tests.Token, "runs", "compare", runs[0], idle);
        Assert.Contains($"Run {idle} changed nothing", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_say_what_began_them_and_are_found_by_it()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users("ada").Group("team"), Tests.Token, actor: "schedule");
        var person = new CommandLine(folder: tenant.Muster.Folder) { Actor = "zoe@desk" };
        await person.MustAsync(0, Tests.Token, "groups", "set", "team", "--purpose", "Builds");
        async Task<string> TriggersAsync(params string[] typed) =>
            string.Join(
                ' ',
                (await tenant.MustAsync(0, Tests.Token, ["runs", "list", .. typed, "--json"])).JsonLines.Select(run =>
                    run.GetProperty("trigger").GetString()
                )
            );
        Assert.Equal("person schedule schedule schedule", await TriggersAsync());
        Assert.Equal("person", await TriggersAsync("--trigger", "person"));
        Assert.Equal("schedule", await TriggersAsync("--trigger", "schedule", "--limit", "1"));
        var none = await tenant.MustAsync(0, Tests.Token, "runs", "list", "--trigger", "api");
        Assert.Contains("Nothing fits", none.Output, StringComparison.Ordinal);
        await tenant.MustAsync(64, Tests.Token, "runs", "list", "--trigger", "moon");
    }
}
