using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The linked groups of a plan with the members and owners the directory gives them, whatever the state of the accounts.</summary>
internal sealed class DesiredGroups
{
    public DesiredGroups(PlanRequest request, LinkPlan links)
    {
        var expander = new GroupExpander(request.Mirror);
        foreach (var (group, directoryKey) in links.Linked)
        {
            var source = request.Mirror.Group(directoryKey);
            if (source is { Present: true })
                All.Add(new DesiredGroup(group, source, expander.Expand(source)));
        }
    }

    /// <summary>By key of the platform group.</summary>
    public List<DesiredGroup> All { get; } = [];
}

/// <summary>One linked group.</summary>
/// <param name="Group">The platform group.</param>
/// <param name="Source">The directory group it is pinned to.</param>
/// <param name="Members">The directory users reached from it.</param>
internal sealed record DesiredGroup(PlatformGroup Group, DirectoryGroup Source, ExpandedMembers Members)
{
    /// <summary>False when an owner missing here may still be one. Graph does not list owners of groups mastered on-premises: none there means not known.</summary>
    public bool OwnersComplete => !Source.PartlyRead && !(Source.Facts.OnPremises && !Source.HasOwners);
}
