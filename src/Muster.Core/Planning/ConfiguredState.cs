using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The platform's state as it would be once groups are made, linked and configured; nobody comes or goes.</summary>
public static class ConfiguredState
{
    /// <summary>Carries out steps about groups on a copy.</summary>
    public static PlatformState Of(PlatformState actual, IReadOnlyList<GroupStep> steps)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0)
            return actual;
        var groups = actual.Groups.ToDictionary(group => group.Key);
        foreach (var step in steps)
            if (step is GroupStep.Create create)
                groups[create.Group] = new PlatformGroup { Key = create.Group, Name = create.Name };
            else if (groups.TryGetValue(step.Group, out var group))
                groups[step.Group] = step switch
                {
                    GroupStep.Link link => group with { Link = LinkState.Linked, DirectoryKey = link.DirectoryKey },
                    GroupStep.Unlink => group with
                    {
                        Link = LinkState.Local,
                        DirectoryKey = null,
                        Members = Core.DirectoryObjects.KeySet.Empty,
                        LocalMembers = group.LocalMembers.Union(group.Members),
                    },
                    GroupStep.Configure configure => group with { Settings = configure.After },
                    GroupStep.Describe describe => group with { Attributes = describe.After },
                    GroupStep.ChangeState change => group with { Link = change.To },
                    GroupStep.Rename rename => group with { Name = rename.To },
                    _ => group,
                };
        return new PlatformState
        {
            Revision = actual.Revision,
            Groups = [.. groups.Values.OrderBy(group => group.Key)],
            UserByDirectoryKey = actual.UserByDirectoryKey,
            ActiveUsers = actual.ActiveUsers,
            NextUserKey = actual.NextUserKey,
            NextGroupKey = Math.Max(actual.NextGroupKey, groups.Keys.DefaultIfEmpty().Max() + 1),
        };
    }
}
