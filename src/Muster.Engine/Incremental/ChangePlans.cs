using Muster.Core.DirectoryObjects;
using Muster.Core.Incremental;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Engine.Incremental;

/// <summary>Makes plans from what changed: of people, only those whom the changes can have touched are loaded.</summary>
internal sealed class ChangePlans(IMirrorStore mirrorStore, IPlatformStore platform, IPlanningStore planning)
{
    /// <summary>Why changes alone do not tell whom a plan is about: users who follow nobody are in no directory. Null when they do.</summary>
    public static string? WhyWhole(PlatformState actual, PlanningMark since)
    {
        if (actual.LocalUsers.IsEmpty)
            return null;
        // Whoever has become, or ceased to be, a user that follows nobody may be somebody the directory has had all along.
        if (actual.Revision != since.Revision)
            return "Users who follow nobody in the directory may have changed here.";
        if (actual.Exceptions.Any(exception => actual.LocalUsers.Contains(exception.User)))
            return "An exception is about somebody who follows nobody in the directory.";
        return actual.Groups.Any(group =>
            group.Link == LinkState.Linked && group.LocalMembers.Union(group.LocalOwners).AsList.Any(actual.LocalUsers.Contains)
        )
            ? "A linked group was given members who follow nobody in the directory."
            : null;
    }

    /// <summary>Makes one.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="groups">What is planned for, with groups and nothing about people.</param>
    /// <param name="since">The mark from which changes count.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    public async Task<ChangePlan> MakeAsync(int connection, PlanRequest groups, PlanningMark since, CancellationToken cancellationToken)
    {
        var changes = await planning.ChangesAsync(connection, since, groups.Now, cancellationToken);
        var planner = IncrementalPlanner.For(groups, changes);
        var here = await platform.FollowedAsync(connection, planner.Touched.Here, cancellationToken);
        planner = await KnowingAsync(connection, groups, planner, planner.Touched.InDirectory.Union(here), cancellationToken);
        var users = await mirrorStore.UsersAsync(connection, planner.UsersToLoad, cancellationToken).ToListAsync(cancellationToken);
        // Somebody new may be a user here whose account is gone. Whoever is gone and not suspended yet is among the people touched.
        if (users.Exists(user => user.Presence == ObjectPresence.Present && planner.Request.Actual.UserOf(user.Key) == 0))
        {
            var gone = await platform.GoneAsync(connection, cancellationToken);
            planner = await KnowingAsync(connection, groups, planner, planner.Affected.Union(gone), cancellationToken);
        }
        var basis = await new PeopleLoading(mirrorStore, platform).WithAsync(connection, planner.Request, users, cancellationToken);
        return new ChangePlan(basis, planner.Plan(basis.Users, basis.PlatformUsers, basis.Adoptable, basis.Namesakes), planner.Affected);
    }

    private async Task<IncrementalPlanner> KnowingAsync(
        int connection,
        PlanRequest groups,
        IncrementalPlanner planner,
        KeySet people,
        CancellationToken cancellationToken
    ) =>
        planner.Knowing(
            await mirrorStore.WithUsersAsync(connection, groups.Mirror, people, cancellationToken),
            await platform.WithUsersAsync(connection, groups.Actual, people, cancellationToken)
        );
}

/// <summary>A plan with what it was made from.</summary>
/// <param name="Basis">What it was made from.</param>
/// <param name="Plan">The plan.</param>
/// <param name="About">Keys of the directory users it is about; null for everybody.</param>
internal sealed record ChangePlan(PlanRequest Basis, SyncPlan Plan, KeySet? About);
