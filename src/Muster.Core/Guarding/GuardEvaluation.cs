using Muster.Core.DirectoryObjects;
using Muster.Core.Reporting;

namespace Muster.Core.Guarding;

/// <summary>Holds the figures of a plan against every guard rail, in the order in which they are told.</summary>
internal sealed class GuardEvaluation(GuardRails rails, GuardMeasures measures)
{
    private const string Said = "as stated by the directory or a person";

    public IEnumerable<GuardFinding> Findings() =>
        [.. Source(), .. Protection(), .. Groups(), .. Run(), .. Suspensions(), .. NumberOfGroups()];

    /// <summary>An empty source is never followed by itself: not the tenant, not the import rule (INV-3). Single groups are weighed with the groups, pages while reading.</summary>
    private IEnumerable<GuardFinding> Source()
    {
        if (measures.Read is { } read)
        {
            yield return Empty(read.Users, "user");
            yield return Empty(read.Groups, "group");
            yield return Shrunk(read.Users, "user");
            yield return Shrunk(read.Groups, "group");
        }
        var suspended = measures.SuspendedStated + measures.SuspendedInferred;
        yield return new(
            "emptyScope",
            null,
            "An import rule that covers nobody any more",
            suspended == 0 ? "No user would be suspended"
                : measures.ActiveUsers == 1
                    ? Text($"{suspended} of {measures.ActiveUsers} active user would be suspended and {measures.Activated} made active")
                : Text($"{suspended} of {measures.ActiveUsers} active users would be suspended and {measures.Activated} made active"),
            "not all may be suspended without a person",
            suspended > 0 && measures.ActiveUsers > 0 && suspended >= measures.ActiveUsers && measures.Activated == 0
        );
    }

    private GuardFinding Empty(StreamCertificate stream, string what)
    {
        // Still empty a read later: the round before saw the loss, this one does not.
        var stillEmpty = stream.PresentAfter == 0 && stream.PresentBefore == 0 && measures.TakesAway;
        return new(
            "emptySource",
            $"{what}s",
            "A directory that has none left",
            stillEmpty
                ? $"The directory has no {what}s, and the plan takes something away"
                : Text($"The directory had {CountWords.Of(stream.PresentBefore, what)} and has {stream.PresentAfter} now"),
            "an empty directory is never followed without a person",
            stillEmpty || stream is { PresentAfter: 0, PresentBefore: > 0 }
        );
    }

    private GuardFinding Shrunk(StreamCertificate stream, string what) =>
        new(
            "shrunkSource",
            $"{what}s",
            "A directory that shrank between two reads",
            Text(
                stream.Missing == 1
                    ? (FormattableString)
                        $"{stream.Missing} of {CountWords.Of(stream.PresentBefore, what)} is missing from a full read ({Share(stream.Missing, stream.PresentBefore)})"
                    : $"{stream.Missing} of {CountWords.Of(stream.PresentBefore, what)} are missing from a full read ({Share(stream.Missing, stream.PresentBefore)})"
            ),
            Text($"the limit is {rails.ShrinkPercent} %"),
            stream.PresentAfter > 0 && (long)stream.Missing * 100 > (long)stream.PresentBefore * rails.ShrinkPercent
        );

    private IEnumerable<GuardFinding> Protection()
    {
        const string rule = "Protected groups and people";
        foreach (var (group, count) in measures.ProtectedGroups)
            yield return new("protected", group, rule, Text($"'{group}' is protected and would lose {count}"), Person, true);
        foreach (var (group, count, noun) in measures.Adoptions)
            yield return new(
                "adoption",
                group,
                "Memberships given here before a group is linked",
                count == 1
                    ? Text($"'{group}' has {CountWords.Of(count, noun)} given here; linking it lets the directory decide about it")
                    : Text($"'{group}' has {CountWords.Of(count, noun)} given here; linking it lets the directory decide about them"),
                Person,
                true
            );
        if (measures.ProtectedPeople > 0)
            yield return new(
                "protected",
                null,
                rule,
                measures.ProtectedPeople == 1
                    ? Text($"{measures.ProtectedPeople} protected person would be removed or suspended")
                    : Text($"{measures.ProtectedPeople} protected people would be removed or suspended"),
                "they never are",
                true
            );
        else if (measures.ProtectedGroups.Count == 0)
            yield return new("protected", null, rule, "None of them would lose anything", "a loss of theirs needs a person", false);
    }

