using Muster.Testing.Notified;
using static Muster.Notification.Tests.Reading.Company;
using static Muster.Notification.Tests.Reading.NotifiedReadTests;

namespace Muster.Notification.Tests.Reading;

/// <summary>Item 9 of the ten, as far as two servers on one SQLite database show it.</summary>
public sealed class TwoNodesTests
{
    [Fact]
    public async Task T09_a_full_and_a_notified_run_that_start_together_write_one_after_the_other_and_both_come_to_an_end()
    {
        var changes = Enumerable
            .Range(1, 25)
            .Select(n => (IEnumerable<GraphEmulator.Histories.DirectoryOperation>)[Renamed(1 + n % 5, $"Name {n}")]);
        await using var rig = await NotifiedRig.StartAsync(History([People(5), .. changes]), Tests.Token);
        await rig.NextAsync(Tests.Token);
        var notified = await SubscribedAsync(rig);
        var other = await rig.NodeAsync(Tests.Token);
        while (await rig.NextAsync(Tests.Token))
        {
            notified.Waker.Hint(rig.Connection.Key);
            await RunAsync(rig, other, full: true);
        }
        await SettledAsync(rig, notified);
        await IsTruthAsync(rig, notified);

        var runs = (await notified.Database.Runs.ListAsync(null, 1000, Tests.Token)).OrderBy(run => run.Id).ToList();
        Assert.True(runs.Count(run => run.Actor == "poll") >= 25);
        Assert.All(runs, run => Assert.NotNull(run.EndedAt));
        foreach (var (run, next) in runs.Zip(runs.Skip(1)))
            Assert.True(run.EndedAt <= next.StartedAt, $"run {run.Id} ended {run.EndedAt:O}, run {next.Id} began {next.StartedAt:O}");
        Assert.Equal(0, (await rig.RunAsync(Tests.Token, "audit", "verify")).Code);
    }

    [Fact]
    public async Task T09_two_keepers_that_act_at_the_same_instant_leave_two_subscriptions()
    {
        await using var rig = await NotifiedRig.StartAsync(History(People(1)), Tests.Token);
        var first = await rig.NodeAsync(Tests.Token);
        var second = await rig.NodeAsync(Tests.Token);
        for (var round = 0; round < 8; round++)
        {
            await Task.WhenAll(first.Keeper.RoundAsync(Tests.Token), second.Keeper.RoundAsync(Tests.Token));
            rig.Clock.Move(TimeSpan.FromDays(round % 2 == 0 ? 45 : 2));
        }
        await first.Keeper.RoundAsync(Tests.Token);
        rig.Clock.Move(TimeSpan.FromHours(25));
        await first.Keeper.RoundAsync(Tests.Token);
        var there = await rig.SubscriptionsAsync(Tests.Token);
        var kept = await first.Database.Subscriptions.ListAsync(rig.Connection.Key, Tests.Token);
        Assert.Equal(2, there.Count);
        Assert.Equal(kept.Select(row => row.Id!.Value).Order(), there.Select(one => one.Id).Order());
    }
}
