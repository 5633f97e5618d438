using Muster.Core.Planning;
using Muster.Core.Platform;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>A platform that tests of plans begin with.</summary>
internal static class FirstPlan
{
    /// <summary>Applies a first plan with three people and two groups, of which one follows the directory.</summary>
    /// <returns>Number of the run that applied it.</returns>
    public static async Task<long> SeedAsync(this TestDatabase database)
    {
        await database.ReadUsersAsync(false, User("ada"), User("bob"), User("cy"));
        await database.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob"), Owner("ada")));
        var crew = (await database.GroupAsync("crew")).Key;
        var plan = await database.PlanAsync(
            [
                new GroupStep.Create(1, "crew", "Runs the place"),
                new GroupStep.Link(1, crew, Id("crew"), LinkCause.ExactName),
                new GroupStep.Create(2, "desk", null),
            ],
            [Create(1, "ada"), Create(2, "bob"), Create(3, "cy")],
            [Members(1, [1, 2]), Members(1, [1], relation: MembershipRelation.Owner), Members(2, [3])]
        );
        await database.AppliedAsync(plan);
        return (await database.Muster.Runs.ListAsync(null, 1, Token))[0].Id;
    }
}
