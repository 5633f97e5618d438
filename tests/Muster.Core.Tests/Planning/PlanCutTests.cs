using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

public sealed class PlanCutTests
{
    private static readonly Gen<PlanCut> Cuts = Gen.Select(
            Gen.Bool,
            Gen.Int[1, 6].Array[0, 3],
            Gen.Int[1, 9].Array[0, 3],
            Gen.Int[1, 9].Array[0, 3],
            Gen.OneOf(Gen.Const(Array.Empty<int>()), Gen.Int[1, 9].Array[1, 3])
        )
        .Select(
            (additionsOnly, groups, users, newUsers, only) =>
                new PlanCut
                {
                    AdditionsOnly = additionsOnly,
                    WithoutGroups = KeySet.Of(groups),
                    WithoutUsers = KeySet.Of(users),
                    WithoutNewUsers = KeySet.Of(newUsers),
                    OnlyUsers = KeySet.Of(only),
                    OnlyDirectoryUsers = KeySet.Of(only),
                }
        );

    /// <summary>The model fails on a step that needs what is not there: a member who is no active user, a name that is taken, a key out of order.</summary>
    [Fact]
    public void What_is_left_of_any_plan_can_be_carried_out_and_is_part_of_it() =>
        Gen.Select(Worlds.Any, Cuts)
            .Sample(
                (story, cut) =>
                {
                    var world = Worlds.Build(story);
                    var plan = world.Plan();
                    var rest = cut.Of(plan, world.Request().Actual);
                    world.Platform.After(rest);
                    Assert.Empty(PlanDifference.Between(rest, plan).Gone);
                    Assert.DoesNotContain(rest.Memberships, change => cut.WithoutGroups.Contains(change.Group));
                    Assert.DoesNotContain(rest.Groups, step => cut.WithoutGroups.Contains(step.Group));
                    if (cut.IsAboutPeople && !ReferenceEquals(rest, plan))
                        Assert.Empty(rest.Groups);
                    if (cut.AdditionsOnly)
                        Assert.Equal(0, rest.Counts.MembersRemoved + rest.Counts.OwnersRemoved + rest.Counts.UsersSuspended);
                    Assert.Equal(rest.Counts.Total == plan.Counts.Total, ReferenceEquals(rest, plan));
                    Assert.True(ReferenceEquals(rest, plan) || !rest.CoversAll, "what was taken out is not settled");
                },
                iter: 500
            );

