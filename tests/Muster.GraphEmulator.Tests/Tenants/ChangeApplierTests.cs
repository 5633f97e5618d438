using Muster.GraphEmulator.Tenants;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Tenants;

public sealed class ChangeApplierTests
{
    private static TestHistory Start() => new TestHistory().User(1, "Ada").Group(100, "Crew").Member(100, 1).Owner(100, 1).Then();

    [Fact]
    public void An_operation_that_would_change_nothing_or_names_nobody_is_refused()
    {
        Refused(Start().User(1, "Ada"), "the user 00000000-0000-4000-8000-000000000001 is there already");
        Refused(Start().Group(100, "Crew"), "is there already");
        Refused(Start().User(100, "Ada"), "belongs to an object of the other kind");
        Refused(Start().UpdateUser(1, ("displayName", "Ada")), "has these values already");
        Refused(Start().UpdateUser(2, ("displayName", "Ada")), "there is no user");
        Refused(Start().UpdateUser(1, ("dispayName", "Ada")), "'dispayName' is not a property of a user");
        Refused(Start().UpdateUser(1, ("accountEnabled", "no")), "takes true or false");
        Refused(Start().DeleteUser(2), "there is no user");
        Refused(Start().DeleteUser(1).DeleteUser(1), "operation 2 (UserDelete): there is no user");
        Refused(Start().DeleteGroup(101), "there is no group");
        Refused(Start().Member(100, 1), "is a member of the group");
        Refused(Start().Member(101, 1), "there is no group");
        Refused(Start().Nested(100, 1), "there is no group");
        Refused(Start().NoMember(100, 1).NoMember(100, 1), "is not a member of the group");
        Refused(Start().Owner(100, 1), "owns the group");
        Refused(Start().NoOwner(100, 1).NoOwner(100, 1), "does not own the group");
    }

    [Fact]
    public void Counts_follow_deletions_with_all_they_take_along()
    {
        using var timeline = new TenantTimeline(
            Start().Group(101, "Outer").Nested(101, 100).DeleteGroup(100).DeleteUser(1),
            2,
            CancellationToken.None
        );

        Assert.Equal((0, 1, 0, 0), timeline.Read(tenant => (tenant.AliveUsers, tenant.AliveGroups, tenant.Memberships, tenant.Ownerships)));
    }

    private static void Refused(TestHistory history, string reason)
    {
        var problem = Assert.Throws<InvalidDataException>(() =>
        {
            using var timeline = new TenantTimeline(history, 2, CancellationToken.None);
        });
        Assert.StartsWith("Change set 2, operation ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }
}
