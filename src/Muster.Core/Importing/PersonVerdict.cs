using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Platform;

namespace Muster.Core.Importing;

/// <summary>Whether a rule covers one person, and why.</summary>
public sealed record PersonVerdict
{
    /// <summary>The person.</summary>
    public required DirectoryUser User { get; init; }

    /// <summary>Whether the rule covers the person.</summary>
    public required bool Covered { get; init; }

    /// <summary>Groups the rule names through which the person is reached.</summary>
    public required IReadOnlyList<DirectoryGroup> Through { get; init; }

    /// <summary>How the condition came to its result; null when the rule has none.</summary>
    public required ConditionTrace? Trace { get; init; }

    /// <summary>When that changes by itself; null if never.</summary>
    public required DateTimeOffset? NextChange { get; init; }

    /// <summary>Groups here, linked to the directory, that the person is a member or owner of, where members of linked groups are imported whatever the rule says; otherwise none.</summary>
    public required IReadOnlyList<string> LinkedGroups { get; init; }

    /// <summary>Explains.</summary>
    public static PersonVerdict Of(
        ImportRule? rule,
        DirectoryMirror mirror,
        PlatformState actual,
        ConnectionPolicies policies,
        DirectoryUser user,
        DateTimeOffset now
    )
    {
        var scope = ImportScope.Of(rule, mirror, [user], now);
        return new PersonVerdict
        {
            User = user,
            Covered = scope.Covers(user.Key),
            Through = rule is ImportRule.MembersOf(var ids, _) ? Reaching(mirror, ids, user.Key) : [],
            Trace = rule?.Condition is { } condition ? ConditionTrace.Of(condition, user.Facts, now) : null,
            NextChange = rule?.NextChange(user.Facts, now),
            LinkedGroups = policies.AutoImportMembers ? Linked(mirror, actual, policies.Nesting, user.Key) : [],
        };
    }

    private static List<DirectoryGroup> Reaching(DirectoryMirror mirror, IReadOnlyList<ObjectId> ids, int user)
    {
        var expander = new GroupExpander(mirror);
        var named = ids.ToHashSet();
        return [.. mirror.Groups.Where(group => group.Present && named.Contains(group.Id) && expander.Expand(group).Users.Contains(user))];
    }

    private static List<string> Linked(DirectoryMirror mirror, PlatformState actual, NestingPolicy nesting, int user)
    {
        var expander = new GroupExpander(mirror);
        // A group that has its own group here keeps its people to itself, also while it is paused.
        var own = new KeyBits();
        foreach (var group in actual.Groups)
            if (group is { Link: LinkState.Linked or LinkState.Paused, DirectoryKey: { } key } && mirror.Group(key) is { Present: true })
                own.Add(key);
        var names = new List<string>();
        foreach (var group in actual.Groups)
            if (
                group is { Link: LinkState.Linked, DirectoryKey: { } key }
                && mirror.Group(key) is { Present: true } source
                && (
                    source.Owners.Contains(user)
                    || expander.Expand(source, new Nesting(group.Settings.Nesting ?? nesting, own)).Users.Contains(user)
                )
            )
                names.Add(group.Name);
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
