using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Plans the groups that a connection creates by rule: directory groups whose name fits a pattern and that nothing here follows.</summary>
/// <remarks>
/// Never two groups for one name: several directory groups of one name are a choice for a person, and so is a name that a group here has. A directory group
/// that was followed once and is not any more was let go by a person, and no rule brings it back.
/// </remarks>
internal static class CreationPlanner
{
    public static CreationPlan Plan(
        PlanRequest request,
        DirectoryNames names,
        Func<DirectoryGroup, PlatformGroup?> ownerOf,
        IReadOnlyDictionary<string, PlatformGroup> namesHere
    )
    {
        var plan = new CreationPlan([], [], []);
        if (request.Policies.CreateGroupsLike.Count == 0 || !request.CoversAll || !request.Mirror.Certificate.Groups.Complete)
            return plan;
        var patterns = NamePattern.ParseAll(request.Policies.CreateGroupsLike);
        var fitting = request.Mirror.Groups.Where(group =>
            group is { Present: true, Facts.DisplayName: { } name }
            && ownerOf(group) is null
            && !request.Actual.FormerSources.Contains(group.Key)
            // Who waits for this name has been matched already, or was told what is in the way.
            && namesHere.GetValueOrDefault(name)?.Link is not (LinkState.Unmatched or LinkState.Ambiguous)
            && patterns.Any(pattern => pattern.Fits(name))
        );
        var key = request.Actual.NextGroupKey;
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in fitting.OrderBy(group => group.Key))
        {
            var obstacle = Obstacle(request, names, source, namesHere);
            if (obstacle is null)
                Add(plan, source, key++);
            else if (reported.Add(source.Name))
                plan.Problems.Add(obstacle);
        }
        return plan;
    }

    private static void Add(CreationPlan plan, DirectoryGroup source, int key)
    {
        plan.Steps.Add(new GroupStep.Create(key, source.Name, null));
        plan.Steps.Add(new GroupStep.Link(key, source.Key, source.Id, LinkCause.Rule));
        var group = new PlatformGroup
        {
            Key = key,
            Name = source.Name,
            Link = LinkState.Linked,
            DirectoryKey = source.Key,
        };
        plan.Linked.Add((group, source.Key));
    }

    private static PlanProblem? Obstacle(
        PlanRequest request,
        DirectoryNames names,
        DirectoryGroup source,
        IReadOnlyDictionary<string, PlatformGroup> namesHere
    )
    {
        if (GroupName.Fault(source.Name) is { } fault)
            return Problems.UnusableName(source.Id, fault);
        if (namesHere.TryGetValue(source.Name, out var holder))
            return holder switch
            {
                { Link: LinkState.Local } => Problems.NameOfLocalGroup(source.Name, source.Id),
                { DirectoryKey: { } key } when request.Mirror.Group(key) is { } other => Problems.NameTaken(
                    source.Name,
                    source.Id,
                    other.Id
                ),
                _ => Problems.NameOfOtherConnection(source.Name, source.Id),
            };
        var sameName = names.WithName(source.Name);
        return sameName.Count == 1 ? null : Problems.Ambiguous(source.Name, sameName, exists: false);
    }
}

/// <summary>Groups created by rule.</summary>
internal sealed record CreationPlan(List<GroupStep> Steps, List<(PlatformGroup, int)> Linked, List<PlanProblem> Problems);
