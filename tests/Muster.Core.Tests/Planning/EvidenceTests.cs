using CsCheck;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

/// <summary>A loss is stated only when what the directory stated explains it, and nothing inferred would have been enough.</summary>
public sealed class EvidenceTests
{
    [Theory]
    [InlineData(Evidence.Stated)]
    [InlineData(Evidence.Inferred)]
    public void A_departed_member_carries_the_evidence_of_the_edge(Evidence evidence) =>
        Assert.Equal(Lost(evidence), Diamond().Leave("Left", "ada", evidence).Leave("Right", "ada", evidence).Sentences());

    [Theory]
    [InlineData(Evidence.Stated)]
    [InlineData(Evidence.Inferred)]
    public void A_departed_nesting_carries_the_evidence_of_the_edge(Evidence evidence) =>
        Assert.Equal(Lost(evidence), Diamond().Unnest("Crew", "Left", evidence).Unnest("Crew", "Right", evidence).Sentences());

    [Fact]
    public void One_path_lost_by_a_tombstone_and_one_by_absence_is_inferred() =>
        Assert.Equal(Lost(Evidence.Inferred), Diamond().Leave("Left", "ada").Leave("Right", "ada", Evidence.Inferred).Sentences());

    [Fact]
    public void A_path_that_broke_in_both_ways_is_stated_since_the_tombstone_alone_breaks_it() =>
        Assert.Equal(
            Lost(Evidence.Stated),
            Diamond().Unnest("Crew", "Right").Unnest("Crew", "Left").Leave("Left", "ada", Evidence.Inferred).Sentences()
        );

    [Fact]
    public void An_edge_that_went_twice_in_different_ways_is_inferred() =>
        Assert.Equal(
            Lost(Evidence.Inferred),
            Diamond().Unnest("Crew", "Right").Leave("Left", "ada").Group("Left", "ada").Leave("Left", "ada", Evidence.Inferred).Sentences()
        );

    [Fact]
    public void A_path_left_over_means_no_loss_at_all() => Assert.Empty(Diamond().Leave("Left", "ada").Sentences());

    [Theory]
    [InlineData(ObjectPresence.RemovedStated, Evidence.Stated)]
    [InlineData(ObjectPresence.RemovedInferred, Evidence.Inferred)]
    public void A_deleted_nested_group_takes_its_members_along_with_its_evidence(ObjectPresence presence, Evidence evidence) =>
        Assert.Equal(Lost(evidence), Diamond().Unnest("Crew", "Right").Presence("Left", presence).Sentences());

    [Fact]
    public void A_nested_group_deleted_and_restored_brings_its_members_back()
    {
        var world = Diamond().Unnest("Crew", "Right").Presence("Left", ObjectPresence.RemovedStated).Synced();
        Assert.Equal(["add ada to Crew via Left"], world.Presence("Left", ObjectPresence.Present).Sentences());
    }

    [Fact]
    public void A_nested_group_deleted_and_restored_between_two_plans_changes_nothing() =>
        Assert.Empty(
            Diamond()
                .Presence("Left", ObjectPresence.RemovedStated)
                .Presence("Left", ObjectPresence.Present)
                .Unnest("Crew", "Right")
                .Sentences()
        );

    [Fact]
    public void A_loss_that_nothing_explains_is_inferred()
    {
        var world = Diamond();
        world.Some("Left").Members.Clear();
        world.Some("Right").Members.Clear();
        Assert.Equal(Lost(Evidence.Inferred), world.Sentences());
    }

    [Theory]
    [InlineData(Evidence.Stated)]
    [InlineData(Evidence.Inferred)]
    public void A_departed_owner_carries_the_evidence_of_the_edge(Evidence evidence) =>
        Assert.Equal(
            [$"remove ada from owners of Crew: LeftInDirectory, {evidence}"],
            Diamond().Own("Crew", "ada").Synced().Disown("Crew", "ada", evidence).Sentences()
        );

    [Fact]
    public void An_owner_who_went_twice_in_different_ways_is_inferred() =>
        Assert.Equal(
            ["remove ada from owners of Crew: LeftInDirectory, Inferred"],
            Diamond()
                .Own("Crew", "ada")
                .Synced()
                .Disown("Crew", "ada")
                .Own("Crew", "ada")
                .Disown("Crew", "ada", Evidence.Inferred)
                .Sentences()
        );

    /// <summary>Against a naive definition: walk every chain of edges, old ones too, and look whether a chain survives when only the inferred ones went.</summary>
    [Fact]
    public void Random_departures_have_the_evidence_of_the_definition() =>
        Worlds.ReadWhole.Sample(
            story =>
            {
                var world = Worlds.Build(story);
                var plan = world.Plan();
                var after = world.Platform.After(plan).Groups.Values;
                var oracle = new Oracle(world, after.Where(group => !world.Platform.Groups.ContainsKey(group.Key)));
                foreach (
                    var change in plan.Memberships.Where(change =>
                        change is { Origin: MembershipOrigin.Directory, Relation: MembershipRelation.Member }
                    )
                )
                foreach (var removal in change.Removals.Where(removal => removal.Cause == RemovalCause.LeftInDirectory))
                {
                    var root = oracle.Followed[change.Group].Key;
                    bool Enters(int child) => oracle.Enters(change.Group, child);
                    var person = world.Platform.Users[removal.User].DirectoryKey;
                    var hadAny = Reaches(world, root, person, inferred: true, stated: true, Enters, []);
                    var keptByInferred = Reaches(world, root, person, inferred: true, stated: false, Enters, []);
                    Assert.Equal(hadAny && !keptByInferred ? Evidence.Stated : Evidence.Inferred, removal.Evidence);
                }
            },
            iter: 3000
        );

    private static bool Reaches(World world, int key, int person, bool inferred, bool stated, Func<int, bool> enters, HashSet<int> onTheWay)
    {
        var group = world.Sources[key - 1];
        var there = group.Presence switch
        {
            ObjectPresence.Present => true,
            ObjectPresence.RemovedInferred => inferred,
            ObjectPresence.RemovedStated => stated,
            _ => false,
        };
        if (!there || onTheWay.Contains(key))
            return false;
        if (
            group.Members.Contains(person)
            || (inferred && group.Inferred.Members.Contains(person))
            || (stated && group.Stated.Members.Contains(person))
        )
            return true;
        HashSet<int> children = [.. group.Children, .. inferred ? group.Inferred.Children : [], .. stated ? group.Stated.Children : []];
        return children.Where(enters).Any(child => Reaches(world, child, person, inferred, stated, enters, [.. onTheWay, key]));
    }

    private static string[] Lost(Evidence evidence) => [$"remove ada from Crew: LeftInDirectory, {evidence}"];

    private static World Diamond() =>
        new World()
            .Group("Crew")
            .Group("Left", "ada")
            .Group("Right", "ada")
            .Nest("Crew", "Left")
            .Nest("Crew", "Right")
            .Follow("Crew")
            .Synced();
}
