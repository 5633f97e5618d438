using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Which exceptions end with a plan, and whom those that stand include and exclude.</summary>
internal sealed class ExceptionPlanner
{
    private readonly PlanRequest _request;
    private readonly ProtectedPeople _protected;
    private readonly Dictionary<int, bool> _unfollowed;
    private readonly Dictionary<int, int> _directoryKeys = [];
    private readonly Dictionary<(int Group, MembershipRelation Relation, ExceptionKind Kind), KeySet> _standing;

    private ExceptionPlanner(PlanRequest request, IEnumerable<EndedLink> unfollowed, ProtectedPeople protectedPeople)
    {
        _unfollowed = unfollowed.ToDictionary(link => link.Group.Key, link => link.Retired);
        (_request, _protected) = (request, protectedPeople);
        var exceptions = request.Actual.Exceptions;
        if (exceptions.Count > 0)
            FindDirectoryKeys(exceptions.Select(exception => exception.User).ToHashSet());
        var groups = request.Actual.Groups.ToDictionary(group => group.Key);
        foreach (var exception in exceptions.OrderBy(exception => exception.Id))
            if (Concerns(exception, groups) && EndOf(exception, groups.GetValueOrDefault(exception.Group)) is { } end)
                Steps.Add(end);
        var ended = Steps.Select(step => step.Exception.Id).ToHashSet();
        _standing = exceptions
            .Where(exception => !ended.Contains(exception.Id))
            .GroupBy(exception => (exception.Group, exception.Relation, exception.Kind))
            .ToDictionary(same => same.Key, same => KeySet.Of(same.Select(exception => exception.User)));
    }

    /// <summary>The exceptions that end, by id.</summary>
    public List<ExceptionStep> Steps { get; } = [];

    public static ExceptionPlanner Plan(PlanRequest request, IEnumerable<EndedLink> unfollowed, ProtectedPeople protectedPeople) =>
        new(request, unfollowed, protectedPeople);

    /// <summary>Keys of the platform users whom standing exceptions include.</summary>
    public KeySet Included(int group, MembershipRelation relation) =>
        _standing.GetValueOrDefault((group, relation, ExceptionKind.Include), KeySet.Empty);

    /// <summary>Keys of the platform users whom standing exceptions exclude.</summary>
    public KeySet Excluded(int group, MembershipRelation relation) =>
        _standing.GetValueOrDefault((group, relation, ExceptionKind.Exclude), KeySet.Empty);

    private bool Concerns(MembershipException exception, Dictionary<int, PlatformGroup> groups) =>
        !_request.UsersOnly && (!groups.TryGetValue(exception.Group, out var group) || _request.Includes(group));

    private ExceptionStep.End? EndOf(MembershipException exception, PlatformGroup? group)
    {
        var end = group switch
        {
            null => new ExceptionStep.End(exception, ExceptionEnd.GroupGone, "the group was retired"),
            // An exclusion that is over ends whatever becomes of the group: a person may take that out of the plan.
            _ when exception.Kind == ExceptionKind.Exclude && exception.IsOver(_request.Now) => OfDate(exception),
            _ when _unfollowed.TryGetValue(group.Key, out var retired) && retired => new ExceptionStep.End(
                exception,
                ExceptionEnd.GroupGone,
                "the group was retired"
            ),
            _ when group.Link == LinkState.Local || _unfollowed.ContainsKey(group.Key) => new ExceptionStep.End(
                exception,
                ExceptionEnd.GroupGone,
                "the group does not follow the directory any more"
            ),
            _ when exception.IsOver(_request.Now) => OfDate(exception),
            // An exclusion outlives the account: should it be restored, the person stays out.
            _ when exception.Kind == ExceptionKind.Include && IsGone(exception.User) => new ExceptionStep.End(
                exception,
                ExceptionEnd.UserGone,
                "the account was deleted in the directory"
            ),
            _ => null,
        };
        if (
            end is null
            || group is null
            || _unfollowed.ContainsKey(group.Key)
            || exception.Kind == ExceptionKind.Exclude
            || !_protected.Keeps(exception.User)
        )
            return end;
        _protected.Kept(
            exception.User,
            $"exception {exception.Id} for '{group.Name}' would have {(end.Cause == ExceptionEnd.Date ? end.Reason : $"ended: {end.Reason}")}"
        );
        return null;
    }

    private static ExceptionStep.End OfDate(MembershipException exception) =>
        new(exception, ExceptionEnd.Date, EndedOn(exception.Until!.Value));

    /// <summary>The words in which an end by date is recorded.</summary>
    public static string EndedOn(DateTimeOffset until) =>
        string.Create(CultureInfo.InvariantCulture, $"ended on {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    private bool IsGone(int user) =>
        _request.Mirror.Certificate.Users.Complete
        && _directoryKeys.TryGetValue(user, out var key)
        && _request.Mirror.User(key) is DirectoryUserState.RemovedStated or DirectoryUserState.RemovedInferred;

    private void FindDirectoryKeys(HashSet<int> users)
    {
        for (var key = 1; key < _request.Actual.UserByDirectoryKey.Length; key++)
            if (users.Contains(_request.Actual.UserByDirectoryKey[key]))
                _directoryKeys[_request.Actual.UserByDirectoryKey[key]] = key;
    }
}
