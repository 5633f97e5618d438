using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The inverse of what runs did to exceptions, as far as it still makes sense.</summary>
internal sealed class UndoExceptions
{
    private readonly UndoRequest _request;
    private readonly UndoConflicts _conflicts;
    private readonly Dictionary<int, PlatformGroup> _groups;
    private readonly Dictionary<long, MembershipException> _standing;
    private long _next;

    public UndoExceptions(UndoRequest request, UndoConflicts conflicts)
    {
        (_request, _conflicts, _next) = (request, conflicts, request.Actual.NextExceptionId);
        _groups = request.Actual.Groups.ToDictionary(group => group.Key);
        _standing = request.Actual.Exceptions.ToDictionary(exception => exception.Id);
        foreach (var changes in request.Exceptions.GroupBy(change => change.Id).OrderBy(changes => changes.Key))
            Undo(changes.First().Before, changes.Last().After);
    }

    /// <summary>Changes of exceptions, by id.</summary>
    public IEnumerable<ExceptionStep> Steps => _steps.OrderBy(step => step.Exception.Id);

    private readonly List<ExceptionStep> _steps = [];

    /// <summary>The exceptions that stand once the steps are done.</summary>
    public IEnumerable<MembershipException> After => _standing.Values;

    private void Undo(MembershipException? before, MembershipException? after)
    {
        if (before == after)
            return;
        var now = _standing.GetValueOrDefault((before ?? after)!.Id);
        if (now != after)
            _conflicts.Add(Conflict.ExceptionChangedSince, NameOf((before ?? after)!));
        else if (before is null)
            End(after!);
        else if (before.IsOver(_request.Now) || !IsAllowed(before, after))
            _conflicts.Add(Conflict.ExceptionOver, NameOf(before));
        else if (after is null)
            Begin(before with { Id = _next++, From = _request.Now });
        else
            Extend(after, before.Until);
    }

    private void End(MembershipException exception)
    {
        if (exception.Kind == ExceptionKind.Include && _request.ProtectedUsers.ContainsKey(exception.User))
        {
            _conflicts.Add(Conflict.Protected, NameOf(exception));
            return;
        }
        _standing.Remove(exception.Id);
        _steps.Add(new ExceptionStep.End(exception, ExceptionEnd.Undone, $"{_request.RunsInWords} undone"));
    }

    private void Begin(MembershipException exception)
    {
        _standing.Add(exception.Id, exception);
        _steps.Add(new ExceptionStep.Begin(exception));
    }

    private void Extend(MembershipException exception, DateTimeOffset? until)
    {
        _standing[exception.Id] = exception with { Until = until };
        _steps.Add(new ExceptionStep.Extend(exception, until));
    }

    private bool IsAllowed(MembershipException exception, MembershipException? standing) =>
        _groups.TryGetValue(exception.Group, out var group)
        && group.Link is LinkState.Linked or LinkState.Paused or LinkState.SourceDeleted
        && !(exception.Kind == ExceptionKind.Exclude && _request.ProtectedUsers.ContainsKey(exception.User))
        && !_standing.Values.Any(other =>
            other != standing && (other.Group, other.User, other.Relation) == (exception.Group, exception.User, exception.Relation)
        );

    private string? NameOf(MembershipException exception) => _groups.GetValueOrDefault(exception.Group)?.Name;
}
