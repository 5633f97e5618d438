namespace Muster.Core.Planning;

/// <summary>What an undo leaves alone, counted by reason.</summary>
internal sealed class UndoConflicts(string runs)
{
    private const int MostNames = 5;

    private readonly SortedDictionary<Conflict, (int Count, SortedSet<string> Groups)> _found = [];

    public void Add(Conflict conflict, string? group)
    {
        if (!_found.TryGetValue(conflict, out var found))
            found = (0, new SortedSet<string>(StringComparer.Ordinal));
        if (group is not null)
            found.Groups.Add(group);
        _found[conflict] = (found.Count + 1, found.Groups);
    }

    public IEnumerable<PlanProblem> Problems() => _found.Select(found => Problem(found.Key, found.Value.Count, found.Value.Groups));

    private PlanProblem Problem(Conflict conflict, int count, SortedSet<string> groups)
    {
        var one = count == 1;
        var what = $"{count} {Noun(conflict)}{(one ? "" : "s")}{Names(groups)}";
        var changed = $"{what} {(one ? "has" : "have")} changed again since {runs} and {(one ? "is" : "are")} left alone.";
        var (theirs, people) = one ? ($"{what} belongs to", "somebody who is") : ($"{what} belong to", "people who are");
        var (stays, notPutBack) = one ? ("it stays", "it is not put back") : ("they stay", "they are not put back");
        var (code, message) = conflict switch
        {
            Conflict.ChangedSince => ("changedSince", changed),
            Conflict.SuspendedSince => ("suspendedSince", $"{theirs} {people} suspended; {notPutBack}."),
            Conflict.RetiredSince => ("retiredSince", $"{theirs} {(one ? "a group that was" : "groups that were")} retired since."),
            Conflict.UnlinkedSince => (
                "unlinkedSince",
                $"{theirs} {(one ? "a group that does" : "groups that do")} not follow the directory any more."
            ),
            Conflict.ExcludedSince => ("excludedSince", $"{theirs} {people} kept out by an exception; {notPutBack}."),
            Conflict.NoException => ("noExceptionSince", $"{what} stood by an exception that has ended; {notPutBack}."),
            Conflict.Protected => ("protectedKept", $"{theirs} {people} protected, and never removed; {stays}."),
            Conflict.SubGroupChangedSince => ("subGroupChangedSince", changed),
            Conflict.SubGroupOver => (
                "subGroupOver",
                $"{what} {(one ? "is" : "are")} not put back: a group was retired, or does not follow the directory any more."
            ),
            Conflict.ExceptionChangedSince => ("exceptionChangedSince", changed),
            _ => (
                "exceptionOver",
                $"{what} {(one ? "is" : "are")} not begun again: {(one ? "its end has come, or its" : "their end has come, or their")} group or person does not allow {(one ? "it" : "them")} now."
            ),
        };
        return new PlanProblem(code, runs, message);
    }

    private static string Noun(Conflict conflict) =>
        conflict switch
        {
            < Conflict.ExceptionChangedSince => "membership",
            < Conflict.SubGroupChangedSince => "exception",
            _ => "sub-group",
        };

    private static string Names(SortedSet<string> groups) =>
        groups.Count == 0
            ? ""
            : $" ({string.Join(", ", groups.Take(MostNames).Select(name => $"'{name}'"))}{(groups.Count > MostNames ? $" and {groups.Count - MostNames} more groups" : "")})";
}

/// <summary>Why an undo leaves something alone.</summary>
internal enum Conflict
{
    ChangedSince,
    SuspendedSince,
    RetiredSince,
    UnlinkedSince,
    ExcludedSince,
    NoException,
    Protected,
    ExceptionChangedSince,
    ExceptionOver,
    SubGroupChangedSince,
    SubGroupOver,
}
