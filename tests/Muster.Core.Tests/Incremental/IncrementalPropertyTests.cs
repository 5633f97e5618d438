using CsCheck;
using Muster.Core.DirectoryObjects;
using Muster.Core.Incremental;
using Muster.Core.Planning;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Incremental;

/// <summary>Two ways to the same plan: from everything, and from what changed.</summary>
public sealed class IncrementalPropertyTests
{
    private const int Samples = 1500;

    /// <summary>INV-2, INV-8, INV-10: the plan made from changes is the full plan, whatever happens between two syncs, reads that did not end included.</summary>
    [Fact]
    public void A_plan_made_from_what_changed_is_the_full_plan_INV_8() =>
        Gen.Select(Worlds.Following, Worlds.Rounds)
            .Sample(
                (story, rounds) =>
                {
                    var world = Worlds.Build(story);
                    var keptBack = world.Plan().LeavesADifference;
                    world.Synced();
                    foreach (var round in rounds)
                    {
                        var policies = world.Policies;
                        foreach (var happened in round)
                            Worlds.Happen(world, happened);
                        var full = world.Plan();
                        // Under new policies a plan is full, and the next one builds on it.
                        if (!keptBack && world.Policies == policies)
                            AssertEqual(world, full, Incremental(world));
                        keptBack = full.LeavesADifference;
                        world.Apply(full).Settled();
                    }
                },
                iter: Samples
            );

    [Fact]
    public void When_nothing_changed_nobody_is_looked_at() =>
        Worlds.Following.Sample(
            story =>
            {
                var world = Worlds.Build(story).Synced();
                var request = world.Request();
                var excepted = request.Actual.Exceptions.Select(exception => exception.User).ToHashSet();
                var planner = IncrementalPlanner.For(request, world.Since.Changes(world));
                Assert.DoesNotContain(planner.Affected.AsList, key => !excepted.Contains(request.Actual.UserOf(key)));
            },
            iter: Samples / 4
        );

    /// <summary>Whom a plan leaves out cannot matter: with more people named as changed it stays the same.</summary>
    [Fact]
    public void Naming_people_who_did_not_change_does_not_change_the_plan() =>
        Gen.Select(Worlds.Following, Worlds.Rounds, Gen.Int[1, 7].Array[0, 7])
            .Sample(
                (story, rounds, more) =>
                {
                    var world = Worlds.Build(story);
                    var keptBack = world.Plan().LeavesADifference;
                    world.Synced();
                    var policies = world.Policies;
                    foreach (var happened in rounds[0])
                        Worlds.Happen(world, happened);
                    var request = world.Request();
                    var changes = world.Since.Changes(world);
                    changes = changes with { Users = changes.Users.Union(KeySet.Of(more.Where(key => key <= world.People.Count))) };
                    if (!keptBack && world.Policies == policies)
                        Assert.Equal(
                            world.Plan().Hash,
                            IncrementalPlanner.For(request, changes).Plan(request.Users, request.PlatformUsers).Hash
                        );
                },
                iter: Samples / 4
            );

    private static SyncPlan Incremental(World world)
    {
        var request = world.Request();
        var planner = IncrementalPlanner.For(request, world.Since.Changes(world));
        var wanted = planner.UsersToLoad;
        return planner.Plan(request.Users.Where(user => wanted.Contains(user.Key)), request.PlatformUsers);
    }

    private static void AssertEqual(World world, SyncPlan full, SyncPlan incremental)
    {
        Assert.Equal(PlanInWords.Of(full, world), PlanInWords.Of(incremental, world));
        Assert.Equal(full.Hash, incremental.Hash);
        Assert.Equal(Words(full), Words(incremental));
        Assert.Equal(full.RemovalsKeptBack, incremental.RemovalsKeptBack);
    }

    private static IEnumerable<string> Words(SyncPlan plan) => plan.Problems.Select(problem => $"{problem.Code} {problem.Message}");
}
