using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Guarding;

/// <summary>A sub-group that is merely absent from a full read takes all of its people out of the group above, without a single membership that ends: a person looks at it.</summary>
internal static class SubGroupLoss
{
    public static IEnumerable<GuardFinding> Findings(SyncPlan plan, PlatformState actual)
    {
        var absent = plan.Groups.OfType<GroupStep.Unnest>().Where(step => step.Evidence == Evidence.Inferred).ToList();
        if (absent.Count == 0)
            return [];
        var groups = actual.Groups.ToDictionary(group => group.Key);
        return absent
            .Where(step => !groups[step.Child].Members.IsEmpty)
            .Select(step => new GuardFinding(
                "subGroupInferred",
                groups[step.Child].Name,
                "A sub-group that is merely absent",
                $"'{groups[step.Child].Name}' with {groups[step.Child].Members.Count} members would no longer be a sub-group of '{groups[step.Group].Name}'",
                "the directory did not say so, it is merely absent",
                Tripped: true
            ));
    }
}
