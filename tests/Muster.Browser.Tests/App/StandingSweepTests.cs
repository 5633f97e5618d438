using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>A plan and a run look right however they stand; most of that is over before the other sweeps come to it.</summary>
[Trait("length", "long")]
public sealed class StandingSweepTests(FilledRig shared) : IClassFixture<FilledRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestTenant Tenant => shared.Rig.Tenant;

    [Fact]
    public async Task Every_standing_of_a_plan_and_of_a_run_is_whole_accessible_and_quiet()
    {
        await MakeDecidedAsync();
        await MakeRunsAsync();
        await MakeWaitingAsync();
        var database = shared.Rig.Server.Muster.Database;
        var plans = (await database.Plans.ListAsync(new(null, null, null, 100), Token)).DistinctBy(plan => plan.State).ToList();
        var runs = (await database.Runs.ListAsync(null, 100, Token)).DistinctBy(run => run.Outcome).ToList();
        PlanState[] states =
        [
            PlanState.Ready,
            PlanState.NothingToDo,
            PlanState.Held,
            PlanState.IncompleteRead,
            PlanState.Expired,
            PlanState.Superseded,
            PlanState.Discarded,
            PlanState.Applied,
        ];
        Assert.Equal(states.Order(), plans.Select(plan => plan.State).Intersect(states).Order());
        RunOutcome[] outcomes = [RunOutcome.Applied, RunOutcome.Held, RunOutcome.Failed, RunOutcome.Cancelled, RunOutcome.Incomplete];
        Assert.Equal(outcomes.Order(), runs.Select(run => run.Outcome).Intersect(outcomes).Order());

        await using var app = await shared.OpenAsync("/profile");
        var faults = new List<string>();
        foreach (var plan in plans)
            await LookAsync(app, $"/plans/{Text(plan.Id)}", $"plan-{plan.State}", faults);
        foreach (var run in runs)
            await LookAsync(app, $"/runs/{Text(run.Id)}", $"run-{run.Outcome}", faults);
        faults.AddRange(app.Complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task A_plan_that_is_refused_and_one_that_somebody_else_decides_about_are_whole_accessible_and_quiet()
    {
        var faults = new List<string>();
        await using var app = await shared.OpenAsync("/profile");
        await Tenant.NextAsync(Token);
        await Tenant.MustAsync(0, Token, "plan");
        await app.GoAsync($"/plans/{Text((await NewestAsync()).Id)}");
        await Assertions.Expect(app.Button("Apply:")).ToBeEnabledAsync();
        await Tenant.NextAsync(Token);
        // A plan of one group reads the directory and leaves the first plan waiting.
        await Tenant.MustAsync(0, Token, "plan", "--group", "All Staff");
        await app.Button("Apply:").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.Or(app.Page.GetByRole(AriaRole.Alert)).First).ToBeVisibleAsync();
        if (await dialog.IsVisibleAsync())
        {
            await dialog.GetByLabel("I have looked at what is taken away.").CheckAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Apply:" }).ClickAsync();
        }
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("what it was made from has changed");
        await Look.AtAsync(app, "plan-refused", Look.Ways, faults);

        await app.Page.SetViewportSizeAsync(1400, 900);
        await Tenant.MustAsync(0, Token, "plan");
        var plan = Text((await NewestAsync()).Id);
        await app.GoAsync($"/plans/{plan}");
        await Assertions.Expect(app.Button("Apply:")).ToBeEnabledAsync();
        await Tenant.MustAsync(0, Token, "plan", "discard", plan, "--reason", "Elsewhere");
        await Assertions.Expect(app.Page.GetByText("discarded this plan while you looked at it")).ToBeVisibleAsync();
        await Look.AtAsync(app, "plan-meanwhile", Look.Ways, faults);
        faults.AddRange(app.Complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static async Task LookAsync(AppPage app, string address, string name, List<string> faults)
    {
        await app.Page.SetViewportSizeAsync(1400, 900);
        await app.GoAsync(address);
        await app.LoadedAsync();
        if (await app.Page.Locator("h1").CountAsync() != 1)
            faults.Add($"{name}: has {await app.Page.Locator("h1").CountAsync()} headings of the first level");
        await Look.AtAsync(app, name, Look.Ways, faults);
        faults.AddRange((await HardLooks.FaultsAsync(app.Page, Look.Shot(app, name))).Select(fault => $"{name}: {fault}"));
    }

    private async Task MakeDecidedAsync()
    {
        // The other test may have left something to do.
        await Tenant.MustAsync(0, Token, "sync", "--yes");
        await Tenant.MustAsync(0, Token, "plan");
        await Tenant.NextAsync(Token);
        await Tenant.MustAsync(0, Token, "plan");
        await Tenant.MustAsync(0, Token, "plan", "discard", Text((await NewestAsync()).Id), "--reason", "Too early");
        await Tenant.MustAsync(0, Token, "plan");
        await Tenant.MustAsync(0, Token, "plan", "approve", Text((await NewestAsync()).Id), "--reason", "Seen");
    }

    private async Task MakeRunsAsync()
    {
        await Tenant.FaultsAsync(Token, new { path = "/v1.0/groups/delta", status = 400 });
        await Tenant.MustAsync(9, Token, "sync", "--yes", "--full");
        await Tenant.MustAsync(9, Token, "plan", "--full");
        await Tenant.HealAsync(Token);
        await Tenant.FaultsAsync(Token, new { path = "/v1.0/users/delta", status = 403 });
        await Tenant.RunAsync(Token, "sync", "--yes", "--full");
        await Tenant.HealAsync(Token);
        await Tenant.MustAsync(0, Token, "settings", "set", "observeOnly", "true", "--yes");
        await Tenant.NextAsync(Token);
        await Tenant.MustAsync(3, Token, "sync", "--yes");
        await Tenant.MustAsync(0, Token, "settings", "reset", "observeOnly", "--yes");
    }

    /// <summary>Each later plan takes the place of those that wait, but for what is about one group or held.</summary>
    private async Task MakeWaitingAsync()
    {
        await Tenant.MustAsync(3, Token, "runs", "undo", "3", "--yes");
        await Tenant.NextAsync(Token);
        await Tenant.MustAsync(0, Token, "plan");
        await Tenant.MustAsync(0, Token, "plan");
        await Tenant.MustAsync(0, Token, "plan", "--group", "All Staff");
        await ExpireAsync((await NewestAsync()).Id);
    }

    /// <summary>Lets the time of a plan pass.</summary>
    private async Task ExpireAsync(long plan)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(Tenant.Muster.Folder, "muster.db")};Pooling=False");
        await database.OpenAsync(Token);
        await using var command = database.CreateCommand();
        command.CommandText = "UPDATE stored_plan SET expires_at = made_at WHERE id = $plan";
        command.Parameters.AddWithValue("$plan", plan);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Token));
    }

    private async Task<StoredPlan> NewestAsync() =>
        (await shared.Rig.Server.Muster.Database.Plans.ListAsync(new(null, null, null, 1), Token))[0];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
