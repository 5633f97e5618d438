using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>What a plan does to groups and their links.</summary>
/// <param name="Steps">Changes, in any order.</param>
/// <param name="Linked">The groups that are linked once the steps are done, by key, with the key of their directory group.</param>
/// <param name="Ended">The groups that stop following the directory by this plan.</param>
/// <param name="Problems">What a person should look at.</param>
internal sealed record LinkPlan(
    IReadOnlyList<GroupStep> Steps,
    IReadOnlyList<(PlatformGroup Group, int DirectoryKey)> Linked,
    IReadOnlyList<EndedLink> Ended,
    IReadOnlyList<PlanProblem> Problems
)
{
    /// <summary>The same plan about the same groups in another state; groups that the plan itself creates are in none.</summary>
    public LinkPlan On(PlatformState state)
    {
        var groups = state.Groups.ToDictionary(group => group.Key);
        return this with { Linked = [.. Linked.Select(link => (groups.GetValueOrDefault(link.Group.Key, link.Group), link.DirectoryKey))] };
    }

    /// <summary>Links as they are.</summary>
    public static LinkPlan Unchanged(PlanRequest request) =>
        new(
            [],
            [
                .. request
                    .Actual.Groups.Where(group => group is { Link: LinkState.Linked, DirectoryKey: not null })
                    .OrderBy(group => group.Key)
                    .Select(group => (group, group.DirectoryKey!.Value)),
            ],
            [],
            []
        );
}

/// <summary>A group that stops following the directory.</summary>
/// <param name="Group">The group.</param>
/// <param name="RetiredBy">What it rests on when it is retired because its source is gone; null when it is unlinked and its members stay as local ones.</param>
internal sealed record EndedLink(PlatformGroup Group, Evidence? RetiredBy)
{
    /// <summary>Whether the members leave.</summary>
    public bool Retired => RetiredBy is not null;
}
