using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Drift;

/// <summary>Writes differences as rows, with reasons and words.</summary>
internal sealed class DriftRowWriter(DriftExplainer explainer, IReadOnlyDictionary<int, string> groups, DirectoryMirror mirror)
{
    /// <summary>The row of a difference.</summary>
    public DriftRow Row(DriftDifference found) =>
        found switch
        {
            { Pair: { } pair } => RowOf(found, pair),
            { User: { } step } => RowOf(step, explainer.OfUser(step)),
            _ => RowOf(
                found.Group!,
                found.State == DriftState.Paused ? explainer.OfPause(found.Group!.Group) : explainer.OfGroup(found.Group!)
            ) with
            {
                State = found.State,
            },
        };

    private DriftRow RowOf(DriftDifference found, MembershipPair pair)
    {
        var (kind, by) = found.State == DriftState.Paused ? explainer.OfPause(pair.Group) : explainer.OfMembership(pair, found.Ends);
        // Whoever gave it before the group was linked or after, here it is only about who.
        if (found.State == DriftState.Allowed && kind is not DriftKind.ManualEdit)
            kind = DriftKind.LocalChange;
        var owner = pair.Relation == MembershipRelation.Owner;
        return new DriftRow
        {
            Kind = kind,
            State = found.State,
            By = by,
            What = (found.Ends is null, owner) switch
            {
                (true, true) => DriftWhat.MissingOwner,
                (true, false) => DriftWhat.MissingMember,
                (false, true) => DriftWhat.ExtraOwner,
                _ => DriftWhat.ExtraMember,
            },
            Group = pair.Group,
            GroupName = groups.GetValueOrDefault(pair.Group),
            User = pair.User,
            Detail =
                found.Ends is { } cause ? (cause == RemovalCause.GivenByHand ? null : Causes.Words(cause))
                : found.Via != 0 ? $"in the directory through {mirror.Group(found.Via)?.Name ?? "a nested group"}"
                : null,
        };
    }

    private static DriftRow RowOf(UserStep step, (DriftKind Kind, Touch? By) why) =>
        new()
        {
            Kind = why.Kind,
            By = why.By,
            State = DriftState.Heals,
            User = step.User,
            Update = step as UserStep.Update,
            What = step switch
            {
                UserStep.Create => DriftWhat.MissingUser,
                UserStep.Suspend => DriftWhat.ActiveUser,
                UserStep.Reactivate => DriftWhat.SuspendedUser,
                UserStep.Adopt => DriftWhat.UnlinkedUser,
                _ => DriftWhat.UserProperties,
            },
            Detail = step is UserStep.Suspend suspend ? Causes.Words(suspend.Cause) : null,
        };

    private DriftRow RowOf(GroupStep step, (DriftKind Kind, Touch? By) why)
    {
        var row = new DriftRow
        {
            Kind = why.Kind,
            By = why.By,
            State = DriftState.Heals,
            Group = step.Group,
            GroupName = groups.GetValueOrDefault(step.Group),
            What = DriftWhat.GroupLink,
        };
        return step switch
        {
            GroupStep.Create => row with { What = DriftWhat.MissingGroup, Detail = "a rule of the connection makes it" },
            GroupStep.Rename rename => row with { What = DriftWhat.RenamedGroup, Detail = $"called '{rename.To}' in the directory" },
            GroupStep.Retire => row with { What = DriftWhat.ExtraGroup, Detail = "its directory group was deleted" },
            GroupStep.Nest nest => row with { What = DriftWhat.MissingSubGroup, Detail = Name(nest.Child) },
            GroupStep.Unnest unnest => row with { What = DriftWhat.ExtraSubGroup, Detail = Name(unnest.Child) },
            GroupStep.Link link => row with { Detail = Words($"not linked to directory group {link.Id} yet") },
            GroupStep.Unlink => row with { Detail = "linked, although the policy for renames ends that" },
            GroupStep.ChangeState(_, var from, var to, _) => row with { Detail = Words($"stored as {from}, by the directory {to}") },
            _ => row,
        };
    }

    private string? Name(int group) => groups.GetValueOrDefault(group);

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
