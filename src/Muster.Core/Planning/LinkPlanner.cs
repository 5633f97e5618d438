using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Plans matching, links, renames, what became of the source, and groups created by rule. Once linked, the object id rules and the name only follows.</summary>
internal sealed class LinkPlanner
{
    private readonly PlanRequest _request;
    private readonly DirectoryNames _names;
    private readonly Dictionary<int, PlatformGroup> _ownerOfSource = [];
    private readonly Dictionary<ObjectId, PlatformGroup> _ownerOfId = [];
    private readonly List<GroupStep> _steps = [];
    private readonly List<(PlatformGroup, int)> _linked = [];
    private readonly List<EndedLink> _ended = [];
    private readonly List<PlanProblem> _problems = [];

    private LinkPlanner(PlanRequest request)
    {
        _request = request;
        _names = new DirectoryNames(request.Mirror);
        foreach (var group in request.Actual.Groups.OrderBy(group => group.Key))
        {
            if (group.DirectoryKey is { } key)
                _ownerOfSource.TryAdd(key, group);
            if (group.DirectoryId is { } id)
                _ownerOfId.TryAdd(id, group);
        }
    }

    /// <summary>The group that a directory group feeds, also by another connection to the same directory.</summary>
    private PlatformGroup? OwnerOf(DirectoryGroup source) =>
        _ownerOfSource.GetValueOrDefault(source.Key) ?? _ownerOfId.GetValueOrDefault(source.Id);

    public static LinkPlan Plan(PlanRequest request)
    {
        var planner = new LinkPlanner(request);
        foreach (var group in request.Actual.Groups.OrderBy(group => group.Key))
            planner.Add(group);
        var renames = RenamePlanner.Plan(request, planner._ended);
        var created = CreationPlanner.Plan(request, planner._names, planner.OwnerOf, renames.Names);
        return new LinkPlan(
            [.. planner._steps, .. renames.Steps, .. created.Steps],
            [.. planner._linked, .. created.Linked],
            planner._ended,
            [.. planner._problems, .. renames.Problems, .. created.Problems]
        );
    }

    private void Add(PlatformGroup group)
    {
        var included = _request.Includes(group);
        switch (group.Link)
        {
            case LinkState.Unmatched or LinkState.Ambiguous when included:
                Match(group);
                break;
            case LinkState.Linked or LinkState.SourceDeleted when group.DirectoryKey is { } key:
                if (_ownerOfSource[key] == group)
                    Follow(group, key, included);
                else if (included)
                    _problems.Add(Problems.ClaimedTwice(group.Name, _ownerOfSource[key].Name));
                break;
            case LinkState.Paused when included && group.PausedUntil <= _request.Now:
                EndPause(group);
                break;
            case LinkState.Paused when included:
                _problems.Add(Problems.Paused(group.Name, group.PausedUntil));
                break;
        }
    }

    /// <summary>Whether a rename ends the link of a group by this plan, so that its directory group is free for whoever waits for the new name.</summary>
    private bool LetsGo(PlatformGroup owner, DirectoryGroup source) =>
        owner.Link is LinkState.Linked or LinkState.SourceDeleted
        && owner.DirectoryKey == source.Key
        && _request.Includes(owner)
        && RenamePlanner.Unlinks(_request, owner, source);

    /// <summary>The day has come: the group follows the directory from this plan on.</summary>
    private void EndPause(PlatformGroup group)
    {
        ChangeState(group, LinkState.Linked);
        if (group.DirectoryKey is { } key)
            Follow(group with { Link = LinkState.Linked, PausedUntil = null }, key, included: true);
    }

    private void Match(PlatformGroup group)
    {
        switch (GroupMatcher.Match(group.Name, _names))
        {
            case GroupMatch.Exact(var source) when OwnerOf(source) is { } owner && !LetsGo(owner, source):
                ChangeState(group, LinkState.Unmatched);
                Report(
                    "alreadyLinked",
                    group,
                    $"'{group.Name}' fits directory group {source.Id}, but '{owner.Name}' is linked to it already. One directory group feeds one group."
                );
                break;
            case GroupMatch.Exact(var source):
                _steps.Add(new GroupStep.Link(group.Key, source.Key, source.Id, LinkCause.ExactName));
                _ownerOfSource.TryAdd(source.Key, group);
                _linked.Add((group, source.Key));
                break;
            case GroupMatch.Ambiguous(var candidates):
                ChangeState(group, LinkState.Ambiguous);
                _problems.Add(Problems.Ambiguous(group.Name, candidates));
                break;
            case GroupMatch.None(var nearMisses):
                ChangeState(group, LinkState.Unmatched);
                _problems.Add(Problems.Unmatched(group.Name, nearMisses));
                break;
        }
    }

    private void Follow(PlatformGroup group, int directoryKey, bool included)
    {
        var source = _request.Mirror.Group(directoryKey);
        if (source is null || source.Presence == ObjectPresence.Unseen)
            return;
        if (!source.Present)
        {
            if (included)
                SourceIsGone(group, source);
            return;
        }
        if (included && RenamePlanner.Unlinks(_request, group, source))
        {
            _steps.Add(new GroupStep.Unlink(group.Key));
            _ended.Add(new EndedLink(group, null));
            _problems.Add(Problems.UnlinkedByRename(group.Name, source));
            return;
        }
        if (included || group.Link == LinkState.Linked)
            _linked.Add((group, directoryKey));
        if (included && group.Link == LinkState.SourceDeleted)
            _steps.Add(new GroupStep.Link(group.Key, directoryKey, source.Id, LinkCause.Restored));
    }

    private void SourceIsGone(PlatformGroup group, DirectoryGroup source)
    {
        if (IsPruned(group))
        {
            _steps.Add(new GroupStep.Retire(group.Key));
            _ended.Add(new EndedLink(group, source.Presence == ObjectPresence.RemovedStated ? Evidence.Stated : Evidence.Inferred));
            return;
        }
        ChangeState(group, LinkState.SourceDeleted);
        var reused = _names.WithName(group.Name).FirstOrDefault(candidate => OwnerOf(candidate) is null);
        _problems.Add(reused is null ? Problems.SourceDeleted(group.Name, source.Id) : Problems.ReusedName(group.Name, source.Id, reused));
    }

    /// <summary>A group that was given members here, or that holds protected people, is more than its source: a person decides about it, whatever the policy (INV-11).</summary>
    private bool IsPruned(PlatformGroup group) =>
        (group.Settings.OnSourceDeleted ?? _request.Policies.OnSourceDeleted) == SourceDeletedPolicy.Prune
        && _request.Mirror.Certificate.Complete
        && group.LocalMembers.IsEmpty
        && group.LocalOwners.IsEmpty
        && group.ExceptionMembers.IsEmpty
        && group.ExceptionOwners.IsEmpty
        && !group.Members.Union(group.Owners).AsList.Any(_request.ProtectedUsers.ContainsKey);

    private void ChangeState(PlatformGroup group, LinkState to)
    {
        if (group.Link != to)
            _steps.Add(new GroupStep.ChangeState(group.Key, group.Link, to));
    }

    private void Report(string code, PlatformGroup group, string message) => _problems.Add(new PlanProblem(code, group.Name, message));
}
