using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Planning;

public sealed class AdoptionTests
{
    [Fact]
    public void A_local_user_is_adopted_by_UPN_without_regard_to_case()
    {
        var world = new World().User("ada").LocalUser("ADA@Example.ORG");
        Assert.Equal(["adopt ada: UserPrincipalName", "update ada"], world.Sentences());
        Assert.Empty(world.Synced().Sentences());
    }

    [Fact]
    public void Mail_comes_after_UPN_and_the_employee_id_last()
    {
        var world = new World()
            .With("ada", ada => ada.Mail = "countess@example.org")
            .With("grace", grace => grace.EmployeeId = "A-7")
            .LocalUser("old@example.org", mail: "Countess@example.org")
            .LocalUser("other@example.org", employeeId: "A-7");
        Assert.Equal(["adopt ada: Mail", "update ada", "adopt grace: EmployeeId", "update grace"], world.Sentences());
    }

    [Fact]
    public void The_order_can_be_chosen()
    {
        var world = new World()
            .With("ada", ada => ada.Mail = "shared@example.org")
            .User("grace")
            .LocalUser("grace@example.org", mail: "shared@example.org");
        Assert.Contains("adopt grace: UserPrincipalName", world.Sentences());
        world.Policies = ConnectionPolicies.Default with { AdoptBy = ValueList.Of([AdoptionKey.Mail, AdoptionKey.UserPrincipalName]) };
        Assert.Contains("adopt ada: Mail", world.Sentences());
        world.Policies = ConnectionPolicies.Default with { AdoptBy = ValueList.Empty<AdoptionKey>() };
        Assert.Equal(["create ada: Rule", "create grace: Rule"], world.Sentences());
    }

    [Fact]
    public void Employee_ids_are_compared_exactly()
    {
        var world = new World().With("ada", ada => ada.EmployeeId = "a7").LocalUser(employeeId: "A7");
        Assert.Equal(["create ada: Rule"], world.Sentences());
    }

