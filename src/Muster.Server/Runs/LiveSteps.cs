using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Server.Runs;

/// <summary>The single steps of a plan in the order in which they are written: accounts, groups, what is added, what ends, exceptions. Safe from several threads.</summary>
internal sealed class LiveSteps
{
    private readonly MembershipChange[] _changes;
    private readonly long[] _added;
    private readonly long[] _removed;

    public LiveSteps(SyncPlan plan)
    {
        Plan = plan;
        _changes = [.. plan.Memberships.OrderBy(change => (change.Group, (int)change.Relation, (int)change.Origin))];
        (_added, _removed) = (Ends(change => change.Additions.Length), Ends(change => change.Removals.Length));
    }

    /// <summary>The plan.</summary>
    public SyncPlan Plan { get; }

    /// <summary>How many there are.</summary>
    public long Count => Memberships + Added + Removed + Plan.Exceptions.Length;

    private long Memberships => Plan.Users.Length + Plan.Groups.Length;

    private long Added => _added.Length == 0 ? 0 : _added[^1];

    private long Removed => _removed.Length == 0 ? 0 : _removed[^1];

    /// <summary>The step at a place, from 0.</summary>
    public LiveStep this[long at]
    {
        get
        {
            if (at < Plan.Users.Length)
                return new LiveStep.OfUser(Plan.Users[(int)at]);
            if (at < Memberships)
                return new LiveStep.OfGroup(Plan.Groups[(int)(at - Plan.Users.Length)]);
            at -= Memberships;
            if (at < Added)
            {
                var (change, place) = Find(_added, at);
                return new LiveStep.Adds(change, change.Additions[place]);
            }
            at -= Added;
            if (at < Removed)
            {
                var (change, place) = Find(_removed, at);
                return new LiveStep.Removes(change, change.Removals[place]);
            }
            return new LiveStep.OfException(Plan.Exceptions[(int)(at - Removed)]);
        }
    }

    private (MembershipChange Change, int Place) Find(long[] ends, long at)
    {
        // The first whose end lies behind the place; those without any step are passed over.
        var (low, high) = (0, ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ends[middle] > at ? (low, middle) : (middle + 1, high);
        }
        return (_changes[low], (int)(at - (low == 0 ? 0 : ends[low - 1])));
    }

    private long[] Ends(Func<MembershipChange, int> size)
    {
        var sum = 0L;
        return [.. _changes.Select(change => sum += size(change))];
    }
}

/// <summary>One step of a plan.</summary>
internal abstract record LiveStep
{
    private LiveStep() { }

    /// <summary>About an account.</summary>
    public sealed record OfUser(UserStep Step) : LiveStep;

    /// <summary>About a group itself.</summary>
    public sealed record OfGroup(GroupStep Step) : LiveStep;

    /// <summary>About an exception.</summary>
    public sealed record OfException(ExceptionStep Step) : LiveStep;

    /// <summary>Somebody comes into a group.</summary>
    public sealed record Adds(MembershipChange Change, Addition Addition) : LiveStep;

    /// <summary>Somebody goes out of a group.</summary>
    public sealed record Removes(MembershipChange Change, Removal Removal) : LiveStep;

    /// <summary>Key of the person; null for none.</summary>
    public int? User =>
        this switch
        {
            OfUser of => of.Step.User,
            OfException of => of.Step.Exception.User,
            Adds adds => adds.Addition.User,
            Removes removes => removes.Removal.User,
            _ => null,
        };

    /// <summary>Key of the group; null for none.</summary>
    public int? Group =>
        this switch
        {
            OfGroup of => of.Step.Group,
            OfException of => of.Step.Exception.Group,
            Adds adds => adds.Change.Group,
            Removes removes => removes.Change.Group,
            _ => null,
        };

    /// <summary>Whether it is about an owner.</summary>
    public bool IsOwner =>
        this switch
        {
            Adds adds => adds.Change.Relation == MembershipRelation.Owner,
            Removes removes => removes.Change.Relation == MembershipRelation.Owner,
            _ => false,
        };
}
