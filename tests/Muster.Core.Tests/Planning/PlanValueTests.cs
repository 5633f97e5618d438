using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

public sealed class PlanValueTests
{
    [Fact]
    public void A_changed_copy_of_a_plan_has_its_own_hash_and_counts()
    {
        var plan = new World().Group("Crew", "ada").Wait("Crew").Plan();
        Assert.Equal((64, 3), (plan.Hash.Length, plan.Counts.Total));
        var rest = plan with { Memberships = [] };
        Assert.NotEqual(plan.Hash, rest.Hash);
        Assert.Equal(2, rest.Counts.Total);
    }

    /// <summary>Stored plans are looked up by their hash; a change of the canonical form must be a decision.</summary>
    [Fact]
    public void The_canonical_form_does_not_change_by_accident() =>
        Assert.StartsWith(
            "17f5a4699b79dbae",
            new World().Group("Crew", "ada").Own("Crew", "grace").Wait("Crew").Plan().Hash,
            StringComparison.Ordinal
        );

    /// <summary>A person approves a plan by its hash, so everything that is shown of a step counts.</summary>
    [Fact]
    public void Every_part_of_a_membership_change_counts_for_the_hash()
    {
        SyncPlan Plan(MembershipChange change) => new World().Plan() with { Memberships = [change] };
        var removal = new Removal(1, RemovalCause.LeftInDirectory, Evidence.Stated);
        var change = new MembershipChange(1, MembershipRelation.Member, MembershipOrigin.Directory, [new Addition(2, 3)], [removal]);
        MembershipChange[] others =
        [
            change with
            {
                Group = 2,
            },
            change with
            {
                Relation = MembershipRelation.Owner,
            },
            change with
            {
                Origin = MembershipOrigin.Local,
            },
            change with
            {
                Additions = [],
            },
            change with
            {
                Additions = [new Addition(4, 3)],
            },
            change with
            {
                Additions = [new Addition(2, 4)],
            },
            change with
            {
                Removals = [],
            },
            change with
            {
                Removals = [removal with { User = 5 }],
            },
            change with
            {
                Removals = [removal with { Cause = RemovalCause.OutsideImportRule }],
            },
            change with
            {
                Removals = [removal with { Evidence = Evidence.Inferred }],
            },
        ];
        Assert.Distinct(others.Prepend(change).Select(it => Plan(it).Hash));
    }

    [Fact]
    public void Plans_that_would_keep_different_import_rules_have_different_hashes()
    {
        var one = new ObjectId(new Guid(1, 0, 0, new byte[8]));
        var condition = UserConditionParser.ParseStored("department = \"IT\"");
        ImportRule?[] rules =
        [
            null,
            new ImportRule.Everyone(),
            new ImportRule.MembersOf([one]),
            new ImportRule.MembersOf([]),
            new ImportRule.MembersOf([one], condition),
            new ImportRule.HandPicked([one]),
            new ImportRule.Where(condition),
        ];
        var plan = new World().Group("Crew", "ada").Plan();
        Assert.Distinct(rules.Select(rule => (plan with { NewImportRule = rule }).Hash));
    }

    [Fact]
    public void Groups_made_from_the_directory_are_pinned_at_once_and_get_keys_in_order()
    {
        var world = new World().Group("Crew", "ada").Follow("Crew").Synced().Group("Ops");
        var source = world.Some("Ops").Build(key => key);
        var request = world.Request();
        var plan = GroupPlans.Create(
            world.Plan().Basis,
            request.Actual,
            [new NewGroup("Ops", "Runs it", source), new NewGroup("Later", null, null)]
        );
        Assert.Equal(["create group Ops", "link Ops to Ops: Listed", "create group Later"], PlanInWords.Of(plan, world));
        world.Apply(plan);
        Assert.Equal(("Runs it", LinkState.Linked), (world.Platform.Named("Ops").Settings.Purpose, world.Platform.Named("Ops").Link));
        Assert.Equal(LinkState.Unmatched, world.Platform.Named("Later").Link);
    }

    [Fact]
    public void A_group_that_is_unlinked_keeps_everybody_by_a_local_decision()
    {
        var world = new World().Group("Crew", "ada").Own("Crew", "grace").Follow("Crew").Synced().Local("Crew", "ada");
        var before = world.Platform.Named("Crew");
        world.Apply(GroupPlans.Unlink(world.Plan().Basis, world.Request().Actual, before));
        var after = world.Platform.Named("Crew");
        Assert.Equal((LinkState.Local, null), (after.Link, after.DirectoryKey));
        Assert.Equal((before.Members, before.Owners), (after.LocalMembers, after.LocalOwners));
        Assert.True(after.Members.IsEmpty && after.Owners.IsEmpty);
        Assert.Empty(world.Sentences());
    }

    [Fact]
    public void A_group_that_is_retired_ends_all_its_memberships()
    {
        var world = new World().Group("Crew", "ada").Own("Crew", "grace").Follow("Crew").Synced().Local("Crew", "ada");
        var crew = world.Platform.Named("Crew");
        Assert.Equal(
            [
                "retire Crew",
                "remove ada from Crew: LinkChanged, Stated",
                "remove grace from owners of Crew: LinkChanged, Stated",
                "remove ada from local Crew: LinkChanged, Stated",
            ],
            PlanInWords.Of(GroupPlans.Retire(world.Plan().Basis, world.Request().Actual, crew), world)
        );
    }
}
