using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The linked groups of a plan with the members and owners the directory gives them, whatever the state of the accounts.</summary>
internal sealed class DesiredGroups
{
    private readonly Dictionary<int, int> _groupBySource = [];

    public DesiredGroups(PlanRequest request, LinkPlan links)
    {
        Ended = links.Ended;
        var linked = Linked(request, links);
        var expander = new GroupExpander(request.Mirror);
        foreach (var (group, directoryKey) in links.Linked)
        {
            var source = request.Mirror.Group(directoryKey);
            if (source is not { Present: true })
                continue;
            var nesting = new Nesting(group.Settings.Nesting ?? request.Policies.Nesting, linked);
            All.Add(new DesiredGroup(group, source, nesting, expander.Expand(source, nesting)));
        }
    }

    /// <summary>By key of the platform group.</summary>
    public List<DesiredGroup> All { get; } = [];

    /// <summary>The groups that stop following the directory by this plan.</summary>
    public IReadOnlyList<EndedLink> Ended { get; }

    /// <summary>Key of the platform group that is linked to a directory group, or waits paused for it; 0 for none.</summary>
    public int GroupOf(int directoryKey) => _groupBySource.GetValueOrDefault(directoryKey);

    /// <summary>The directory groups that have a group of their own here. A paused one keeps its people to itself too.</summary>
    private KeyBits Linked(PlanRequest request, LinkPlan links)
    {
        var paused = request.Actual.Groups.Where(group => group is { Link: LinkState.Paused, DirectoryKey: not null });
        foreach (var (group, key) in links.Linked.Concat(paused.Select(group => (group, group.DirectoryKey!.Value))))
            if (request.Mirror.Group(key) is { Present: true })
                _groupBySource.TryAdd(key, group.Key);
        var bits = new KeyBits();
        foreach (var key in _groupBySource.Keys)
            bits.Add(key);
        return bits;
    }
}

/// <summary>One linked group.</summary>
/// <param name="Group">The platform group.</param>
/// <param name="Source">The directory group it is pinned to.</param>
/// <param name="Nesting">How far its nesting counts.</param>
/// <param name="Members">The directory users reached from it.</param>
internal sealed record DesiredGroup(PlatformGroup Group, DirectoryGroup Source, Nesting Nesting, ExpandedMembers Members)
{
    /// <summary>False when an owner missing here may still be one. Graph does not list owners of groups mastered on-premises: none there means not known.</summary>
    public bool OwnersComplete => !Source.PartlyRead && !(Source.Facts.OnPremises && !Source.HasOwners);

    /// <summary>Whether members and owners given here stay beside those of the directory.</summary>
    public bool KeepsLocal => Group.Settings.LocalMembers == LocalMembersPolicy.Keep;
}
