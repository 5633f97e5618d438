using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

public sealed class ImportRuleTests
{
    [Fact]
    public void Members_and_owners_of_a_linked_group_are_imported_with_it() =>
        Assert.Equal(
            ["create ada: LinkedGroup", "create grace: LinkedGroup", "add ada to Crew", "add grace to owners of Crew"],
            NoRule().Group("Crew", "ada").Own("Crew", "grace").User("joan").Follow("Crew").Sentences()
        );

    [Fact]
    public void Without_that_setting_members_outside_the_rule_stay_out() =>
        Assert.Empty(NoRule().Group("Crew", "ada").Follow("Crew").Change(world => world.AutoImport = false).Sentences());

    [Fact]
    public void Disabled_people_are_not_imported() =>
        Assert.Empty(new World().State("ada", DirectoryUserState.Disabled).State("grace", DirectoryUserState.Unseen).Sentences());

    [Fact]
    public void Who_leaves_the_import_group_is_suspended_and_leaves_the_linked_groups() =>
        Assert.Equal(
            ["suspend ada: OutsideImportRule, Stated", "remove ada from Crew: OutsideImportRule, Stated"],
            Staff().Leave("Staff", "ada").Sentences()
        );

    [Fact]
    public void A_loss_by_the_rule_is_only_inferred_when_the_import_group_merely_lacks_the_person() =>
        Assert.Equal(
            ["suspend ada: OutsideImportRule, Inferred", "remove ada from Crew: OutsideImportRule, Inferred"],
            Staff().Leave("Staff", "ada", Evidence.Inferred).Sentences()
        );

    [Fact]
    public void Nobody_leaves_by_the_rule_while_its_group_is_read_in_part() =>
        Assert.Empty(Staff().Leave("Staff", "ada").PartlyRead("Staff").Sentences());

    [Fact]
    public void Nobody_leaves_by_the_rule_while_a_group_nested_in_its_group_is_unseen() =>
        Assert.Empty(Staff().Leave("Staff", "ada").Group("New").Nest("Staff", "New").Presence("New", ObjectPresence.Unseen).Sentences());

    [Fact]
    public void Nobody_leaves_by_the_rule_when_its_group_is_gone()
    {
        var world = Staff().Presence("Staff", ObjectPresence.RemovedStated);
        Assert.Empty(world.Sentences());
        Assert.Contains(world.Plan().Problems, problem => problem.Code == "importGroupMissing");
        Assert.Equal(3, world.Plan().RemovalsKeptBack);
    }

    [Fact]
    public void A_person_whose_own_facts_are_not_read_yet_does_not_leave_by_the_rule() =>
        Assert.Empty(Staff().State("ada", DirectoryUserState.Unseen).Sentences());

    [Fact]
    public void A_changed_condition_value_suspends_as_stated_and_a_changed_department_updates()
    {
        var world = new World { Rule = new ImportRule.Where(UserConditionParser.ParseStored("department = it")) };
        world.User("ada").Someone("ada").Department = "IT";
        world.Synced().Someone("ada").Department = "HR";
        Assert.Equal(["update ada", "suspend ada: OutsideImportRule, Stated"], world.Sentences());
    }

    [Fact]
    public void A_member_of_the_rules_group_must_meet_its_condition_too()
    {
        var world = new World();
        world.Group("Staff", "ada", "grace").User("mary");
        world.Rule = new ImportRule.MembersOf([world.Some("Staff").Id], UserConditionParser.ParseStored("department = IT"));
        world.Someone("ada").Department = "IT";
        world.Someone("mary").Department = "IT";
        Assert.Equal(["create ada: Rule"], world.Sentences());
    }

    [Fact]
    public void A_renamed_group_of_the_rule_changes_nothing() => Assert.Empty(Staff().Named("Staff", "Workforce").Sentences());

    [Theory]
    [InlineData("department = IT", "ruleCoversEverybody")]
    [InlineData("department = HR", "ruleCoversNobody")]
    [InlineData("department != IT or userPrincipalName = nobody", "ruleCoversNobody")]
    public void A_new_rule_that_covers_nobody_or_everybody_is_pointed_out(string condition, string code)
    {
        var world = new World { Rule = new ImportRule.Where(UserConditionParser.ParseStored(condition)) }.User("ada");
        world.Someone("ada").Department = "IT";
        Assert.DoesNotContain(world.Plan().Problems, problem => problem.Code == code);
        var plan = SyncPlanner.Plan(world.Request() with { ImportRuleIsNew = true });
        Assert.Equal([code], plan.Problems.Select(problem => problem.Code));
    }

    [Fact]
    public void Members_of_a_group_whose_source_is_gone_stay_users() =>
        Assert.Equal(
            ["Crew becomes SourceDeleted"],
            NoRule().Group("Crew", "ada").Follow("Crew").Synced().Presence("Crew", ObjectPresence.RemovedStated).Sentences()
        );

    [Fact]
    public void Who_is_an_owner_only_where_owners_cannot_be_read_stays_a_user()
    {
        var world = NoRule().Group("Crew").Own("Crew", "ada").Follow("Crew").Synced();
        world.Disown("Crew", "ada", Evidence.Inferred).Some("Crew").OnPremises = true;
        Assert.Empty(world.Sentences());
    }

    [Fact]
    public void An_import_plans_users_only_and_leaves_groups_alone()
    {
        var world = new World().Group("Crew", "ada").Wait("Crew");
        var plan = SyncPlanner.Plan(world.Request() with { UsersOnly = true });
        Assert.Equal(["create ada: Rule"], PlanInWords.Of(plan, world));
    }

    [Fact]
    public void An_import_does_not_suspend_who_has_only_a_local_membership()
    {
        var world = new World().Group("Crew", "grace").User("ada").Synced().Wait("Crew").Local("Crew", "ada").Synced();
        Assert.Equal(LinkState.Linked, world.Platform.Named("Crew").Link);
        world = world.Local("Crew", "ada").Change(it => it.Rule = null);
        Assert.Empty(SyncPlanner.Plan(world.Request() with { UsersOnly = true }).Users);
    }

    [Fact]
    public void A_plan_for_one_group_touches_no_other_and_suspends_nobody()
    {
        var world = new World().Group("Crew", "ada").Group("Ops", "grace").User("joan").Follow("Crew", "Ops").Synced();
        world.Leave("Crew", "ada").Leave("Ops", "grace").Named("Ops", "Operations").State("joan", DirectoryUserState.Disabled);
        var only = new HashSet<int> { world.Platform.Named("Crew").Key };
        var plan = SyncPlanner.Plan(world.Request() with { OnlyGroups = only });
        Assert.Equal(["remove ada from Crew: LeftInDirectory, Stated"], PlanInWords.Of(plan, world));
    }

    private static World NoRule() => new() { Rule = null };

    private static World Staff()
    {
        var world = new World().Group("Staff", "ada", "grace").Group("Crew", "ada").Follow("Crew");
        world.Rule = new ImportRule.MembersOf([world.Some("Staff").Id]);
        world.AutoImport = false;
        return world.Synced();
    }
}