    private const string Person = "that needs a person";

    private IEnumerable<GuardFinding> Groups() =>
        [
            .. PerGroup("groupEmptied", "A group that becomes empty", Emptied),
            .. PerGroup("groupRemovalsStated", "Stated removals of one group", loss => One(loss, rails.GroupStated, loss.Stated, Said)),
            .. PerGroup(
                "groupRemovalsInferred",
                "Inferred removals of one group",
                loss => One(loss, rails.GroupInferred, loss.Inferred, "because they are merely absent")
            ),
            .. PerGroup(
                "groupDayStated",
                "Stated removals of one group within 24 hours",
                loss => Day(loss, rails.GroupDayStated, loss.Stated, measures.Recent.Of(loss.Group).Stated, Said)
            ),
            .. PerGroup(
                "groupDayInferred",
                "Inferred removals of one group within 24 hours",
                loss =>
                    Day(
                        loss,
                        rails.GroupDayInferred,
                        loss.Inferred,
                        measures.Recent.Of(loss.Group).Inferred,
                        "because they were merely absent"
                    )
            ),
        ];

    /// <summary>Every group that trips, or else the one that loses the greatest share.</summary>
    private IEnumerable<GuardFinding> PerGroup(string guard, string rule, Func<GroupLoss, Weighed> weigh)
    {
        var weighed = measures.Groups.Select(loss => (loss.Name, Weighed: weigh(loss))).ToList();
        var told = weighed.Where(group => group.Weighed.Tripped).ToList();
        if (told.Count == 0 && weighed.Count > 0)
            told = [weighed.MaxBy(group => group.Weighed.Share)];
        foreach (var (name, group) in told)
            yield return new(guard, name, rule, group.Measured, group.Limit, group.Tripped);
        if (told.Count == 0)
            yield return new(guard, null, rule, "No group loses members", LimitOf(guard), false);
    }

    private string LimitOf(string guard) =>
        guard switch
        {
            "groupRemovalsStated" => rails.GroupStated.ToString(),
            "groupRemovalsInferred" => rails.GroupInferred.ToString(),
            "groupDayStated" => rails.GroupDayStated.ToString(),
            "groupDayInferred" => rails.GroupDayInferred.ToString(),
            _ => EmptyLimit,
        };

    private string EmptyLimit => Text($"a group of {rails.EmptiedGroupSize} or more may not become empty");

    /// <summary>Leaving one by one within a day empties a group as leaving at once does.</summary>
    private Weighed Emptied(GroupLoss loss)
    {
        var recent = measures.Recent.Of(loss.Group);
        var before = loss.Size + recent.Stated + recent.Inferred;
        var earlier = before > loss.Size ? Text($", after {before - loss.Size} left in the last 24 hours") : "";
        var empties = loss.Total == loss.Size && loss.Additions == 0;
        return new(
            empties
                ? Text($"'{loss.Name}' would lose all of its {CountWords.Of(loss.Size, "member")}{earlier}")
                : Text($"'{loss.Name}' would lose {loss.Total} of {CountWords.Of(loss.Size, "member")}{earlier}"),
            EmptyLimit,
            empties && before >= rails.EmptiedGroupSize,
            Part(loss.Total, loss.Size)
        );
    }

    private static Weighed One(GroupLoss loss, RemovalLimit limit, int removed, string how) =>
        new(
            Text($"'{loss.Name}' would lose {removed} of {CountWords.Of(loss.Size, "member")} ({Share(removed, loss.Size)}), {how}"),
            limit.ToString(),
            limit.IsPassed(removed, loss.Size),
            Part(removed, loss.Size)
        );

    private static Weighed Day(GroupLoss loss, RemovalLimit limit, int removed, int recent, string how)
    {
        var before = loss.Size + recent;
        return new(
            Text(
                $"'{loss.Name}' lost {CountWords.Of(recent, "member")} in the last 24 hours and would lose {removed} more, of {before} ({Share(recent + removed, before)}), {how}"
            ),
            limit.ToString(),
            removed > 0 && limit.IsPassed(removed + recent, before),
            Part(removed + recent, before)
        );
    }

