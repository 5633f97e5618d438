using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;

namespace Muster.Core.Planning;

/// <summary>Plans which groups are sub-groups of which: in a hierarchy, the linked groups that the directory nests in a linked group.</summary>
internal sealed class SubGroupPlanner(PlanRequest request, DesiredGroups desired)
{
    private readonly List<GroupStep> _steps = [];
    private readonly GroupExpander _beforeInferred = new(request.Mirror, EdgeView.WithInferredDepartures);
    private readonly GroupExpander _beforeAll = new(request.Mirror, EdgeView.WithAllDepartures);
    private readonly Dictionary<int, int> _sources = request
        .Actual.Groups.Where(group => group.DirectoryKey is not null)
        .ToDictionary(group => group.Key, group => group.DirectoryKey!.Value);
    private readonly HashSet<int> _ended = [.. desired.Ended.Select(link => link.Group.Key)];

    public static (IReadOnlyList<GroupStep> Steps, IReadOnlyList<PlanProblem> Problems) Plan(PlanRequest request, DesiredGroups desired)
    {
        var planner = new SubGroupPlanner(request, desired);
        planner.EndThoseOfEndedLinks();
        foreach (var group in desired.All.Where(group => request.Includes(group.Group)))
            planner.Add(group);
        return (planner._steps, SubGroupCircles.Find(desired, planner._steps));
    }

    /// <summary>Who no longer follows the directory neither has sub-groups nor is one.</summary>
    private void EndThoseOfEndedLinks()
    {
        if (_ended.Count == 0)
            return;
        foreach (var parent in request.Actual.Groups.OrderBy(group => group.Key))
        foreach (var child in parent.SubGroups.AsList)
            if (_ended.Contains(parent.Key) || _ended.Contains(child))
                _steps.Add(new GroupStep.Unnest(parent.Key, child, Evidence.Stated));
    }

    private void Add(DesiredGroup parent)
    {
        var actual = parent.Group.SubGroups;
        if (actual.IsEmpty && parent.Members.SubGroups.IsEmpty)
            return;
        var wanted = KeySet.Of(parent.Members.SubGroups.AsList.Select(desired.GroupOf));
        foreach (var child in wanted.Except(actual).AsList)
            _steps.Add(new GroupStep.Nest(parent.Group.Key, child));
        var proven = parent.Members.Complete && request.Mirror.Certificate.Groups.Complete;
        foreach (var child in actual.Except(wanted).AsList.Where(child => !_ended.Contains(child)))
            if (parent.Nesting.Policy != NestingPolicy.Hierarchy)
                _steps.Add(new GroupStep.Unnest(parent.Group.Key, child, Evidence.Stated));
            else if (proven)
                _steps.Add(new GroupStep.Unnest(parent.Group.Key, child, EvidenceOf(parent, child)));
    }

    private Evidence EvidenceOf(DesiredGroup parent, int child)
    {
        var source = _sources.GetValueOrDefault(child);
        if (request.Mirror.Group(source)?.Presence == ObjectPresence.RemovedStated)
            return Evidence.Stated;
        return
            _beforeAll.Expand(parent.Source, parent.Nesting).SubGroups.Contains(source)
            && !_beforeInferred.Expand(parent.Source, parent.Nesting).SubGroups.Contains(source)
            ? Evidence.Stated
            : Evidence.Inferred;
    }
}
