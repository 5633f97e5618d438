namespace Muster.Core.Planning;

/// <summary>Computes what would make the platform equal to the directory. Pure: no I/O, no clock, no randomness.</summary>
public static class SyncPlanner
{
    /// <summary>Plans everything the request covers.</summary>
    /// <returns>A plan with its steps in canonical order. It holds no removal that rests on a read that did not end; an account that is gone needs the users read only.</returns>
    public static SyncPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Plan(request, request.UsersOnly ? LinkPlan.Unchanged(request) : LinkPlanner.Plan(request));
    }

    /// <summary>Plans people and memberships on links that are planned already.</summary>
    internal static SyncPlan Plan(PlanRequest request, LinkPlan links)
    {
        var desired = new DesiredGroups(request, links);
        var subGroups = request.UsersOnly ? ([], []) : SubGroupPlanner.Plan(request, desired);
        var described = request.UsersOnly ? ([], []) : GroupAttributePlanner.Plan(request, desired);
        var protectedPeople = new ProtectedPeople(request.ProtectedUsers);
        var exceptions = ExceptionPlanner.Plan(request, links.Ended, protectedPeople);
        var people = UserPlanner.Plan(request, desired, exceptions, protectedPeople);
        var memberships = request.UsersOnly
            ? MembershipPlan.Empty
            : MembershipPlanner.Plan(request, desired, people, exceptions, protectedPeople);
        return new SyncPlan
        {
            Basis = new PlanBasis(request.Actual.Revision, request.Mirror.Certificate, request.ConfigurationVersion),
            Groups = [.. links.Steps.Concat(described.Steps).Concat(subGroups.Steps).OrderBy(step => step.Group)],
            Users = [.. people.Steps.OrderBy(step => step.User)],
            Memberships = memberships.Changes,
            Exceptions = [.. exceptions.Steps],
            Problems =
            [
                .. links.Problems,
                .. described.Problems,
                .. subGroups.Problems,
                .. people.Problems,
                .. memberships.Problems,
                .. protectedPeople.Problems(),
                .. request.ProtectedUnknown.Select(Problems.ProtectedUnknown),
            ],
            CoversAll = request.CoversAll,
            NewImportRule = request.ImportRuleIsNew ? request.ImportRule : null,
            RemovalsKeptBack = memberships.KeptBack + people.KeptBack,
        };
    }
}
