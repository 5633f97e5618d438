using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Guarding;

/// <summary>A plan that a person rejected, with how large everything was that it was made for.</summary>
/// <param name="Steps">What it would have done.</param>
/// <param name="SizeOf">How many members or owners a group had by the directory.</param>
/// <param name="NameOf">Name of a group.</param>
/// <param name="AllMemberships">All memberships there were.</param>
/// <param name="ActiveUsers">Active users there were.</param>
public sealed record RejectedPlan(
    SyncPlan Steps,
    Func<int, MembershipRelation, int> SizeOf,
    Func<int, string> NameOf,
    int AllMemberships,
    int ActiveUsers
)
{
    /// <summary>Its figures, with the read behind it; who and what was protected then is not known any more.</summary>
    public GuardMeasures Measures()
    {
        var losing = EffectiveLoss
            .Of(Steps)
            .Where(change => change is { Origin: MembershipOrigin.Directory, Removals.Length: > 0 })
            .OrderBy(change => (change.Group, change.Relation))
            .Select(change => (change.Relation, Loss: Loss(change)))
            .ToList();
        var suspensions = Steps.Users.OfType<UserStep.Suspend>().ToList();
        var stated = suspensions.Count(step => step.Evidence == Evidence.Stated);
        return new GuardMeasures
        {
            Read = Steps.Basis.Read,
            Groups = [.. losing.Where(loss => loss.Relation == MembershipRelation.Member).Select(loss => loss.Loss)],
            Stated = losing.Sum(loss => loss.Loss.Stated),
            Inferred = losing.Sum(loss => loss.Loss.Inferred),
            AllMemberships = AllMemberships,
            SuspendedStated = stated,
            SuspendedInferred = suspensions.Count - stated,
            ActiveUsers = ActiveUsers,
            ChangedGroups = GuardMeasures.ChangedBy(Steps),
            RetiredGroups = GuardMeasures.RetiredBy(Steps),
            Activated = Steps.Users.Count(step => step is UserStep.Create or UserStep.Reactivate),
        };
    }

    private GroupLoss Loss(MembershipChange change)
    {
        var stated = change.Removals.Count(removal => removal.Evidence == Evidence.Stated);
        return new GroupLoss(
            change.Group,
            NameOf(change.Group),
            SizeOf(change.Group, change.Relation),
            stated,
            change.Removals.Length - stated,
            change.Additions.Length
        );
    }
}
