using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Inbox;
using Muster.Server.Connections;
using Muster.Server.Groups;
using Muster.Server.Home;
using Muster.Server.People;
using Muster.Server.Ui;
using Muster.Server.Watching;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A page that stays open goes on with what others do and with the time, without a press.</summary>
public sealed class FollowTests
{
    private const string Owner = "owner@example.com";

    [Fact]
    public void Minutes_are_told_one_by_one_by_one_timer_and_by_none_while_nobody_listens()
    {
        var clock = new TimedClock();
        var told = 0;
        using (var minutes = new Minutes(clock))
        {
            Assert.Equal(0, clock.Timers);
            minutes.Passed += () => Interlocked.Increment(ref told);
            minutes.Passed += () => Interlocked.Increment(ref told);
            Assert.Equal(1, clock.Timers);
            clock.Move(TimeSpan.FromSeconds(59));
            Assert.Equal(0, told);
            clock.Move(TimeSpan.FromSeconds(1));
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref told) == 2, TimeSpan.FromSeconds(30)), "nobody was told");
        }
        Assert.True(SpinWait.SpinUntil(() => clock.Timers == 0, TimeSpan.FromSeconds(30)), "it goes on when the page is gone");
    }

    [Fact]
    public async Task A_time_that_is_told_from_now_goes_on_while_the_page_is_open()
    {
        // A minute is half a second here.
        var clock = new HurriedClock(120);
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, clock: clock);
        await rig.AccountAsync("Owner", Tests.Token);
        await using var page = await OpenPage.OfAsync<Ago>(rig, Owner, "/", ("At", clock.GetUtcNow()));
        await page.UntilGoneAsync("a moment ago");
        Assert.Matches("[0-9]+ minutes? ago", await page.TextAsync());
    }

    [Fact]
    public async Task Lists_of_groups_and_people_follow_what_the_command_line_does()
    {
        await using var rig = await FilledAsync();
        await using var groups = await OpenPage.OfAsync<GroupsPage>(rig, Owner, "/groups");
        await using var people = await OpenPage.OfAsync<PeoplePage>(rig, Owner, "/people");
        using var watching = rig.Server.Services.GetRequiredService<WorkspaceWatch>().Begin();
        Assert.DoesNotContain("Chess", await groups.TextAsync(), StringComparison.Ordinal);

        await rig.Tenant.MustAsync(0, Tests.Token, "groups", "create", "Chess");
        await rig.Tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "zoe@example.com", "--name", "Zoe Late");

        await groups.UntilAsync("Chess");
        await people.UntilAsync("Zoe Late");
    }

    [Fact]
    public async Task A_run_that_a_guard_rail_holds_and_a_pause_by_somebody_else_show_on_home_where_it_is_open()
    {
        await using var rig = await FilledAsync();
        await using var home = await OpenPage.OfAsync<HomePage>(rig, Owner, "/");
        using var watching = rig.Server.Services.GetRequiredService<WorkspaceWatch>().Begin();
        Assert.Contains("Nothing. No plan is held", await home.TextAsync(), StringComparison.Ordinal);

        var plan = await HoldAsync(rig);
        await home.UntilAsync($"Plan {plan} is held");

        await rig.Tenant.MustAsync(0, Tests.Token, "schedule", "pause", "--reason", "Servers move");
        await home.UntilAsync("Everything is paused");
        await home.UntilAsync("Servers move");

        await rig.Tenant.MustAsync(0, Tests.Token, "schedule", "resume");
        await home.UntilGoneAsync("Everything is paused");
    }

    [Fact]
    public async Task The_same_shows_on_the_page_of_the_connection()
    {
        await using var rig = await FilledAsync();
        var address = $"/connections/{TestTenant.Connection}";
        await using var page = await OpenPage.OfAsync<ConnectionPage>(rig, Owner, address, ("Name", TestTenant.Connection));
        using var watching = rig.Server.Services.GetRequiredService<WorkspaceWatch>().Begin();
        Assert.DoesNotContain("held", await page.TextAsync(), StringComparison.OrdinalIgnoreCase);

        await HoldAsync(rig);
        await page.UntilAsync("Held");

        await rig.Tenant.MustAsync(0, Tests.Token, "schedule", "pause", "--reason", "Servers move");
        await page.UntilAsync("Servers move");

        await rig.Tenant.MustAsync(0, Tests.Token, "schedule", "resume");
        await page.UntilGoneAsync("Servers move");
    }

    /// <summary>Lets the command line begin a sync that a guard rail holds.</summary>
    /// <returns>Number of the plan.</returns>
    private static async Task<long> HoldAsync(ServerRig rig)
    {
        await rig.Tenant.NextAsync(Tests.Token);
        await rig.Tenant.MustAsync(3, Tests.Token, "sync", "--yes");
        return (await rig.Server.Muster.Database.Plans.ListAsync(new(null, null, null, 1), Tests.Token))[0].Id;
    }

    [Fact]
    public async Task Home_lists_eight_problems_and_says_how_many_more_there_are()
    {
        await using var rig = await FilledAsync();
        for (var group = 1; group <= 11; group++)
            await rig.Tenant.MustAsync(0, Tests.Token, "groups", "create", $"Nowhere {group}");
        await rig.Tenant.MustAsync(0, Tests.Token, "plan");
        await rig.Tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var open = await rig.Server.Muster.Database.Problems.CountAsync(
            new ProblemFilter(TimeProvider.System.GetUtcNow()) { State = ProblemState.Open },
            Tests.Token
        );
        Assert.InRange(open, 10, int.MaxValue);
        await using var home = await OpenPage.OfAsync<HomePage>(rig, Owner, "/");
        Assert.Contains($" {open - 8} more problems ", $" {await home.TextAsync()} ", StringComparison.Ordinal);
        Assert.Equal(8, Occurrences(await home.TextAsync(), ": Nowhere "));
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    /// <summary>A crew of ten that the directory loses with the next step of its story.</summary>
    private static Task<ServerRig> FilledAsync()
    {
        string[] crew = [.. Enumerable.Range(1, 10).Select(number => $"p{number}")];
        return ServerRig.FilledAsync(
            Tests.Token,
            new TenantStory().Users(crew).Group("crew", "crew").Member("crew", crew).Then().NoMember("crew", crew)
        );
    }
}