    [Fact]
    public void INV_9_a_value_that_two_local_users_have_adopts_nobody_and_creates_nobody()
    {
        var world = new World().User("ada", "grace").LocalUser("ada@example.org").LocalUser("Ada@example.org");
        Assert.Equal(["create grace: Rule"], world.Sentences());
        var problem = Assert.Single(world.Plan().Problems, problem => problem.Code == "adoptionAmbiguous");
        Assert.Equal([world.Someone("ada").Id.ToString()], problem.Candidates);
        Assert.Contains("2 local and 1 directory users have the UPN 'ada@example.org'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void INV_9_a_value_that_two_directory_users_have_adopts_nobody_even_when_one_of_them_is_not_imported_or_is_here_already()
    {
        var world = new World().With("ada", ada => ada.Mail = "team@example.org").Synced();
        world.LocalUser(mail: "team@example.org").With("grace", grace => grace.Mail = "team@example.org");
        Assert.Empty(world.Sentences());
        world.State("ada", DirectoryUserState.Disabled).Synced();
        Assert.Empty(world.Sentences());
        Assert.Contains(world.Plan().Problems, problem => problem.Code == "adoptionAmbiguous");
    }

    [Fact]
    public void Nobody_whom_a_person_keeps_apart_is_adopted()
    {
        var world = new World().User("ada").LocalUser("ada@example.org");
        world.Platform.Change(world.Platform.Users[1] with { KeptApart = true });
        Assert.Equal(["create ada: Rule"], world.Sentences());
    }

    [Fact]
    public void A_suspended_local_user_is_active_again_once_the_directory_decides()
    {
        var world = new World().User("ada").LocalUser("ada@example.org");
        world.Platform.Change(world.Platform.Users[1] with { Active = false });
        Assert.Equal(["adopt ada: UserPrincipalName", "update ada", "reactivate ada: Rule"], world.Sentences());
    }

    [Fact]
    public void An_adopted_user_is_a_member_at_once_and_nobody_is_adopted_who_is_not_imported()
    {
        var world = new World { Rule = null };
        world.User("grace").Group("Crew", "ada").Follow("Crew").LocalUser("ada@example.org").LocalUser("grace@example.org");
        Assert.Equal(["adopt ada: UserPrincipalName", "update ada", "add ada to Crew"], world.Sentences());
    }

    [Fact]
    public void A_new_account_with_the_UPN_of_a_deleted_one_is_a_new_user_and_a_person_is_told()
    {
        var world = new World().User("ada").Synced().State("ada", DirectoryUserState.RemovedStated).Synced();
        world.With("ada2", ada => ada.Upn = "ada@example.org");
        Assert.Equal(["create ada2: Rule"], world.Sentences());
        var problem = Assert.Single(world.Plan().Problems, problem => problem.Code == "rehired");
        Assert.Equal([world.Someone("ada2").Id.ToString()], problem.Candidates);
        world.Synced();
        Assert.False(world.Platform.Users[1].Active);
        Assert.Empty(world.Sentences());
    }

    [Fact]
    public void By_policy_the_same_employee_id_brings_the_old_user_back()
    {
        var world = new World { Policies = ConnectionPolicies.Default with { Rehire = RehirePolicy.EmployeeId } };
        world.With("ada", ada => ada.EmployeeId = "7").Group("Crew", "ada").Follow("Crew").Synced();
        world.State("ada", DirectoryUserState.RemovedStated).Synced();
        world.With("ada2", ada => ada.EmployeeId = "7").Group("Crew", "ada2");
        Assert.Equal(["adopt ada2: EmployeeId", "update ada2", "reactivate ada2: Rule", "add ada2 to Crew"], world.Sentences());
        Assert.Empty(world.Synced().Sentences());
        Assert.Equal(world.Someone("ada2").Key, world.Platform.Users[1].DirectoryKey);
    }

    [Fact]
    public void Deleted_and_made_anew_between_two_reads_the_person_keeps_the_groups()
    {
        var world = new World { Policies = ConnectionPolicies.Default with { Rehire = RehirePolicy.EmployeeId } };
        world.With("ada", ada => ada.EmployeeId = "7").Group("Crew", "ada").Follow("Crew").Synced();
        world.State("ada", DirectoryUserState.RemovedStated).Leave("Crew", "ada");
        world.With("ada2", ada => ada.EmployeeId = "7").Group("Crew", "ada2");
        Assert.Equal(["adopt ada2: EmployeeId", "update ada2"], world.Sentences());
    }

    [Fact]
    public void INV_9_an_employee_id_that_is_not_unique_brings_nobody_back()
    {
        var world = new World { Policies = ConnectionPolicies.Default with { Rehire = RehirePolicy.EmployeeId } };
        world.With("ada", ada => ada.EmployeeId = "7").User("grace").Synced().State("ada", DirectoryUserState.RemovedStated).Synced();
        world.With("ada2", ada => ada.EmployeeId = "7").With("grace", grace => grace.EmployeeId = "7");
        Assert.Equal(["update grace", "create ada2: Rule"], world.Sentences());
    }

    [Fact]
    public void INV_2_nobody_is_brought_back_on_the_strength_of_an_unfinished_read()
    {
        var world = new World { Policies = ConnectionPolicies.Default with { Rehire = RehirePolicy.EmployeeId } };
        world.With("ada", ada => ada.EmployeeId = "7").Synced().State("ada", DirectoryUserState.RemovedInferred);
        world.With("ada2", ada => ada.EmployeeId = "7").UsersRead = false;
        Assert.Equal(["create ada2: Rule"], world.Sentences());
    }

    [Fact]
    public void Two_people_who_change_places_in_their_UPN_stay_who_they_are()
    {
        var world = new World().Group("Crew", "ada").User("grace").Follow("Crew").Synced();
        world.With("ada", ada => ada.Upn = "grace@example.org").With("grace", grace => grace.Upn = "ada@example.org");
        Assert.Equal(["update ada", "update grace"], world.Sentences());
    }

    [Fact]
    public void A_decision_by_hand_moves_what_the_other_user_has()
    {
        var world = new World().User("ada").Synced().State("ada", DirectoryUserState.RemovedStated).Synced();
        world.With("ada2", ada => ada.Upn = "ada@example.org").Group("Crew", "ada2").Follow("Crew").Synced();
        var (old, now) = (world.Platform.Users[1], world.Platform.Users[2]);
        var crew = world.Platform.Named("Crew").Key;
        var held = new HeldMembership(crew, now.Key, Platform.MembershipRelation.Member, Platform.MembershipOrigin.Directory, 0);
        var other = Person.Build(world.Someone("ada2"));
        var plan = UserPlans.Replace(world.Plan().Basis, old, now, other, now.Attributes, [held]);
        world.Apply(plan);
        Assert.Equal((2, true), (world.Platform.Users[1].DirectoryKey, world.Platform.Users[1].Active));
        Assert.True(world.Platform.Users[2] is { IsLocal: true, KeptApart: true, Active: false });
        Assert.Equal(KeySet.Of(1), world.Platform.Named("Crew").Members);
        Assert.Empty(world.Sentences());
    }
}
