using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Guarding;

/// <summary>Limits on what a plan may take away without a person. Removals that the directory stated and those merely inferred have limits of their own.</summary>
public sealed record GuardRails
{
    /// <summary>The defaults; a replay of real organisations' histories holds about one change in a hundred with them.</summary>
    public static readonly GuardRails Default = new();

    /// <summary>Stated removals of one group.</summary>
    public RemovalLimit GroupStated { get; init; } = new(Percent: 30, AtLeast: 10, Of: 20);

    /// <summary>Inferred removals of one group.</summary>
    public RemovalLimit GroupInferred { get; init; } = new(Percent: 10, AtLeast: 3);

    /// <summary>Stated removals of one run, of all memberships.</summary>
    public RemovalLimit RunStated { get; init; } = new(Percent: 5, AtLeast: 50, MoreThan: 500);

    /// <summary>Inferred removals of one run, of all memberships.</summary>
    public RemovalLimit RunInferred { get; init; } = new(Percent: 1, AtLeast: 10);

    /// <summary>Stated removals of 24 hours, of all memberships.</summary>
    public RemovalLimit DayStated { get; init; } = new(Percent: 10, AtLeast: 100, MoreThan: 1000);

    /// <summary>Inferred removals of 24 hours, of all memberships.</summary>
    public RemovalLimit DayInferred { get; init; } = new(Percent: 1, AtLeast: 10);

    /// <summary>Suspensions the directory stated, of all active users.</summary>
    public RemovalLimit SuspendedStated { get; init; } = new(Percent: 5, AtLeast: 20);

    /// <summary>Suspensions merely inferred, of all active users.</summary>
    public RemovalLimit SuspendedInferred { get; init; } = new(Percent: 1, AtLeast: 3);

    /// <summary>A group of at least this many members may not become empty.</summary>
    public int EmptiedGroupSize { get; init; } = 5;

    /// <summary>The directory may not shrink by more than this many percent between two reads.</summary>
    public int ShrinkPercent { get; init; } = 10;

