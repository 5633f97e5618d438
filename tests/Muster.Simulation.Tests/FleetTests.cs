using Muster.Core.Scheduling;
using Muster.Testing.Fleet;

namespace Muster.Simulation.Tests;

/// <summary>The simulated installation of docs/scale.md: what it counts adds up, and it behaves as queues, schedules and budgets do.</summary>
public sealed class FleetTests
{
    private static readonly FleetCosts Nothing = new()
    {
        NodeSecondsOfRun = 0,
        NodeSecondsOfGroup = 0,
        NodeSecondsOfPlannedGroup = 0,
        NodeSecondsOfEntryInFull = 0,
        DatabaseSecondsOfRun = 0,
        DatabaseSecondsOfPlannedGroup = 0,
        DatabaseSecondsOfChange = 0,
        DatabaseSecondsOfEntryInFull = 0,
        DatabaseSecondsOfStatement = 0,
    };

    /// <summary>Small, and with more to do than there are workers for.</summary>
    private static readonly FleetOptions Crowded = new()
    {
        Workspaces = 300,
        UsersEach = 500,
        EveryMinutes = 1,
        HourlyShare = 0,
        Nodes = 1,
        WorkersOfNode = 2,
        Latency = TimeSpan.FromMilliseconds(700),
        Length = TimeSpan.FromMinutes(20),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_time_that_is_due_runs_once_or_is_counted_as_left_out(long seed)
    {
        var seen = Run(Crowded with { Seed = seed });

        Assert.True(seen.LeftOut > 0, "nothing was crowded");
        Assert.Equal(Crowded.Workspaces * (int)Crowded.Length.TotalMinutes, seen.Due);
        Assert.Equal(seen.Due, seen.EndedScheduled + seen.LeftOut + seen.Left);
        Assert.InRange(seen.Left, 0, Crowded.Workspaces);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Runs_never_wait_longer_with_more_nodes(long seed)
    {
        var waits = Enumerable.Range(1, 5).Select(nodes => Run(Crowded with { Seed = seed, Nodes = nodes }).Waits).ToList();

        Assert.True(waits[0].Mean > 1, "one node was enough");
        foreach (var (fewer, more) in waits.Zip(waits.Skip(1)))
        {
            Assert.True(more.Mean <= fewer.Mean, $"{more.Mean} > {fewer.Mean}");
            Assert.All(
                [0.5, 0.95, 0.99],
                part => Assert.True(more.At(part) <= fewer.At(part), $"{part}: {more.At(part)} > {fewer.At(part)}")
            );
        }
    }

    [Fact]
    public void A_thousand_tenants_with_one_schedule_begin_apart_when_it_is_spread_by_workspace_and_at_once_when_it_is_not()
    {
        var thousand = Crowded with { Workspaces = 1_000, EveryMinutes = 15, Length = TimeSpan.FromMinutes(30) };

        Assert.InRange(Run(thousand).MostDueInASecond, 1, 3);
        Assert.Equal(1_000, Run(thousand with { SpreadByWorkspace = false }).MostDueInASecond);
        // At a full hour they are spread over its first minute: seventeen a second, a little more as it falls.
        Assert.InRange(Run(thousand with { HourlyShare = 1, Start = Crowded.Start.AddMinutes(-1) }).MostDueInASecond, 17, 20);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(7, 1)]
    [InlineData(7, 2)]
    [InlineData(12, 3)]
    public void A_small_queue_runs_as_one_worked_out_by_hand(int workspaces, int workers)
    {
        // A run takes 20.1 s, so that in steps of a fifth of a second its worker is free for another 101 steps later.
        const int run = 101;
        var options = Crowded with
        {
            Workspaces = workspaces,
            FullShare = 0,
            ChangesOfUser = 0,
            WorkersOfNode = workers,
            Latency = TimeSpan.FromSeconds(20.1),
            Costs = Nothing,
        };

        var seen = Run(options);

        var steps = (int)(options.Length.TotalSeconds * 5);
        var dueAt = Enumerable
            .Range(0, workspaces)
            .SelectMany(number =>
                Enumerable
                    .Range(0, 20)
                    .Select(minute => (Step: 5 * ((minute * 60) + (int)ScheduleTimes.Spread(number + 1, 60).TotalSeconds), number))
            )
            .ToLookup(due => due.Step, due => due.number);
        var (queue, running, waits, leftOut, ended) = (
            new List<(int Number, int Since)>(),
            new List<(int Number, int Until)>(),
            new List<int>(),
            0,
            0
        );
        for (var step = 0; step < steps; step++)
        {
            ended += running.RemoveAll(one => one.Until == step);
            foreach (var number in dueAt[step])
                if (queue.Exists(one => one.Number == number) || running.Exists(one => one.Number == number))
                    leftOut++;
                else
                    queue.Add((number, step));
            for (; running.Count < workers && queue.Count > 0; queue.RemoveAt(0))
            {
                waits.Add(step - queue[0].Since);
                running.Add((queue[0].Number, step + run));
            }
        }
        // What ends within the last step was counted by the simulation at the end of that step.
        ended += running.Count(one => one.Until == steps);

        Assert.Equal((workspaces * 20, leftOut, ended), (seen.Due, seen.LeftOut, seen.Ended));
        Assert.Equal(waits.Count, seen.Waits.Count);
        Assert.Equal(waits.Sum() / 5.0, seen.Waits.Sum, precision: 6);
        Assert.Equal(waits.Max() / 5.0, seen.Waits.Most, precision: 6);
    }

    [Fact]
    public void A_tenant_that_answers_at_once_is_read_no_faster_than_its_budget_allows()
    {
        var seen = Run(ReadInFull with { Workspaces = 1, UsersEach = 1_000_000, Latency = TimeSpan.FromMilliseconds(1) });

        Assert.Equal(1, seen.ReadInFull);
        Assert.InRange(seen.MostOfTenantBudget, 0.8, 1);
        Assert.Equal(0, seen.Refused);
    }

    [Fact]
    public void All_tenants_together_are_never_granted_more_than_the_budget_of_their_application()
    {
        var crowd = ReadInFull with { Workspaces = 400, UsersEach = 60_000, Latency = TimeSpan.FromMilliseconds(20) };
        var shared = Run(crowd);
        var own = Run(crowd with { SharedApp = false });

        Assert.InRange(shared.MostOfAppBudget, 0.8, 1.8);
        Assert.True(shared.UnitsGranted <= 150_000 * (1 + (crowd.Length / TimeSpan.FromSeconds(20))), $"{shared.UnitsGranted}");
        Assert.True(own.WorkersBusy.Mean < shared.WorkersBusy.Mean, "nobody was slowed down");
        Assert.Equal((0, 0), (own.MostOfAppBudget, own.Refused));
    }

    [Fact]
    public void Changes_are_seen_after_half_an_interval_by_polling_and_within_seconds_when_the_directory_tells_of_them()
    {
        var seen = Run(
            Crowded with
            {
                EveryMinutes = 5,
                WorkersOfNode = 50,
                ChangesOfUser = 2,
                Start = Crowded.Start.AddHours(10),
                Length = TimeSpan.FromHours(1),
            }
        );

        Assert.True(seen.Polled.Count > 1_000 && seen.Notified.Count > 1_000, $"{seen.Polled.Count}, {seen.Notified.Count}");
        Assert.InRange(seen.Polled.At(0.5), 130, 170);
        Assert.InRange(seen.Notified.At(0.95), 2, 15);
    }

    [Fact]
    public void A_seed_gives_the_same_figures_always_and_another_seed_others()
    {
        var once = Run(Crowded);
        Assert.Equal((once.Ended, once.Waits.Sum, once.Changes), (Run(Crowded).Ended, Run(Crowded).Waits.Sum, Run(Crowded).Changes));
        Assert.NotEqual(once.Waits.Sum, Run(Crowded with { Seed = 9 }).Waits.Sum);
    }

    [Fact]
    public void Workspaces_are_as_unequal_as_is_asked_for_and_as_many_users_together()
    {
        var options = new FleetOptions { Workspaces = 5_000, Seed = 4 };
        var (unequal, equal) = (FleetSizes.Of(options).Order().ToList(), FleetSizes.Of(options with { Sigma = 0 }));

        Assert.All(equal, users => Assert.Equal(10_000, users));
        Assert.InRange(unequal.Sum(users => (long)users), 49_900_000, 50_100_000);
        Assert.InRange(unequal[2_500], 500, 1_500);
        Assert.True(unequal[^1] > 300_000, $"{unequal[^1]}");
    }

    [Fact]
    public void Quantiles_are_those_of_a_sorted_list_to_one_percent()
    {
        var quantiles = new Quantiles();
        var amounts = Enumerable.Range(1, 10_000).Select(number => number * 0.037 % 50 + 0.01).ToList();
        amounts.ForEach(quantiles.Add);
        amounts.Sort();

        Assert.All(
            [0.01, 0.5, 0.95, 0.99],
            part => Assert.Equal(1, quantiles.At(part) / amounts[(int)(part * 10_000) - 1], tolerance: 0.0101)
        );
        Assert.Equal((0.0, 0.0), (new Quantiles().At(0.5), new Quantiles().Mean));
    }

    /// <summary>The minutes around midnight, when the first run of each workspace reads in full.</summary>
    private static FleetOptions ReadInFull =>
        Crowded with
        {
            Sigma = 0,
            Zones = ["UTC"],
            WorkersOfNode = 400,
            Start = new(2026, 3, 2, 23, 59, 0, TimeSpan.Zero),
            Length = TimeSpan.FromMinutes(6),
            ChangesOfUser = 0.2,
            Costs = Nothing,
        };

    private static FleetFigures Run(FleetOptions options) => new FleetSimulation(options).Run();
}
