using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Configuration;
using Muster.Server.Connections;
using Muster.Server.Databases;
using Muster.Server.Runs;
using Muster.Server.Tests.Api;

namespace Muster.Server.Tests;

/// <summary>What is done with connections in the app is done with those that were meant, and as often as it was asked.</summary>
public sealed class ConnectionActTests(TwoDirectoriesRig rig) : IClassFixture<TwoDirectoriesRig>
{
    private const string Owner = "owner@example.com";

    private MusterInstance Muster => rig.Two.Rig.Server.Muster;

    [Fact]
    public async Task Those_that_were_chosen_are_paused_and_no_other()
    {
        await using var page = await OpenPage.OfAsync<ConnectionsPage>(rig.Two.Rig, Owner, "/connections");
        Assert.False(await page.CanPressAsync("Pause …"));
        await page.TickLabelAsync("Choose lab");
        await page.PressAsync("Pause …");
        await page.TypeAsync("pause-reason", "Servers move");
        await page.PressAsync("Pause");

        Assert.Equal("Servers move", (await PauseAsync("lab"))?.Reason);
        Assert.Null(await PauseAsync("corp"));
        // Both are chosen now, and the one that rests already rests on.
        await page.TickLabelAsync("Choose corp");
        await page.PressAsync("Pause …");
        await page.TypeAsync("pause-reason", "Freeze");
        await page.PressAsync("Pause");
        Assert.Equal("Freeze", (await PauseAsync("corp"))?.Reason);
        await page.PressAsync("Resume");
        Assert.Equal((null, null), (await PauseAsync("lab"), await PauseAsync("corp")));
    }

    [Fact]
    public async Task What_is_kept_held_is_the_plan_that_was_shown_and_not_the_next_one()
    {
        await using var page = await OpenPage.OfAsync<ConnectionPage>(rig.Two.Rig, Owner, "/connections/corp", ("Name", "corp"));
        await page.UntilAsync("A guard rail holds a plan until a person decides.");
        await page.PressAsync("Keep it held");
        Assert.Contains("It stays held.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Review the plan", await page.TextAsync(), StringComparison.Ordinal);

        await rig.Two.Rig.Tenant.MustAsync(3, Tests.Token, "sync", "--connection", "corp", "--yes");
        rig.Services.GetRequiredService<LiveRuns>().Tell();

        await page.UntilAsync("Review the plan");
        Assert.DoesNotContain("It stays held.", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_a_time_before_is_released_only_by_whoever_has_just_proved_who_they_are()
    {
        await Muster.Database.Audit.AppendAsync("muster", "database.restored", "database", [], Tests.Token);
        Assert.NotNull(await Muster.Database.Restorations.StandingAsync(Tests.Token));
        await using (var page = await OpenPage.OfAsync<RestoredNotice>(rig.Two.Rig, Owner, "/"))
        {
            Assert.False(await page.CanPressAsync("Let plans be applied again"));
            await page.TickLabelAsync("A plan was looked at");
            await page.LapseAsync();
            await page.PressAsync("Let plans be applied again");
            Assert.Contains("Confirm that it is you", await page.TextAsync(), StringComparison.Ordinal);
        }
        Assert.NotNull(await Muster.Database.Restorations.StandingAsync(Tests.Token));

        await using var again = await OpenPage.OfAsync<RestoredNotice>(rig.Two.Rig, Owner, "/");
        await again.TickLabelAsync("A plan was looked at");
        await again.PressAsync("Let plans be applied again");
        Assert.Null(await Muster.Database.Restorations.StandingAsync(Tests.Token));
    }

    private Task<StandingPause?> PauseAsync(string connection) =>
        StandingPause.FindAsync(Muster.Database.Settings, rig.Two.Of[connection].Connection, TimeProvider.System.GetUtcNow(), Tests.Token);
}
