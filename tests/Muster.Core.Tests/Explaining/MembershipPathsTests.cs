using CsCheck;
using Muster.Core.DirectoryObjects;
using Muster.Core.Explaining;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Explaining;

public sealed class MembershipPathsTests
{
    [Fact]
    public void Every_path_is_told_shortest_first_then_by_name()
    {
        var world = new World().Group("Crew", "ada").Group("B", "ada").Group("A", "ada").Group("Deep", "ada");
        world.Nest("Crew", "B").Nest("Crew", "A").Nest("A", "Deep").Nest("B", "Deep");
        var (paths, more) = Find(world, "Crew", "ada");
        Assert.Equal(["Crew", "Crew > A", "Crew > B", "Crew > A > Deep", "Crew > B > Deep"], paths);
        Assert.False(more);
    }

    [Fact]
    public void Only_the_first_group_holding_the_person_itself_is_a_direct_path()
    {
        var world = new World().Group("Crew", "ada").Group("A", "ada").Nest("Crew", "A");
        var found = MembershipPaths.Find(world.Mirror(), world.Mirror().Group(1)!, 1);
        Assert.Equal([true, false], found.Paths.Select(path => path.Direct));
    }

    [Fact]
    public void A_removed_group_is_on_no_path() =>
        Assert.Empty(
            Find(
                new World().Group("Crew").Group("A", "ada").Nest("Crew", "A").Presence("A", ObjectPresence.RemovedInferred),
                "Crew",
                "ada"
            ).Paths
        );

    [Fact]
    public void The_search_ends_at_its_limit_and_says_so()
    {
        var world = new World().Group("Crew");
        foreach (var name in new[] { "A", "B", "C" })
            world.Group(name, "ada").Nest("Crew", name);
        var (atLimit, more) = Find(world, "Crew", "ada", limit: 3);
        Assert.Equal((3, false), (atLimit.Count, more));
        var (cut, moreThan) = Find(world, "Crew", "ada", limit: 2);
        Assert.Equal((2, true), (cut.Count, moreThan));
    }

    /// <summary>Eighteen groups, each nested in every other, and only the first holds the person: one path, found without walking all 18! ways round.</summary>
    [Fact]
    public void Tangled_nesting_that_leads_back_to_the_start_ends()
    {
        var world = new World().Group("g0", "ada");
        for (var i = 0; i < 18; i++)
        for (var j = 0; j < 18; j++)
            world.Nest($"g{i}", $"g{j}");
        var (paths, more) = Find(world, "g0", "ada");
        Assert.Equal(["g0"], paths);
        Assert.False(more);
    }

    [Fact]
    public void A_long_chain_is_one_path()
    {
        var world = new World().Group("g1500", "ada");
        for (var i = 0; i < 1500; i++)
            world.Nest($"g{i}", $"g{i + 1}");
        Assert.Equal(1501, Assert.Single(MembershipPaths.Find(world.Mirror(), world.Some("g0").Build(key => key), 1).Paths).Groups.Count);
    }

    [Fact]
    public void Random_nesting_gives_the_paths_of_a_naive_enumeration() =>
        Gen.Select(Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4]).Array[0, 14], Gen.Int[0, 4].Array[0, 3], Gen.Int[0, 9], Gen.Int[1, 30])
            .Sample(
                (nesting, holders, removed, limit) =>
                {
                    var world = new World().User("ada");
                    for (var i = 0; i < 5; i++)
                        world.Group($"g{i}");
                    foreach (var (parent, child) in nesting)
                        world.Nest($"g{parent}", $"g{child}");
                    foreach (var holder in holders)
                        world.Group($"g{holder}", "ada");
                    if (removed < 5)
                        world.Presence($"g{removed}", ObjectPresence.RemovedStated);
                    var expected = Naive(world, [1]).Select(path => string.Join(" > ", path.Select(key => $"g{key - 1}"))).ToHashSet();
                    var (paths, more) = Find(world, "g0", "ada", limit);
                    Assert.Equal(Math.Min(limit, expected.Count), paths.Count);
                    Assert.Equal(expected.Count > limit, more);
                    Assert.Distinct(paths);
                    Assert.Subset(expected, paths.ToHashSet());
                },
                iter: 4000
            );

    private static IEnumerable<int[]> Naive(World world, int[] path)
    {
        var last = world.Sources[path[^1] - 1];
        if (last.Presence != ObjectPresence.Present)
            return [];
        var further = last.Children.Except(path).SelectMany(child => Naive(world, [.. path, child]));
        return last.Members.Count > 0 ? further.Prepend(path) : further;
    }

    private static (IReadOnlyList<string> Paths, bool More) Find(World world, string word, string name, int limit = 100)
    {
        var mirror = world.Mirror();
        var found = MembershipPaths.Find(mirror, mirror.Group(world.Some(word).Key)!, world.Someone(name).Key, limit);
        return ([.. found.Paths.Select(path => string.Join(" > ", path.Groups.Select(group => group.Name)))], found.MoreExist);
    }
}