    [Fact]
    public void A_plan_about_one_person_has_all_that_is_about_them_and_nothing_else()
    {
        var world = new World { Rule = null }
            .Group("Crew", "ada", "grace")
            .Group("Ops", "grace")
            .Follow("Crew", "Ops")
            .Synced()
            .Leave("Crew", "ada")
            .Group("Ops", "ada", "linus")
            .Group("Crew", "linus")
            .Leave("Ops", "grace");
        PlanCut Only(string who) =>
            new()
            {
                OnlyUsers = KeySet.Of(
                    world.Request().PlatformUsers.Values.Where(user => user.DirectoryKey == world.Someone(who).Key).Select(user => user.Key)
                ),
                OnlyDirectoryUsers = KeySet.Of(world.Someone(who).Key),
            };
        var actual = world.Request().Actual;
        Assert.Equal(
            ["add ada to Ops", "remove ada from Crew: LeftInDirectory, Stated"],
            PlanInWords.Of(Only("ada").Of(world.Plan(), actual), world).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["add linus to Crew", "add linus to Ops", "create linus: LinkedGroup"],
            PlanInWords.Of(Only("linus").Of(world.Plan(), actual), world).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Nobody_is_made_a_user_for_a_group_that_is_left_alone()
    {
        var world = new World { Rule = null }
            .Group("Crew", "ada")
            .Group("Ops", "grace")
            .Follow("Crew", "Ops");
        var plan = world.Plan();
        var rest = new PlanCut { WithoutGroups = KeySet.Of(world.Platform.Named("Crew").Key) }.Of(plan, world.Request().Actual);
        Assert.Equal(["create grace: LinkedGroup", "add grace to Ops"], PlanInWords.Of(rest, world));
    }

    [Fact]
    public void A_group_does_not_take_the_name_of_one_that_keeps_it()
    {
        var world = new World().Group("A").Group("B").Follow("A", "B").Synced().Named("A", "B").Named("B", "C");
        Assert.Equal(["rename A to B", "rename B to C"], world.Sentences());
        var rest = new PlanCut { WithoutGroups = KeySet.Of(world.Platform.Named("B").Key) }.Of(world.Plan(), world.Request().Actual);
        Assert.True(rest.IsEmpty);
    }

    [Fact]
    public void A_link_ends_for_all_members_or_not_at_all()
    {
        var world = new World().Group("Crew", "ada", "grace").Follow("Crew").Synced().Named("Crew", "Team");
        world.Following(policies => policies with { OnRename = RenamePolicy.Unlink });
        Assert.Contains("unlink Crew", world.Sentences());
        var ada = KeySet.Of(world.Platform.UserFollowing(world.Someone("ada").Key));
        Assert.True(
            new PlanCut { WithoutUsers = ada }
                .Of(world.Plan(), world.Request().Actual)
                .IsEmpty
        );
        Assert.True(
            new PlanCut { AdditionsOnly = true }
                .Of(world.Plan(), world.Request().Actual)
                .IsEmpty
        );
    }

    [Fact]
    public void An_exception_stays_with_a_group_whose_link_does_not_end()
    {
        var world = new World().Group("Crew", "ada", "grace").Follow("Crew").Synced().Except("Crew", "ada", ExceptionKind.Exclude).Synced();
        world.Following(policies => policies with { OnRename = RenamePolicy.Unlink }).Named("Crew", "Team");
        Assert.Single(world.Plan().Exceptions);
        Assert.Empty(
            new PlanCut { AdditionsOnly = true }
                .Of(world.Plan(), world.Request().Actual)
                .Exceptions
        );
    }

    /// <summary>A history found it: the end of the link took the end of the exclusion along, so that it outlived its date.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_exclusion_ends_on_its_day_although_the_link_of_its_group_does_not_end(bool pruned)
    {
        var world = new World().Group("Crew", "ada", "grace").Follow("Crew").Synced();
        world.Except("Crew", "ada", ExceptionKind.Exclude, world.Now.AddDays(1)).Synced();
        world.Now = world.Now.AddDays(1);
        world.Following(policies => policies with { OnRename = RenamePolicy.Unlink, OnSourceDeleted = SourceDeletedPolicy.Prune });
        if (pruned)
            world.Presence("Crew", ObjectPresence.RemovedStated);
        else
            world.Named("Crew", "Team");
        var rest = new PlanCut { AdditionsOnly = true }.Of(world.Plan(), world.Request().Actual);
        Assert.Equal(["end exception 1: Date, ended on 2026-01-06 08:00 UTC"], PlanInWords.Of(rest, world));
    }

    [Fact]
    public void Nobody_leaves_a_group_for_a_sub_group_that_is_left_alone()
    {
        var world = new World().Group("Staff", "ada").Group("Sales", "grace").Nest("Staff", "Sales").Follow("Staff").Synced();
        world.Configured("Staff", settings => settings with { Nesting = NestingPolicy.Hierarchy }).Wait("Sales");
        Assert.Contains("remove grace from Staff: OutsideNesting, Stated", world.Sentences());
        var rest = new PlanCut { WithoutGroups = KeySet.Of(world.Platform.Named("Sales").Key) }.Of(world.Plan(), world.Request().Actual);
        Assert.True(rest.IsEmpty);
    }

    [Fact]
    public void Plans_that_do_the_same_do_not_differ_whatever_the_keys_of_new_users() =>
        Worlds.Any.Sample(
            story =>
            {
                var plan = Worlds.Build(story).Plan();
                var other = plan with
                {
                    Users =
                    [
                        .. plan.Users.Select(step =>
                            step is UserStep.Create(var key, var directoryKey, var id, var attributes, var reason)
                                ? new UserStep.Create(key + 1000, directoryKey, id, attributes, reason)
                                : step
                        ),
                    ],
                    Memberships = [.. plan.Memberships.Select(change => Moved(change, plan))],
                };
                Assert.True(PlanDifference.Between(plan, other).IsEmpty);
                Assert.True(PlanDifference.Between(other, plan).IsEmpty);
            },
            iter: 200
        );

    [Fact]
    public void Rows_about_people_may_go_and_nothing_may_come_INV_6()
    {
        World Crew() => new World().Group("Crew", "ada", "grace").Follow("Crew").Synced();
        var held = Crew().Leave("Crew", "ada").Leave("Crew", "grace").Plan();
        var back = Crew().Leave("Crew", "grace").Plan();
        var difference = PlanDifference.Between(held, back);
        Assert.True(difference.IsTolerable);
        Assert.IsType<PlanRow.Removed>(Assert.Single(difference.Gone));
        Assert.False(PlanDifference.Between(back, held).IsTolerable);
        // The same person leaves, but now only because of an absence: that is not what was approved.
        Assert.False(PlanDifference.Between(back, Crew().Leave("Crew", "grace", Evidence.Inferred).Plan()).IsTolerable);
        Assert.False(PlanDifference.Between(Crew().Named("Crew", "Team").Plan(), Crew().Plan()).IsTolerable);
    }

    [Fact]
    public void Exceptions_that_end_are_rows_of_a_difference_like_others()
    {
        World Crew() =>
            new World()
                .Group("Crew", "ada")
                .User("grace")
                .Follow("Crew")
                .Synced()
                .Except("Crew", "grace", ExceptionKind.Include, new DateTimeOffset(2026, 1, 9, 0, 0, 0, TimeSpan.Zero))
                .Synced();
        var before = Crew().Plan();
        var over = Crew().Change(world => world.Now = world.Now.AddDays(30)).Plan();
        var difference = PlanDifference.Between(before, over);
        Assert.Contains(difference.Fresh, row => row is PlanRow.OfException(ExceptionStep.End));
        Assert.False(difference.IsTolerable);
        Assert.True(PlanDifference.Between(over, over).IsEmpty);
        Assert.Empty(PlanSurplus.Of(over, over).Exceptions);
        var rest = over with { Exceptions = [] };
        Assert.Contains(
            "End exception 1 of user 2 in 'Crew'",
            Core.Incremental.MissedByChanges.Between(over, rest, Crew().Request().Actual, 7)!.Message,
            StringComparison.Ordinal
        );
    }

    private static MembershipChange Moved(MembershipChange change, SyncPlan plan)
    {
        var created = plan.Users.OfType<UserStep.Create>().Select(step => step.User).ToHashSet();
        return change with
        {
            Additions =
            [
                .. change.Additions.Select(addition =>
                    created.Contains(addition.User) ? addition with { User = addition.User + 1000 } : addition
                ),
            ],
        };
    }
}