    /// <summary>Judges a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="actual">The state it starts from.</param>
    /// <param name="recentStated">Stated removals that were applied in the last 24 hours without a person's approval.</param>
    /// <param name="recentInferred">Inferred ones.</param>
    public PlanVerdict Judge(SyncPlan plan, PlatformState actual, int recentStated = 0, int recentInferred = 0)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(actual);
        if (plan.IsEmpty)
            return new PlanVerdict.NothingToDo();
        var takesAway = plan.Memberships.Any(change => change.Removals.Length > 0) || plan.Users.Any(step => step is UserStep.Suspend);
        List<GuardTrip> trips =
        [
            .. Shrunk(plan.Basis.Read.Users, "users", takesAway),
            .. Shrunk(plan.Basis.Read.Groups, "groups", takesAway),
            .. PerGroup(plan, actual),
            .. SubGroupLoss.Trips(plan, actual),
            .. PerRun(plan, actual, recentStated, recentInferred),
            .. Suspensions(plan, actual),
        ];
        return trips.Count == 0 ? new PlanVerdict.Ready() : new PlanVerdict.Held(trips);
    }

    private IEnumerable<GuardTrip> Shrunk(StreamCertificate stream, string what, bool takesAway)
    {
        if (stream is { PresentAfter: 0, PresentBefore: > 0 })
            yield return new GuardTrip("emptySource", $"The directory had {stream.PresentBefore} {what} and has none now.");
        else if (stream.PresentAfter == 0 && takesAway) // Still empty a read later: the round before saw the loss, this one does not.
            yield return new GuardTrip("emptySource", $"The directory has no {what}, and the plan takes something away.");
        else if ((long)stream.Missing * 100 > (long)stream.PresentBefore * ShrinkPercent)
            yield return new GuardTrip(
                "shrunkSource",
                $"{stream.Missing} of {stream.PresentBefore} {what} are missing from a full read ({Share(stream.Missing, stream.PresentBefore)}); the limit is {ShrinkPercent} %."
            );
    }

    private IEnumerable<GuardTrip> PerGroup(SyncPlan plan, PlatformState actual)
    {
        var groups = actual.Groups.ToDictionary(group => group.Key);
        foreach (var change in EffectiveLoss.Of(plan).Where(change => change.Removals.Length > 0))
        {
            var group = groups[change.Group];
            if (change.Origin == MembershipOrigin.Local)
                yield return new GuardTrip(
                    "adoption",
                    $"'{group.Name}' has {change.Removals.Length} {Noun(change.Relation)} given here; linking it lets the directory decide about them."
                );
            if (change.Origin != MembershipOrigin.Directory || change.Relation != MembershipRelation.Member)
                continue;
            var size = group.Members.Count;
            var stated = change.Removals.Count(removal => removal.Evidence == Evidence.Stated);
            var inferred = change.Removals.Length - stated;
            if (size >= EmptiedGroupSize && change.Removals.Length == size && change.Additions.IsEmpty)
                yield return new GuardTrip("groupEmptied", $"'{group.Name}' would lose all of its {size} members.");
            else if (GroupStated.IsPassed(stated, size))
                yield return new GuardTrip(
                    "groupRemovalsStated",
                    $"'{group.Name}' would lose {stated} of {size} members ({Share(stated, size)}), as stated by the directory or a person; {GroupStated}."
                );
            if (GroupInferred.IsPassed(inferred, size))
                yield return new GuardTrip(
                    "groupRemovalsInferred",
                    $"'{group.Name}' would lose {inferred} of {size} members ({Share(inferred, size)}) that are merely absent; {GroupInferred}."
                );
        }
    }

    private IEnumerable<GuardTrip> PerRun(SyncPlan plan, PlatformState actual, int recentStated, int recentInferred)
    {
        var removals = EffectiveLoss
            .Of(plan)
            .Where(change => change.Origin == MembershipOrigin.Directory)
            .SelectMany(change => change.Removals);
        var stated = 0;
        var inferred = 0;
        foreach (var removal in removals)
            _ = removal.Evidence == Evidence.Stated ? stated++ : inferred++;
        var all = actual.Groups.Sum(group => group.Members.Count + group.Owners.Count);
        if (RunStated.IsPassed(stated, all))
            yield return new GuardTrip(
                "runRemovalsStated",
                $"The run would remove {stated} of {all} memberships ({Share(stated, all)}), as stated by the directory or a person; {RunStated}."
            );
        else if (stated > 0 && DayStated.IsPassed(stated + recentStated, all + recentStated))
            yield return new GuardTrip(
                "dayRemovalsStated",
                $"{recentStated} memberships were removed in the last 24 hours and {stated} more would follow, of {all}; {DayStated}."
            );
        if (RunInferred.IsPassed(inferred, all))
            yield return new GuardTrip(
                "runRemovalsInferred",
                $"The run would remove {inferred} of {all} memberships ({Share(inferred, all)}) that are merely absent; {RunInferred}."
            );
        else if (inferred > 0 && DayInferred.IsPassed(inferred + recentInferred, all + recentInferred))
            yield return new GuardTrip(
                "dayRemovalsInferred",
                $"{recentInferred} memberships that were merely absent were removed in the last 24 hours and {inferred} more would follow, of {all}; {DayInferred}."
            );
    }

    private IEnumerable<GuardTrip> Suspensions(SyncPlan plan, PlatformState actual)
    {
        var suspensions = plan.Users.OfType<UserStep.Suspend>().ToList();
        var active = actual.ActiveUsers.Count(isActive => isActive);
        var stated = suspensions.Count(step => step.Evidence == Evidence.Stated);
        var inferred = suspensions.Count - stated;
        if (SuspendedStated.IsPassed(stated, active))
            yield return new GuardTrip(
                "suspensionsStated",
                $"{stated} of {active} users would be suspended ({Share(stated, active)}), as stated by the directory or a person; {SuspendedStated}."
            );
        if (SuspendedInferred.IsPassed(inferred, active))
            yield return new GuardTrip(
                "suspensionsInferred",
                $"{inferred} of {active} users would be suspended ({Share(inferred, active)}) because they are merely absent; {SuspendedInferred}."
            );
    }

    private static string Noun(MembershipRelation relation) => relation == MembershipRelation.Member ? "members" : "owners";

    private static string Share(int part, int whole) =>
        whole == 0 ? "of none" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.#} %");
}
