using System.Globalization;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Exceptions;

/// <summary>What keeps an exception from being made, each with a message of its own.</summary>
internal static class ExceptionRules
{
    /// <summary>Why an exception cannot begin; null when it can.</summary>
    public static PlanProblem? Obstacle(PlanRequest planning, ExceptionWish wish, PlatformGroup? group)
    {
        if (ReasonFault(wish.Reason) is { } reason)
            return reason;
        if (EndFault(wish.Until, planning.Now) is { } end)
            return end;
        if (group is null)
            return new PlanProblem(
                "notFound",
                wish.Group,
                $"There is no group called '{wish.Group}'. Names count exactly, case and spaces included; list them with: muster groups list."
            );
        if (group.Link is not (LinkState.Linked or LinkState.Paused))
            return NotLinked(group);
        if (wish.Kind == ExceptionKind.Exclude && planning.ProtectedUsers.TryGetValue(wish.User, out var name))
            return Protected(name);
        var other = planning.Actual.Exceptions.FirstOrDefault(exception =>
            (exception.Group, exception.User, exception.Relation) == (group.Key, wish.User, wish.Relation)
        );
        return other is null ? null : Clash(wish, other);
    }

    public static PlanProblem? ReasonFault(string reason) =>
        reason.Trim().Length is > 0 and <= ExceptionChanges.LongestReason
            ? null
            : new PlanProblem(
                "badReason",
                "--reason",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--reason needs a text of 1 to {ExceptionChanges.LongestReason} characters, so that others understand the exception later."
                )
            );

    public static PlanProblem? EndFault(DateTimeOffset? until, DateTimeOffset now) =>
        until is { } end && end <= now
            ? new PlanProblem(
                "endInPast",
                "--until",
                $"--until is {Words(end)}, which has passed (it is {Words(now)} now). Give a later day, such as {now.UtcDateTime.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}."
            )
            : null;

    public static PlanProblem NotStanding(long id) =>
        new(
            "notFound",
            Number(id),
            $"No exception {id} stands. List those that do with: muster exceptions list; its past, if it had one: muster exceptions show {id}."
        );

    public static PlanProblem SameEnd(MembershipException exception) =>
        new("nothingToDo", Number(exception.Id), $"Exception {exception.Id} stands {EndWords(exception)} already; nothing to do.");

    public static PlanProblem Protected(string name) =>
        new(
            "protectedPerson",
            name,
            $"'{name}' is protected (setting protectedUsers): no exception takes the person out of a group. Take the person off that list first, if it must be."
        );

    private static PlanProblem NotLinked(PlatformGroup group) =>
        new(
            "notLinked",
            group.Name,
            group.Link == LinkState.Local
                ? $"'{group.Name}' is a local group: its members are decided here, so there is nothing to except from. Add or remove the member itself."
                : $"'{group.Name}' does not follow a directory group now, so there is nothing to except from. See: muster groups show \"{group.Name}\"."
        );

    private static PlanProblem Clash(ExceptionWish wish, MembershipException other) =>
        other.Kind == wish.Kind
            ? new PlanProblem(
                "exceptionExists",
                wish.Group,
                $"Exception {other.Id} {Verb(other.Kind)} '{wish.UserName}' in '{wish.Group}' already, {EndWords(other)} ({other.Reason}). To move its end: muster exceptions extend {other.Id} --until DATE."
            )
            : new PlanProblem(
                "exceptionContradicts",
                wish.Group,
                $"Exception {other.Id} {Verb(other.Kind)} '{wish.UserName}' in '{wish.Group}', {EndWords(other)} ({other.Reason}); a second one would say the opposite. End that one first: muster exceptions end {other.Id} --reason TEXT."
            );

    private static string Verb(ExceptionKind kind) => kind == ExceptionKind.Include ? "includes" : "excludes";

    private static string EndWords(MembershipException exception) =>
        exception.Until is { } until ? $"until {Words(until)}" : "without an end date";

    private static string Words(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    private static string Number(long id) => id.ToString(CultureInfo.InvariantCulture);
}
