using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>The platform's state as it would be once groups are made, linked and configured; nobody comes or goes.</summary>
public static class ConfiguredState
{
    /// <summary>Carries out steps about groups and exceptions on a copy.</summary>
    public static PlatformState Of(PlatformState actual, IReadOnlyList<GroupStep> steps, IReadOnlyList<ExceptionStep>? exceptions = null)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0 && exceptions is not { Count: > 0 })
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
            LocalUsers = actual.LocalUsers,
            FormerSources = actual.FormerSources,
            Exceptions = Standing(actual, exceptions ?? []),
            NextExceptionId = actual.NextExceptionId,
            ActiveUsers = actual.ActiveUsers,
            NextUserKey = actual.NextUserKey,
            NextGroupKey = Math.Max(actual.NextGroupKey, groups.Keys.DefaultIfEmpty().Max() + 1),
        };
    }

    private static List<MembershipException> Standing(PlatformState actual, IReadOnlyList<ExceptionStep> steps)
    {
        var standing = actual.Exceptions.ToDictionary(exception => exception.Id);
        foreach (var step in steps)
            switch (step)
            {
                case ExceptionStep.Begin(var exception):
                    standing[exception.Id] = exception;
                    break;
                case ExceptionStep.Extend(var exception, var until):
                    standing[exception.Id] = exception with { Until = until };
                    break;
                case ExceptionStep.End(var exception, _, _):
                    standing.Remove(exception.Id);
                    break;
            }
        return [.. standing.Values.OrderBy(exception => exception.Id)];
    }
}
