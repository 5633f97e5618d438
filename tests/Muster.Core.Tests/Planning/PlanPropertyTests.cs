using CsCheck;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

public sealed class PlanPropertyTests
{
    private const int Samples = 3000;

    [Fact]
    public void A_plan_applied_makes_the_platform_what_the_directory_says() =>
        Worlds.Any.Sample(
            story =>
            {
                var world = Worlds.Build(story);
                var after = world.Platform.After(world.Plan());
                var oracle = new Oracle(world, after.Groups.Values.Where(group => !world.Platform.Groups.ContainsKey(group.Key)));
                string Name(int user) => world.NameOf(after.Users[user]);
                Assert.Equal(oracle.Active(), after.Users.Values.Where(user => user.Active).Select(user => Name(user.Key)).ToHashSet());
                AssertCreations(world, after);
                foreach (var group in world.Platform.Groups.Values)
                {
                    Assert.Equal(oracle.IsPruned(group), !after.Groups.ContainsKey(group.Key));
                    if (oracle.IsPruned(group))
                        continue;
                    var now = after.Groups[group.Key];
                    Assert.Equal(oracle.SubGroups(group), now.SubGroups.AsList.ToHashSet());
                    foreach (var relation in Enum.GetValues<MembershipRelation>())
                    {
                        Assert.Equal(oracle.Memberships(group, relation), now.Of(relation).AsList.Select(Name).ToHashSet());
                        var local = relation == MembershipRelation.Owner ? now.LocalOwners : now.LocalMembers;
                        Assert.Equal(oracle.Local(group, relation), local.AsList.Select(Name).ToHashSet());
                        Assert.Equal(
                            oracle.Excepted(group, relation),
                            now.Of(relation, MembershipOrigin.Exception).AsList.Select(Name).ToHashSet()
                        );
                    }
                    AssertLink(oracle, group, after.Groups[group.Key]);
                }
                Assert.Equal(oracle.Exceptions(), after.Exceptions.Select(exception => exception.Id).ToHashSet());
            },
            iter: Samples
        );

    [Fact]
    public void Once_applied_a_plan_leaves_nothing_to_do() =>
        Worlds.Any.Sample(
            story =>
            {
                var world = Worlds.Build(story);
                world.Apply(world.Plan());
                Assert.Empty(world.Sentences());
            },
            iter: Samples
        );

    [Fact]
    public void The_order_of_the_input_does_not_change_the_plan() =>
        Gen.Select(Worlds.Any, Gen.Shuffle(Enumerable.Range(0, 20).ToArray()))
            .Sample(
                (story, order) =>
                {
                    var world = Worlds.Build(story);
                    var plan = world.Plan();
                    var shuffled = SyncPlanner.Plan(world.Request(key => order[key]));
                    Assert.Equal(plan.Hash, shuffled.Hash);
                    Assert.Equal(PlanInWords.Of(plan, world), PlanInWords.Of(shuffled, world));
                    Assert.Equal(plan.Problems.Select(problem => problem.Message), shuffled.Problems.Select(problem => problem.Message));
                },
                iter: Samples / 2
            );

    [Fact]
    public void Different_plans_have_different_hashes() =>
        Gen.Select(Worlds.Any, Worlds.Any)
            .Sample(
                (left, right) =>
                {
                    var (one, other) = (Worlds.Build(left).Plan(), Worlds.Build(right).Plan());
                    Assert.Equal(Text(one) == Text(other), one.Hash == other.Hash);
                },
                iter: Samples / 3
            );

    [Fact]
    public void Steps_stand_in_canonical_order() =>
        Worlds.Any.Sample(
            story =>
            {
                var plan = Worlds.Build(story).Plan();
                Assert.Equal(plan.Groups.OrderBy(step => step.Group), plan.Groups);
                Assert.Equal(plan.Users.OrderBy(step => step.User), plan.Users);
                Assert.Equal(
                    plan.Memberships.OrderBy(change => change.Group).ThenBy(change => change.Relation).ThenBy(change => change.Origin),
                    plan.Memberships
                );
                foreach (var change in plan.Memberships)
                {
                    Assert.Equal(change.Additions.OrderBy(addition => addition.User), change.Additions);
                    Assert.Equal(change.Removals.OrderBy(removal => removal.User), change.Removals);
                }
            },
            iter: Samples / 3
        );

    [Fact]
    public void Counts_equal_the_listed_steps() =>
        Worlds.Any.Sample(
            story =>
            {
                var world = Worlds.Build(story);
                var plan = world.Plan();
                var lines = PlanInWords.Of(plan, world);
                var counts = plan.Counts;
                int Starting(string word, bool owners = false) =>
                    lines.Count(line =>
                        line.StartsWith(word, StringComparison.Ordinal) && line.Contains("owners of", StringComparison.Ordinal) == owners
                    );
                Assert.Equal(lines.Count, counts.Total);
                Assert.Equal(counts.Total == 0, plan.IsEmpty);
                Assert.Equal(
                    [
                        Starting("create group"),
                        Starting("create ") - Starting("create group"),
                        Starting("update"),
                        Starting("suspend"),
                        Starting("reactivate"),
                        Starting("link"),
                        Starting("rename"),
                        lines.Count(line =>
                            line.Contains(" becomes ", StringComparison.Ordinal)
                            || line.StartsWith("nest ", StringComparison.Ordinal)
                            || line.StartsWith("unnest ", StringComparison.Ordinal)
                            || line.StartsWith("unlink ", StringComparison.Ordinal)
                            || line.StartsWith("retire ", StringComparison.Ordinal)
                        ),
                        Starting("add"),
                        Starting("remove"),
                        Starting("add", owners: true),
                        Starting("remove", owners: true),
                        Starting("end exception"),
                    ],
                    new[]
                    {
                        counts.GroupsCreated,
                        counts.UsersCreated,
                        counts.UsersUpdated,
                        counts.UsersSuspended,
                        counts.UsersReactivated,
                        counts.GroupsLinked,
                        counts.GroupsRenamed,
                        counts.GroupsChanged,
                        counts.MembersAdded,
                        counts.MembersRemoved,
                        counts.OwnersAdded,
                        counts.OwnersRemoved,
                        counts.ExceptionsEnded,
                    }
                );
            },
            iter: Samples / 3
        );

