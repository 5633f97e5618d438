using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Reporting;

namespace Muster.Core.Guarding;

/// <summary>Notes what every guard rail weighed, also those that let the plan pass, with the limit of that time.</summary>
public sealed class GuardDecisions
{
    private readonly GuardRails _rails;
    private readonly ILookup<string, GuardTrip> _trips;
    private readonly List<Decision> _decisions = [];

    private GuardDecisions(GuardRails rails, PlanVerdict verdict)
    {
        _rails = rails;
        _trips = (verdict is PlanVerdict.Held(var trips) ? trips : []).ToLookup(trip => trip.Guard);
    }

    /// <summary>The decisions behind a verdict.</summary>
    /// <param name="rails">The limits it was judged by.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="actual">The state it starts from.</param>
    /// <param name="context">What was weighed with it.</param>
    /// <param name="verdict">What the guard rails said.</param>
    public static IReadOnlyList<Decision> Of(
        GuardRails rails,
        SyncPlan plan,
        PlatformState actual,
        GuardContext context,
        PlanVerdict verdict
    )
    {
        ArgumentNullException.ThrowIfNull(rails);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(actual);
        var weighing = new GuardDecisions(rails, verdict);
        var measures = GuardMeasures.Of(plan, actual, context);
        weighing.WeighGroups(measures);
        weighing.WeighRun(measures);
        weighing.WeighSuspensions(measures);
        weighing.WeighSource(plan);
        weighing.TakeTheRest(rails.Evaluate(plan, actual, context));
        return weighing._decisions;
    }

    private void WeighGroups(GuardMeasures measures)
    {
        (long Share, string? Words) stated = default,
            inferred = default;
        int groupsStated = 0,
            groupsInferred = 0;
        foreach (var loss in measures.Groups)
        {
            Largest(ref stated, ref groupsStated, loss.Name, loss.Stated, loss.Size);
            Largest(ref inferred, ref groupsInferred, loss.Name, loss.Inferred, loss.Size);
        }
        var emptied = measures.Groups.Count(loss => loss.Total == loss.Size && loss.Additions == 0);
        Note("groupRemovalsStated", Sentence(_rails.GroupStated), PerGroup(groupsStated, stated.Words), groupsStated);
        Note("groupRemovalsInferred", Sentence(_rails.GroupInferred), PerGroup(groupsInferred, inferred.Words), groupsInferred);
        Note(
            "groupEmptied",
            Text($"A group of {_rails.EmptiedGroupSize} or more may not become empty."),
            emptied switch
            {
                0 => "No group becomes empty.",
                1 => Text($"{emptied} group becomes empty."),
                _ => Text($"{emptied} groups become empty."),
            },
            emptied
        );
        var local = measures.Adoptions.Sum(adoption => adoption.Count);
        Note(
            "adoption",
            "A group with members given here asks before the directory decides about them.",
            local == 0 ? "No membership given here is concerned." : Text($"{Memberships(local)} given here would end."),
            local
        );
    }

    private void WeighRun(GuardMeasures measures)
    {
        var (stated, inferred, all) = (measures.Stated, measures.Inferred, measures.AllMemberships);
        var (recentStated, recentInferred) = (measures.Recent.Stated, measures.Recent.Inferred);
        Note("runRemovalsStated", Sentence(_rails.RunStated), Run(stated, all), stated);
        Note("runRemovalsInferred", Sentence(_rails.RunInferred), Run(inferred, all), inferred);
        Note("dayRemovalsStated", Sentence(_rails.DayStated), Day(recentStated, stated, all), stated + recentStated);
        Note("dayRemovalsInferred", Sentence(_rails.DayInferred), Day(recentInferred, inferred, all), inferred + recentInferred);
    }

    private void WeighSuspensions(GuardMeasures measures)
    {
        var (stated, inferred, active) = (measures.SuspendedStated, measures.SuspendedInferred, measures.ActiveUsers);
        Note("suspensionsStated", Sentence(_rails.SuspendedStated), Suspended(stated, active), stated);
        Note("suspensionsInferred", Sentence(_rails.SuspendedInferred), Suspended(inferred, active), inferred);
    }

