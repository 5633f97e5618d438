using System.Globalization;
using System.Runtime.CompilerServices;
using Muster.Engine.Drift;
using Muster.Engine.Groups;
using Muster.Engine.Platform;
using Muster.Server.Accounts;
using Muster.Server.Api;
using Muster.Server.Groups;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>What is decided about people in groups, what differs, and what groups went through: tables that leave the house, the same in the app and the API.</summary>
internal static class GroupTables
{
    /// <summary>Exceptions that stood at a moment, those that end first on top.</summary>
    public static ExportTable Exceptions(
        MusterInstance muster,
        IReadOnlyDictionary<int, string> names,
        ExportedMoment at,
        ExceptionQuery query,
        CancellationToken cancellationToken
    ) =>
        new(
            "exceptions",
            ["id", "groupKey", "group", "user", "userName", "kind", "relation", "reason", "author", "since", "until"],
            ExceptionsAsync(muster, at.Moment.Revision, query, cancellationToken),
            [("List", "exceptions"), .. at.About, .. AskedFor.Of(query, names)]
        );

    /// <summary>The groups nested in the directory group that a group follows, depth first; one that comes again is not opened again.</summary>
    /// <param name="group">The group here.</param>
    /// <param name="lines">The lines of the tree.</param>
    public static ExportTable Nested(GroupRow group, IReadOnlyList<NestedLine> lines) =>
        new(
            "nested-groups",
            ["depth", "group", "within", "directMembers", "groupKey", "groupHere", "remark"],
            lines
                .Select(line =>
                    new object?[]
                    {
                        line.Depth,
                        line.Group.Source.Name,
                        line.Parent < 0 ? null : lines[line.Parent].Group.Source.Name,
                        line.Group.Source.Members.Count,
                        line.Group.Group?.Key,
                        line.Group.Group?.Name,
                        line.Circle ? "closes a circle"
                        : line.Again ? "again"
                        : null,
                    }
                )
                .ToAsyncEnumerable(),
            [("List", "nested-groups"), .. AskedFor.Of(new { Group = group.Name })]
        );

    /// <summary>The directory groups that the directory group which a group follows is nested in, right above it.</summary>
    /// <param name="group">The group here.</param>
    /// <param name="above">Those directory groups.</param>
    public static ExportTable NestedIn(GroupRow group, IReadOnlyList<DiscoveredGroup> above) =>
        new(
            "nested-in",
            ["group", "id", "directMembers", "groupKey", "groupHere"],
            above
                .Select(one => new object?[] { one.Source.Name, one.Source.Id, one.Source.Members.Count, one.Group?.Key, one.Group?.Name })
                .ToAsyncEnumerable(),
            [("List", "nested-in"), .. AskedFor.Of(new { Group = group.Name })]
        );

    /// <summary>What differs from the directory as it was last read, damage first, then by group and person.</summary>
    /// <param name="rows">The differences that may be seen.</param>
    /// <param name="connection">Name of the connection.</param>
    /// <param name="readAt">When the directory was last read; null for never.</param>
    /// <param name="filter">Which of them.</param>
    public static ExportTable Drift(IReadOnlyList<DriftRow> rows, string connection, DateTimeOffset? readAt, DriftFilter filter) =>
        new(
            "drift",
            ["what", "kind", "state", "groupKey", "group", "userPrincipalName", "displayName", "detail", "by", "verb", "run", "at"],
            rows.Where(filter.Fits)
                .Select(DriftItem.Of)
                .Select(one =>
                    new object?[]
                    {
                        JsonFormat.Word(one.What),
                        JsonFormat.Word(one.Kind),
                        JsonFormat.Word(one.State),
                        one.Group,
                        one.GroupName,
                        one.UserPrincipalName,
                        one.DisplayName,
                        one.Detail,
                        one.By,
                        one.Verb,
                        one.Run,
                        one.At,
                    }
                )
                .ToAsyncEnumerable(),
            [("List", "drift"), .. AskedFor.Of(new { Connection = connection, ReadAt = readAt }), .. AskedFor.Of(filter)]
        );

    /// <summary>What owners of groups asked for, the newest first.</summary>
    public static ExportTable Requests(
        MusterInstance muster,
        IReadOnlyDictionary<int, string> names,
        OwnerRequests requests,
        RequestFilter filter,
        CancellationToken cancellationToken
    ) =>
        new(
            "requests",
            [
                "id",
                "state",
                "groupKey",
                "group",
                "user",
                "userName",
                "kind",
                "reason",
                "until",
                "asker",
                "askedAt",
                "decidedBy",
                "decidedAt",
                "answer",
                "run",
            ],
            Keyset
                .AllAsync(
                    async (RequestItem? last, int most) =>
                        await RequestItem.OfAsync(
                            muster,
                            await requests.ListAsync(filter with { Before = last?.Id, Limit = most }, cancellationToken),
                            cancellationToken
                        ),
                    cancellationToken
                )
                .Select(one =>
                    new object?[]
                    {
                        one.Id,
                        JsonFormat.Word(one.State),
                        one.Group,
                        one.GroupName,
                        one.User,
                        one.UserName,
                        JsonFormat.Word(one.Kind),
                        one.Reason,
                        one.Until,
                        one.Asker,
                        one.AskedAt,
                        one.DecidedBy,
                        one.DecidedAt,
                        one.Answer,
                        one.Run,
                    }
                ),
            [("List", "requests"), .. AskedFor.Of(filter, names)]
        );

    /// <summary>The days (UTC) on which it changed who is in a group, the latest first.</summary>
    public static ExportTable History(MusterInstance muster, GroupRow group, CancellationToken cancellationToken) =>
        new(
            "group-history",
            ["groupKey", "group", "day", "membersAdded", "membersRemoved", "ownersAdded", "ownersRemoved", "membersAfter"],
            HistoryAsync(muster, group, cancellationToken),
            [("List", "history of a group"), .. AskedFor.Of(new { Group = group.Name, Key = group.Key })]
        );

    private static async IAsyncEnumerable<object?[]> HistoryAsync(
        MusterInstance muster,
        GroupRow group,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var day in DayOfGroup.Of(await muster.Database.History.GroupActivityAsync(group.Key, cancellationToken)))
            yield return
            [
                group.Key,
                group.Name,
                day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                day.Added,
                day.Removed,
                day.OwnersAdded,
                day.OwnersRemoved,
                day.After,
            ];
    }

    private static async IAsyncEnumerable<object?[]> ExceptionsAsync(
        MusterInstance muster,
        long revision,
        ExceptionQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var some in (await StandingExceptions.FindAsync(muster, revision, query, cancellationToken)).Chunk(Keyset.Page))
        foreach (var one in await ExceptionItem.OfAsync(muster, some, revision, cancellationToken))
            yield return
            [
                one.Id,
                one.Group,
                one.GroupName,
                one.User,
                one.UserName,
                JsonFormat.Word(one.Kind),
                JsonFormat.Word(one.Relation),
                one.Reason,
                one.Author,
                one.Since,
                one.Until,
            ];
    }
}
