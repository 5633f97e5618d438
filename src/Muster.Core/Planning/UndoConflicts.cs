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
        var noun =
            conflict >= Conflict.NestingChangedSince ? "sub-groups"
            : conflict >= Conflict.ExceptionChangedSince ? "exceptions"
            : "memberships";
        var what = $"{count} {noun}{Names(groups)}";
        var (code, message) = conflict switch
        {
            Conflict.ChangedSince => ("changedSince", $"{what} have changed again since {runs} and are left alone."),
            Conflict.SuspendedSince => ("suspendedSince", $"{what} belong to people who are suspended; they are not put back."),
            Conflict.RetiredSince => ("retiredSince", $"{what} belong to groups that were retired since."),
            Conflict.UnlinkedSince => ("unlinkedSince", $"{what} belong to groups that do not follow the directory any more."),
            Conflict.ExcludedSince => ("excludedSince", $"{what} belong to people whom an exception keeps out; they are not put back."),
            Conflict.NoException => ("noExceptionSince", $"{what} stood by an exception that has ended; they are not put back."),
            Conflict.Protected => ("protectedKept", $"{what} belong to protected people, who are never removed; they stay."),
            Conflict.ExceptionChangedSince => ("exceptionChangedSince", $"{what} have changed again since {runs} and are left alone."),
            Conflict.NestingChangedSince => ("nestingChangedSince", $"{what} have changed again since {runs} and are left alone."),
            Conflict.NestingImpossible => ("nestingImpossible", $"{what} are not put back: a group was retired or does not follow the directory any more."),
            _ => ("exceptionOver", $"{what} are not begun again: their end has come, or their group or person does not allow them now."),
        };
        return new PlanProblem(code, runs, message);
    }

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
    NestingChangedSince,
    NestingImpossible,
}
