using Muster.Core.DirectoryObjects;
using Muster.Core.Incremental;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

public sealed class ExceptionTests
{
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private static World Crew() => new World().User("grace").Group("Crew", "ada").Follow("Crew").Synced();

    [Fact]
    public void Somebody_included_is_in_by_exception_and_stays_through_syncs()
    {
        var world = Crew().Except("Crew", "grace", ExceptionKind.Include);
        Assert.Equal(["add grace to excepted Crew"], world.Sentences());
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void Somebody_excluded_leaves_and_does_not_come_back_until_the_exception_ends()
    {
        var world = Crew().Except("Crew", "ada", ExceptionKind.Exclude, Monday.AddDays(7));
        Assert.Equal(["remove ada from Crew: Excluded, Stated"], world.Sentences());
        Assert.Empty(world.Synced().Sentences());
        world.Now = Monday.AddDays(7);
        Assert.Equal(["add ada to Crew", "end exception 1: Date, ended on 2026-01-12 08:00 UTC"], world.Sentences());
    }

    [Fact]
    public void Who_stays_only_by_an_exception_in_a_group_without_its_source_leaves_with_the_exception_INV_8()
    {
        var world = new World { Rule = null }
            .Group("Crew", "ada")
            .Group("Ops", "grace")
            .Follow("Crew", "Ops")
            .Synced();
        world.Except("Crew", "grace", ExceptionKind.Include, Monday.AddDays(1)).Synced();
        world.Leave("Ops", "grace").Presence("Crew", ObjectPresence.RemovedStated).Synced();
        Assert.Empty(world.Sentences());
        world.Now = Monday.AddDays(1);
        Assert.Contains("suspend grace: OutsideImportRule, Stated", world.Sentences());
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void An_exception_ends_by_itself_on_its_day_although_the_directory_did_not_change()
    {
        var world = Crew().Except("Crew", "grace", ExceptionKind.Include, Monday.AddDays(1)).Synced();
        world.Now = Monday.AddDays(1).AddMilliseconds(-1);
        Assert.Empty(world.Sentences());
        world.Now = Monday.AddDays(1);
        Assert.Equal(
            ["remove grace from excepted Crew: ExceptionEnded, Stated", "end exception 1: Date, ended on 2026-01-06 08:00 UTC"],
            world.Sentences()
        );
    }

    [Fact]
    public void Somebody_included_whom_the_directory_adds_too_is_in_by_the_directory()
    {
        var world = Crew().Except("Crew", "grace", ExceptionKind.Include).Synced().Group("Crew", "grace");
        Assert.Equal(["add grace to Crew", "remove grace from excepted Crew: InDirectory, Stated"], world.Sentences());
        world.Synced().Leave("Crew", "grace");
        Assert.Equal(["remove grace from Crew: LeftInDirectory, Stated", "add grace to excepted Crew"], world.Sentences());
    }

    [Fact]
    public void Somebody_suspended_does_not_count_even_when_included()
    {
        var world = Crew().Except("Crew", "grace", ExceptionKind.Include).Synced().State("grace", DirectoryUserState.Disabled);
        Assert.Equal(
            ["suspend grace: AccountDisabled, Stated", "remove grace from excepted Crew: AccountDisabled, Stated"],
            world.Sentences()
        );
        world.Synced().State("grace", DirectoryUserState.Enabled);
        Assert.Equal(["reactivate grace: Rule", "add grace to excepted Crew"], world.Sentences());
    }

    [Fact]
    public void An_inclusion_ends_with_the_account_and_an_exclusion_outlives_it()
    {
        var world = Crew().Except("Crew", "grace", ExceptionKind.Include).Except("Crew", "ada", ExceptionKind.Exclude).Synced();
        world.State("grace", DirectoryUserState.RemovedStated).State("ada", DirectoryUserState.RemovedStated);
        Assert.Contains("end exception 1: UserGone, the account was deleted in the directory", world.Sentences());
        world.Synced().State("ada", DirectoryUserState.Enabled);
        Assert.Equal(["reactivate ada: Rule"], world.Sentences());
    }

    [Fact]
    public void A_group_that_stops_following_keeps_whom_an_exception_included_as_local()
    {
        var world = Crew().Except("Crew", "grace", ExceptionKind.Include).Synced();
        var request = world.Request();
        world.Apply(GroupPlans.Unlink(world.Plan().Basis, request.Actual, world.Platform.Named("Crew")));
        Assert.Equal(2, world.Platform.Named("Crew").LocalMembers.Count);
        Assert.True(world.Platform.Named("Crew").ExceptionMembers.IsEmpty);
        Assert.Empty(world.Platform.Exceptions);
        Assert.Empty(world.Sentences());
    }

    [Fact]
    public void A_decision_is_a_small_plan_about_one_person_and_leaves_the_rest_to_the_next_sync()
    {
        var world = Crew().Group("Crew", "joan");
        var exception = new MembershipException(1, 1, 2, MembershipRelation.Member, ExceptionKind.Exclude, "r", "a", Monday, null);
        var ada = world.Platform.UserFollowing(world.Someone("ada").Key);
        var plan = ExceptionPlans.Begin(world.Request(), exception with { User = ada });
        Assert.Equal(["remove ada from Crew: Excluded, Stated", "begin exception 1: Exclude ada"], PlanInWords.Of(plan, world));
        world.Apply(plan);
        var end = ExceptionPlans.End(world.Request(), world.Platform.Exceptions.Single(), "back from leave");
        Assert.Equal(["add ada to Crew", "end exception 1: Person, back from leave"], PlanInWords.Of(end, world));
    }

    [Fact]
    public void A_protected_person_stays_with_the_evidence_told_INV_11()
    {
        var world = Crew().Protect("ada").Leave("Crew", "ada").State("ada", DirectoryUserState.RemovedStated);
        Assert.Empty(world.Sentences());
        var problem = Assert.Single(world.Plan().Problems);
        Assert.Equal(("protectedKept", "ada"), (problem.Code, problem.Subject));
        Assert.Contains("would have been suspended (account deleted)", problem.Message, StringComparison.Ordinal);
        Assert.Contains("would have left 'Crew' (account deleted)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_of_exceptions_and_pauses_are_due_instants()
    {
        var world = Crew()
            .Except("Crew", "grace", ExceptionKind.Include, Monday.AddDays(9))
            .Except("Crew", "ada", ExceptionKind.Exclude, Monday.AddDays(2));
        var pause = new GroupStep.ChangeState(1, LinkState.Linked, LinkState.Paused, Monday.AddDays(4));
        world.Apply(world.Plan() with { Groups = [pause], Memberships = [], Exceptions = [] });
        Assert.Equal(
            [(2, DueKind.PlatformUser), (4, DueKind.PlatformGroup), (9, DueKind.PlatformUser)],
            DueInstants.Of(world.Request()).OrderBy(due => due.At).Select(due => ((due.At - Monday).Days, due.Kind))
        );
    }

    [Fact]
    public void A_pause_ends_by_itself_and_the_next_plan_says_so_INV_23()
    {
        var world = Crew();
        var pause = new GroupStep.ChangeState(1, LinkState.Linked, LinkState.Paused, Monday.AddDays(4));
        world.Apply(world.Plan() with { Groups = [pause] }).Group("Crew", "joan");
        Assert.Equal(["create joan: Rule"], world.Sentences());
        world.Now = Monday.AddDays(4);
        Assert.Equal(["Crew becomes Linked", "create joan: Rule", "add joan to Crew"], world.Sentences());
    }
}
