using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Engine.Auditing;

namespace Muster.Browser.Tests.App;

/// <summary>Watching work, and looking at what was done.</summary>
[Trait("length", "long")]
public sealed partial class RunTests(FilledRig shared) : IClassFixture<FilledRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_undone_after_a_look_and_its_groups_are_paused()
    {
        var run = await AppliedAsync();
        await using var app = await shared.OpenAsync($"/runs/{run}");
        await Assertions.Expect(app.Page.GetByText("Applied: ").First).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Changes of memberships, by group" }).GetByRole(AriaRole.Row))
            .Not.ToHaveCountAsync(0);
        await Shots.TakeAsync(app, "run");
        await app.Link("Undo …").ClickAsync();
        await app.Button("Look at what it would do").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/undo/[0-9]+$"));
        await Assertions
            .Expect(app.Page.GetByText("The groups it touches are paused until a person resumes them.").First)
            .ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.UndoAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(RunAddress());
        await Assertions.Expect(app.Page.GetByText($"Undoes run {run}.")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
        // What the run of a page wrote in its own transactions says that it was the page of somebody, and where they sat.
        var filter = new AuditFilter { Actor = "Test Owner", Action = "run.*" };
        var written = await shared.Rig.Server.Muster.Database.Audit.EntriesAsync(filter, Token).ToListAsync(Token);
        Assert.Contains(written, entry => entry.Action == "run.applied");
        Assert.All(written, entry => Assert.Equal(new DeedOrigin("app", "127.0.0.1"), DeedOrigin.In(entry)));
    }

    [Fact]
    public async Task While_the_directory_asks_to_wait_the_page_says_so_and_the_work_can_be_stopped()
    {
        await shared.Rig.Tenant.FaultsAsync(
            Token,
            new
            {
                path = "/v1.0/users/delta",
                status = 429,
                retryAfter = "40",
            }
        );
        await using var app = await shared.OpenAsync("/runs");
        await app.Button("Sync").ClickAsync();
        await app.Button("Start the sync").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("The directory asks to wait 40 s").First).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Muster waited for the directory 1 time; nothing was lost by it.")).ToBeVisibleAsync();
        await Shots.TakeAsync(app, "live-waiting");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Stop").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("no user, group or membership was changed")).ToBeVisibleAsync();
        await app.Button("Stop it").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Stopped. Nothing was changed.");
        await Assertions.Expect(app.Page.GetByText("Not done", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Read so far: ")).ToBeVisibleAsync();
        await Shots.TakeAsync(app, "live-stopped");
        await shared.Rig.Tenant.HealAsync(Token);
        await app.Link("Show the run").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(RunAddress());
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.Paragraph).Filter(new() { HasText = "was cancelled; nothing was changed." }))
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_that_has_lost_its_connection_asks_and_still_gets_to_the_result()
    {
        await shared.Rig.Tenant.FaultsAsync(
            Token,
            new
            {
                path = "/v1.0/users/delta",
                status = 429,
                retryAfter = "4",
                times = 1,
            }
        );
        await using var app = await shared.OpenAsync("/no-permission");
        await app.WatchConnectionsAsync();
        await app.GoAsync("/runs");
        await app.Button("Make plan").ClickAsync();
        await app.Button("Start the plan").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("The directory asks to wait 4").First).ToBeVisibleAsync();
        await app.CutAsync();
        await Assertions.Expect(app.Page.GetByText("Connection lost.")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/plans/[0-9]+$"));
        await shared.Rig.Tenant.HealAsync(Token);
    }

    [Fact]
    public async Task Work_that_this_server_does_not_know_explains_itself()
    {
        await using var app = await shared.OpenAsync("/live/4711");
        await Assertions.Expect(app.Heading("Work 4711 is not under way")).ToBeVisibleAsync();
        await app.Link("Show the runs").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Runs, newest first" })).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
    }

    [Fact]
    public async Task Runs_are_filtered_by_how_they_ended_and_an_empty_filter_can_be_cleared()
    {
        await using var app = await shared.OpenAsync("/runs?tab=runs");
        await app.Page.GetByLabel("Outcome").SelectOptionAsync("rejected");
        await Assertions.Expect(app.Heading("Nothing fits")).ToBeVisibleAsync();
        Assert.Contains("state=rejected", app.Page.Url, StringComparison.Ordinal);
        await app.Link("Clear filters").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Runs, newest first" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Runs_are_filtered_by_what_began_them()
    {
        await using var app = await shared.OpenAsync("/runs?tab=runs");
        await app.Page.GetByLabel("Trigger").SelectOptionAsync("notification");
        await Assertions.Expect(app.Heading("Nothing fits")).ToBeVisibleAsync();
        Assert.Contains("trigger=notification", app.Page.Url, StringComparison.Ordinal);
        await app.Page.GetByLabel("Trigger").SelectOptionAsync("person");
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Runs, newest first" }).GetByText("person").First)
            .ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Plan hash" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_filtered_for_is_kept_as_a_view_of_the_runs_or_of_the_plans()
    {
        await using var app = await shared.OpenAsync("/runs?tab=runs&before=99999&trigger=person");
        await app.Button("Save as view").ClickAsync();
        await app.Page.GetByLabel("Name of the view").FillAsync("By people");
        await app.Button("Save view").ClickAsync();
        var views = app.Page.GetByLabel("Saved views");
        await Assertions.Expect(views).ToHaveValueAsync("By people");
        Assert.Empty(await app.AxeAsync());
        await app.Link("Plans").Last.ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("State")).ToBeVisibleAsync();
        await Assertions.Expect(views).ToHaveCountAsync(0);
        await app.Link("Runs").Last.ClickAsync();
        await Assertions.Expect(views).ToHaveValueAsync("");
        // The tab alone is no filter.
        await Assertions.Expect(app.Button("Save as view")).ToHaveCountAsync(0);
        await views.SelectOptionAsync("By people");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/runs\\?tab=runs&trigger=person$"));
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Every_column_of_the_runs_is_in_view_on_a_small_laptop_with_the_name_of_a_second_connection_too()
    {
        await using var app = await shared.OpenAsync("/runs?tab=runs", width: 1280);
        var table = app.Page.GetByRole(AriaRole.Table, new() { Name = "Runs, newest first" });
        await Assertions.Expect(table).ToBeVisibleAsync();
        var room = await table.EvaluateAsync<int>("table => table.parentElement.clientWidth");
        var least = await table.EvaluateAsync<int>(
            "table => { table.style.width = 'min-content'; const least = table.offsetWidth; table.style.width = ''; return least; }"
        );
        // As wide as the name of a connection can be there.
        const int connection = 104 + (2 * 6);
        Assert.InRange(least, 1, room - connection);
        await Shots.TakeAsync(app, "runs-1280");
    }

    [Fact]
    public async Task Two_runs_are_chosen_and_what_is_in_one_both_or_taken_back_is_told()
    {
        var (first, second) = (await AppliedAsync(), await AppliedAsync());
        await using var app = await shared.OpenAsync("/runs?tab=runs");
        await app.Page.GetByLabel($"Compare run {second}", new() { Exact = true }).CheckAsync();
        await Assertions.Expect(app.Page.GetByText($"Choose one more run to compare it with run {second}.")).ToBeVisibleAsync();
        await app.Page.GetByLabel($"Compare run {first}", new() { Exact = true }).CheckAsync();
        await Shots.TakeAsync(app, "runs");
        Assert.Empty(await app.AxeAsync());
        await app.Link($"Compare run {first} and run {second}").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex($"first={first}&second={second}"));
        var table = app.Page.GetByRole(AriaRole.Table, new() { Name = "Changes of the two runs, by group" });
        await Assertions.Expect(table).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await Shots.TakeAsync(app, "runs-compared");
        await app.Link("only in the later run").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("show=onlySecond"));
        await Assertions.Expect(table.GetByText("only in the later run").First).ToBeVisibleAsync();
        await app.Page.GetByLabel("and run").FillAsync("987654");
        await app.Button("Compare").ClickAsync();
        await Assertions.Expect(app.Heading("There is no run 987654")).ToBeVisibleAsync();
        await Shots.TakeAsync(app, "runs-compare-none");
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    private async Task<long> AppliedAsync()
    {
        for (var i = 0; i < 20; i++)
        {
            await shared.Rig.Tenant.NextAsync(Token);
            var run = (await shared.Rig.Tenant.MustAsync(0, Token, "sync", "--yes", "--json")).Json;
            if (run.GetProperty("steps").GetProperty("membersAdded").GetInt32() > 0)
                return run.GetProperty("run").GetInt64();
        }
        throw new InvalidOperationException("Nobody was added by twenty change sets.");
    }

    [GeneratedRegex("/runs/[0-9]+$")]
    private static partial Regex RunAddress();
}
