using Muster.Core.Platform;

namespace Muster.Server.Groups;

/// <summary>Which exceptions to list.</summary>
internal sealed record ExceptionQuery
{
    /// <summary>Only those of this group.</summary>
    public int? Group { get; init; }

    /// <summary>Only those about this user.</summary>
    public int? User { get; init; }

    /// <summary>Only those that end before this instant.</summary>
    public DateTimeOffset? EndingBefore { get; init; }

    /// <summary>Only those of groups that follow these connections; null for all.</summary>
    public IReadOnlyList<int>? Within { get; init; }
}

/// <summary>The exceptions that stood at a revision, those that end first on top: the same for the app, the API and files.</summary>
internal static class StandingExceptions
{
    /// <summary>Those that fit.</summary>
    public static async Task<IReadOnlyList<MembershipException>> FindAsync(
        MusterInstance muster,
        long revision,
        ExceptionQuery query,
        CancellationToken cancellationToken
    )
    {
        var all = await muster.Database.Exceptions.AtAsync(revision, cancellationToken);
        var groups = await WithinAsync(muster, query.Within, all, cancellationToken);
        return
        [
            .. all.Where(exception => groups is null || groups.Contains(exception.Group))
                .Where(exception => query.Group is null || exception.Group == query.Group)
                .Where(exception => query.User is null || exception.User == query.User)
                .Where(exception => query.EndingBefore is null || exception.Until <= query.EndingBefore)
                .OrderBy(exception => exception.Until ?? DateTimeOffset.MaxValue)
                .ThenBy(exception => exception.Id),
        ];
    }

    /// <summary>The groups with exceptions that follow one of the connections; null for all.</summary>
    private static async Task<HashSet<int>?> WithinAsync(
        MusterInstance muster,
        IReadOnlyList<int>? connections,
        IReadOnlyList<MembershipException> all,
        CancellationToken cancellationToken
    )
    {
        if (connections is null)
            return null;
        var placed = await muster.Database.Whereabouts.OfGroupsAsync([.. all.Select(it => it.Group).Distinct()], cancellationToken);
        return [.. placed.Where(pair => connections.Contains(pair.Value)).Select(pair => pair.Key)];
    }
}
