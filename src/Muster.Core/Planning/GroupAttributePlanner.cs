using Muster.Core.Attributes;

namespace Muster.Core.Planning;

/// <summary>Plans the attributes of linked groups. Groups that stopped following keep what they have; paused ones are left alone.</summary>
internal static class GroupAttributePlanner
{
    public static (IReadOnlyList<GroupStep> Steps, IReadOnlyList<PlanProblem> Problems) Plan(PlanRequest request, DesiredGroups desired)
    {
        var mapping = GroupAttributeMapping.Of(request.Policies);
        var steps = new List<GroupStep>();
        var faulty = new Dictionary<AttributeFault, List<string>>();
        foreach (var (group, source, _, _) in desired.All.Where(group => request.Includes(group.Group)))
        {
            var mapped = mapping.Map(source, group.Attributes);
            if (!mapped.Attributes.Equals(group.Attributes))
                steps.Add(new GroupStep.Describe(group.Key, group.Attributes, mapped.Attributes));
            foreach (var fault in mapped.Faults)
            {
                if (!faulty.TryGetValue(fault, out var names))
                    faulty.Add(fault, names = []);
                names.Add(group.Name);
            }
        }
        return (
            steps,
            [
                .. faulty
                    .OrderBy(fault => fault.Key.Attribute, StringComparer.Ordinal)
                    .ThenBy(fault => fault.Key.Cause, StringComparer.Ordinal)
                    .Select(fault => Problems.GroupAttributeMissing(fault.Key, fault.Value)),
            ]
        );
    }
}