    private void WeighSource(SyncPlan plan)
    {
        var (users, groups) = (plan.Basis.Read.Users, plan.Basis.Read.Groups);
        Note(
            "emptySource",
            "A directory that has none left is never followed by itself.",
            Text(
                $"The directory had {CountWords.Of(users.PresentBefore, "user")} and {CountWords.Of(groups.PresentBefore, "group")}, and has {users.PresentAfter} and {groups.PresentAfter}."
            ),
            users.PresentAfter + groups.PresentAfter
        );
        Note(
            "shrunkSource",
            Text($"The directory may not shrink by more than {_rails.ShrinkPercent} % between two full reads."),
            Text(
                $"{users.Missing} of {CountWords.Of(users.PresentBefore, "user")} and {groups.Missing} of {CountWords.Of(groups.PresentBefore, "group")} are missing."
            ),
            users.Missing + groups.Missing
        );
    }

    /// <summary>Guard rails that need no words beyond their own findings.</summary>
    private void TakeTheRest(IReadOnlyList<GuardFinding> findings)
    {
        var told = _decisions.Select(decision => decision.Code).ToHashSet(StringComparer.Ordinal);
        foreach (
            var found in findings
                .DistinctBy(finding => finding.Guard)
                .Where(finding => !finding.Tripped && !told.Contains(finding.Guard) && !_trips.Contains(finding.Guard))
        )
            _decisions.Add(new Decision(found.Guard, DecisionKind.GuardPassed, found.Sentence, $"{found.Measured}.", 0));
        foreach (var trips in _trips.Where(trips => _decisions.All(decision => decision.Code != trips.Key)))
        {
            var rule = findings.FirstOrDefault(finding => finding.Guard == trips.Key)?.Sentence ?? trips.Key;
            _decisions.Add(new Decision(trips.Key, DecisionKind.GuardTripped, rule, Details(trips), trips.Count()));
        }
    }

    private void Note(string code, string rule, string passed, long objects) =>
        _decisions.Add(
            _trips.Contains(code)
                ? new Decision(code, DecisionKind.GuardTripped, rule, Details(_trips[code]), objects)
                : new Decision(code, DecisionKind.GuardPassed, rule, passed, objects)
        );

    private static string Details(IEnumerable<GuardTrip> trips)
    {
        const int few = 5;
        var all = trips.Select(trip => trip.Detail).ToList();
        return string.Join(' ', all.Take(few)) + (all.Count > few ? Text($" And {all.Count - few} more.") : "");
    }

    private static void Largest(ref (long Share, string? Words) largest, ref int groups, string name, int removed, int size)
    {
        if (removed == 0)
            return;
        groups++;
        var share = removed * 1_000_000L / Math.Max(1, size);
        if (share > largest.Share)
            largest = (
                share,
                Text($"'{name}' loses the largest share: {removed} of {CountWords.Of(size, "member")} ({Share(removed, size)}).")
            );
    }

    private static string PerGroup(int groups, string? words) =>
        groups switch
        {
            0 => "No group loses members.",
            1 => Text($"{groups} group loses members. {words}"),
            _ => Text($"{groups} groups lose members. {words}"),
        };

    private static string Run(int removed, int all) => Text($"The run removes {removed} of {Memberships(all)} ({Share(removed, all)}).");

    private static string Day(int recent, int removed, int all) =>
        (recent, removed) switch
        {
            (1, 1) => Text($"{recent} was removed in the last 24 hours and {removed} follows, of {Memberships(all)}."),
            (1, _) => Text($"{recent} was removed in the last 24 hours and {removed} follow, of {Memberships(all)}."),
            (_, 1) => Text($"{recent} were removed in the last 24 hours and {removed} follows, of {Memberships(all)}."),
            _ => Text($"{recent} were removed in the last 24 hours and {removed} follow, of {Memberships(all)}."),
        };

    private static string Suspended(int suspended, int active) =>
        suspended == 1
            ? Text($"{suspended} of {CountWords.Of(active, "user")} is suspended ({Share(suspended, active)}).")
            : Text($"{suspended} of {CountWords.Of(active, "user")} are suspended ({Share(suspended, active)}).");

    private static string Sentence(RemovalLimit limit)
    {
        var text = limit.ToString();
        return char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }

    private static string Share(int part, int whole) => whole == 0 ? "of none" : Text($"{100.0 * part / whole:0.#} %");

    private static string Memberships(int count) => CountWords.Of(count, "membership");

    private static string Text(FormattableString text) => CountWords.Text(text);
}