    private IEnumerable<GuardFinding> Run()
    {
        var (all, recent) = (measures.AllMemberships, measures.Recent);
        const string absent = "that are merely absent";
        yield return Whole(
            "runRemovalsStated",
            "Stated removals of one run",
            Text($"The run would remove {measures.Stated} of {Memberships(all)} ({Share(measures.Stated, all)}), {Said}"),
            rails.RunStated,
            rails.RunStated.IsPassed(measures.Stated, all)
        );
        yield return Whole(
            "dayRemovalsStated",
            "Stated removals of 24 hours",
            recent.Stated == 1
                ? Text($"{recent.Stated} membership was removed in the last 24 hours and {measures.Stated} more would follow, of {all}")
                : Text($"{recent.Stated} memberships were removed in the last 24 hours and {measures.Stated} more would follow, of {all}"),
            rails.DayStated,
            measures.Stated > 0 && rails.DayStated.IsPassed(measures.Stated + recent.Stated, all + recent.Stated)
        );
        yield return Whole(
            "runRemovalsInferred",
            "Inferred removals of one run",
            Text($"The run would remove {measures.Inferred} of {Memberships(all)} ({Share(measures.Inferred, all)}) {absent}"),
            rails.RunInferred,
            rails.RunInferred.IsPassed(measures.Inferred, all)
        );
        yield return Whole(
            "dayRemovalsInferred",
            "Inferred removals of 24 hours",
            recent.Inferred == 1
                ? Text(
                    $"{recent.Inferred} membership that was merely absent was removed in the last 24 hours and {measures.Inferred} more would follow, of {all}"
                )
                : Text(
                    $"{recent.Inferred} memberships that were merely absent were removed in the last 24 hours and {measures.Inferred} more would follow, of {all}"
                ),
            rails.DayInferred,
            measures.Inferred > 0 && rails.DayInferred.IsPassed(measures.Inferred + recent.Inferred, all + recent.Inferred)
        );
    }

    private IEnumerable<GuardFinding> Suspensions()
    {
        var active = measures.ActiveUsers;
        yield return Whole(
            "suspensionsStated",
            "Suspensions that the directory or a person stated",
            Text(
                $"{measures.SuspendedStated} of {CountWords.Of(active, "user")} would be suspended ({Share(measures.SuspendedStated, active)}), {Said}"
            ),
            rails.SuspendedStated,
            rails.SuspendedStated.IsPassed(measures.SuspendedStated, active)
        );
        yield return Whole(
            "suspensionsInferred",
            "Suspensions of people who are merely absent",
            Text(
                $"{measures.SuspendedInferred} of {CountWords.Of(active, "user")} would be suspended ({Share(measures.SuspendedInferred, active)}) because they are merely absent"
            ),
            rails.SuspendedInferred,
            rails.SuspendedInferred.IsPassed(measures.SuspendedInferred, active)
        );
    }

    private IEnumerable<GuardFinding> NumberOfGroups()
    {
        yield return Number(
            "groupsChanged",
            "Groups that one run changes",
            Text($"The run would change the members or owners of {CountWords.Of(measures.ChangedGroups, "group")}"),
            rails.ChangedGroups,
            measures.ChangedGroups
        );
        yield return Number(
            "groupsRetired",
            "Groups that one run retires",
            Text($"The run would retire {CountWords.Of(measures.RetiredGroups, "group")}"),
            rails.RetiredGroups,
            measures.RetiredGroups
        );
    }

    private static GuardFinding Number(string guard, string rule, string measured, int? limit, int number) =>
        new(guard, null, rule, measured, limit is { } most ? Text($"the limit is {most}") : "there is no limit", number > limit);

    private static GuardFinding Whole(string guard, string rule, string measured, RemovalLimit limit, bool tripped) =>
        new(guard, null, rule, measured, limit.ToString(), tripped);

    private static double Part(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static string Share(int part, int whole) => whole == 0 ? "of none" : Text($"{100.0 * part / whole:0.#} %");

    private static string Memberships(int count) => CountWords.Of(count, "membership");

    private static string Text(FormattableString text) => CountWords.Text(text);

    private readonly record struct Weighed(string Measured, string Limit, bool Tripped, double Share);
}
