using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Plans matching, links, renames and what became of the source. Once linked, the object id rules and the name only follows.</summary>
internal sealed class LinkPlanner
{
    private readonly PlanRequest _request;
    private readonly DirectoryNames _names;
    private readonly Dictionary<int, PlatformGroup> _ownerOfSource = [];
    private readonly List<GroupStep> _steps = [];
    private readonly List<(PlatformGroup, int)> _linked = [];
    private readonly List<PlanProblem> _problems = [];

    private LinkPlanner(PlanRequest request)
    {
        _request = request;
        _names = new DirectoryNames(request.Mirror);
        foreach (var group in request.Actual.Groups)
            if (group.DirectoryKey is { } key)
                _ownerOfSource.TryAdd(key, group);
    }

    public static LinkPlan Plan(PlanRequest request)
    {
        var planner = new LinkPlanner(request);
        foreach (var group in request.Actual.Groups.OrderBy(group => group.Key))
            planner.Add(group);
        var renames = RenamePlanner.Plan(request);
        return new LinkPlan([.. planner._steps, .. renames.Steps], planner._linked, [.. planner._problems, .. renames.Problems]);
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
                Follow(group, key, included);
                break;
            case LinkState.Paused when included && group.PausedUntil <= _request.Now:
                EndPause(group);
                break;
            case LinkState.Paused when included:
                _problems.Add(Problems.Paused(group.Name, group.PausedUntil));
                break;
        }
    }

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
            case GroupMatch.Exact(var source) when _ownerOfSource.TryGetValue(source.Key, out var owner):
                ChangeState(group, LinkState.Unmatched);
                Report(
                    "alreadyLinked",
                    group,
                    $"'{group.Name}' fits directory group {source.Id}, but '{owner.Name}' is linked to it already. One directory group feeds one group."
                );
                break;
            case GroupMatch.Exact(var source):
                _steps.Add(new GroupStep.Link(group.Key, source.Key, source.Id, LinkCause.ExactName));
                _ownerOfSource.Add(source.Key, group);
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
        if (source.Present)
        {
            if (included || group.Link == LinkState.Linked)
                _linked.Add((group, directoryKey));
            if (included && group.Link == LinkState.SourceDeleted)
                _steps.Add(new GroupStep.Link(group.Key, directoryKey, source.Id, LinkCause.Restored));
            return;
        }
        if (!included)
            return;
        ChangeState(group, LinkState.SourceDeleted);
        var reused = _names.WithName(group.Name).FirstOrDefault(candidate => !_ownerOfSource.ContainsKey(candidate.Key));
        _problems.Add(reused is null ? Problems.SourceDeleted(group.Name, source.Id) : Problems.ReusedName(group.Name, source.Id, reused));
    }

    private void ChangeState(PlatformGroup group, LinkState to)
    {
        if (group.Link != to)
            _steps.Add(new GroupStep.ChangeState(group.Key, group.Link, to));
    }

    private void Report(string code, PlatformGroup group, string message) => _problems.Add(new PlanProblem(code, group.Name, message));
}