    /// <summary>INV-2: what a removal rests on was read to its end.</summary>
    [Fact]
    public void Nothing_is_taken_away_on_the_strength_of_an_unfinished_read() =>
        Worlds.Any.Sample(
            story =>
            {
                var world = Worlds.Build(story);
                var plan = world.Plan();
                var read = plan.Basis.Read;
                var groups = world.Request().Actual.Groups.ToDictionary(group => group.Key);
                // Where a link ends, the directory's members become local ones in the same plan: whoever is in afterwards loses nothing.
                var removals = plan
                    .Memberships.Where(change => change.Origin == MembershipOrigin.Directory)
                    .SelectMany(change =>
                        change.Removals.Where(removal => !IsInAfter(plan, groups[change.Group], change.Relation, removal.User))
                    )
                    .Where(removal => removal.Cause != RemovalCause.Excluded)
                    .ToList();
                if (!read.Users.Complete)
                    Assert.True(removals.Count == 0 && !plan.Users.Any(step => step is UserStep.Suspend));
                if (!read.Groups.Complete)
                    Assert.All(
                        removals,
                        removal => Assert.True(removal.Cause is RemovalCause.AccountDisabled or RemovalCause.AccountDeleted)
                    );
            },
            iter: Samples / 3
        );

    private static bool IsInAfter(SyncPlan plan, PlatformGroup group, MembershipRelation relation, int user)
    {
        var changes = plan.Memberships.Where(change => (change.Group, change.Relation) == (group.Key, relation)).ToList();
        return Enum.GetValues<MembershipOrigin>()
            .Any(origin =>
                changes.Exists(change => change.Origin == origin && change.Additions.Any(added => added.User == user))
                || (
                    group.Of(relation, origin).Contains(user)
                    && !changes.Exists(change => change.Origin == origin && change.Removals.Any(removed => removed.User == user))
                )
            );
    }

    /// <summary>INV-11: whatever happens, by the directory, by rules, by exceptions or by time.</summary>
    [Fact]
    public void A_protected_person_is_never_removed_or_suspended_INV_11() =>
        Worlds.Any.Sample(
            story =>
            {
                var world = Worlds.Build(story);
                var plan = world.Plan();
                var kept = world.Request().ProtectedUsers;
                Assert.DoesNotContain(plan.Users, step => step is UserStep.Suspend && kept.ContainsKey(step.User));
                var after = world.Platform.After(plan);
                foreach (var before in world.Platform.Groups.Values)
                foreach (var relation in Enum.GetValues<MembershipRelation>())
                    Assert.Empty(
                        Everybody(before, relation)
                            .Where(kept.ContainsKey)
                            .Except(after.Groups.TryGetValue(before.Key, out var now) ? Everybody(now, relation) : [])
                    );
            },
            iter: Samples
        );

    private static IEnumerable<int> Everybody(PlatformGroup group, MembershipRelation relation) =>
        Enum.GetValues<MembershipOrigin>().SelectMany(origin => group.Of(relation, origin).AsList);

    private static string Text(SyncPlan plan) =>
        string.Join(
            '\n',
            [
                .. plan.Groups.Select(step => step.ToString()),
                .. plan.Users.Select(step => step.ToString()),
                .. plan.Exceptions.Select(step => step.ToString()),
                .. plan.Memberships.Select(change =>
                    $"{change.Group} {change.Relation} {change.Origin} {string.Join(',', change.Additions)} {string.Join(',', change.Removals)}"
                ),
            ]
        );

    /// <summary>By rule a group is created for every directory group that fits, unless its name or its past stand in the way.</summary>
    private static void AssertCreations(World world, PlatformModel after)
    {
        var patterns = NamePattern.ParseAll(world.Policies.CreateGroupsLike);
        var created = after.Groups.Values.Where(group => !world.Platform.Groups.ContainsKey(group.Key)).ToList();
        var present = world.Sources.Where(source => source.Presence == ObjectPresence.Present).ToList();
        foreach (var source in present)
        {
            var isNew = created.Any(group => group.DirectoryKey == source.Key && group.Name == source.Name);
            var mayBe =
                world.GroupsRead
                && !string.IsNullOrWhiteSpace(source.Name)
                && patterns.Any(pattern => pattern.Fits(source.Name))
                && present.Count(other => other.Name == source.Name) == 1
                && !world.Platform.EverFollowed.Contains(source.Key)
                && after.Groups.Values.All(group => group.Name != source.Name || created.Contains(group));
            Assert.Equal(mayBe, isNew);
        }
        Assert.True(created.Count <= present.Count);
    }

    private static void AssertLink(Oracle oracle, PlatformGroup before, PlatformGroup after)
    {
        if (oracle.Followed.TryGetValue(before.Key, out var source))
            Assert.Equal((LinkState.Linked, source.Key), (after.Link, after.DirectoryKey));
        else if (oracle.IsUnlinked(before))
            Assert.Equal((LinkState.Local, null), (after.Link, after.DirectoryKey));
        else
        {
            Assert.Equal(before.DirectoryKey, after.DirectoryKey);
            Assert.True(after.Link is not LinkState.Linked || before.Link == LinkState.Linked);
        }
        Assert.True(after.Name == before.Name || after.Name == source?.Name);
    }
}
