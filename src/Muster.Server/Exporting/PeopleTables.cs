using System.Globalization;
using System.Runtime.CompilerServices;
using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Server.Groups;
using Muster.Server.People;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>People, groups and who is in them as of one moment: the tables that leave the house, the same in the app and the API.</summary>
internal static class PeopleTables
{
    /// <summary>Users by UPN.</summary>
    public static ExportTable Users(
        MusterInstance muster,
        IReadOnlyDictionary<int, string> names,
        ExportedMoment at,
        UserQuery query,
        CancellationToken cancellationToken
    )
    {
        var store = muster.Database.Platform;
        return new(
            "users",
            [
                "user",
                "id",
                "userPrincipalName",
                "displayName",
                "mail",
                "active",
                "givenName",
                "surname",
                "department",
                "jobTitle",
                "officeLocation",
                "employeeId",
                "userType",
            ],
            Keyset
                .AllAsync(
                    (UserRow? last, int most) =>
                        store.UserPageAsync(
                            at.Moment.Revision,
                            query with
                            {
                                After = last is null ? null : new(last.Attributes.UserPrincipalName, last.Key),
                                Limit = most,
                            },
                            cancellationToken
                        ),
                    cancellationToken
                )
                .Select(Row),
            [("List", "users"), .. at.About, .. AskedFor.Of(query, names)]
        );
    }

    /// <summary>What became of a user, the oldest first.</summary>
    public static ExportTable History(UserRow user, IReadOnlyList<UserThen> history) =>
        new(
            "user-history",
            ["at", "run", "by", "verb", "what"],
            history
                .Select(then =>
                    new object?[]
                    {
                        then.Since.At,
                        then.Since.Run,
                        then.By,
                        then.Verb,
                        string.Join("; ", PersonWords.Of(Texts.English, then.Difference)),
                    }
                )
                .ToAsyncEnumerable(),
            [("List", "user-history"), .. AskedFor.Of(new { User = user.Handle })]
        );

    /// <summary>Groups in use by name.</summary>
    public static ExportTable Groups(
        MusterInstance muster,
        IReadOnlyDictionary<int, string> names,
        ExportedMoment at,
        GroupQuery query,
        CancellationToken cancellationToken
    )
    {
        var store = muster.Database.Platform;
        return new(
            "groups",
            [
                "key",
                "name",
                "id",
                "link",
                "members",
                "owners",
                "purpose",
                "accountable",
                "reviewOn",
                "follows",
                "nested",
                "problems",
                "lastChange",
            ],
            Keyset
                .AllAsync(
                    (GroupRow? last, int most) =>
                        store.GroupPageAsync(at.Moment.Revision, query with { After = last?.Name, Limit = most }, cancellationToken),
                    cancellationToken
                )
                .BesideAsync(page => ListedAsync(muster, at, page, query.Within, cancellationToken), cancellationToken)
                .Select(row => Row(row.Row, row.Beside.Listed, row.Beside.IsPresent)),
            [("List", "groups"), .. at.About, .. AskedFor.Of(query, names)]
        );
    }

    /// <summary>People of a group by name, members before owners.</summary>
    /// <param name="muster">Where from.</param>
    /// <param name="at">As of when.</param>
    /// <param name="group">The group.</param>
    /// <param name="show"><c>members</c>, <c>direct</c> (members who are in it themselves) or <c>owners</c>; null for members and owners.</param>
    /// <param name="search">Part of the name, UPN or mail address; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static ExportTable Members(
        MusterInstance muster,
        ExportedMoment at,
        GroupRow group,
        string? show,
        string? search,
        CancellationToken cancellationToken
    ) =>
        new(
            "members",
            ["group", "user", "id", "userPrincipalName", "displayName", "mail", "active", "relation", "origin", "through", "since"],
            MembersAsync(muster, at.Moment.Revision, group, show, search, cancellationToken),
            [
                ("List", "members"),
                .. at.About,
                .. AskedFor.Of(
                    new
                    {
                        Group = group.Name,
                        Show = show,
                        Search = search,
                    }
                ),
            ]
        );

    /// <summary>Groups of a person by name.</summary>
    public static ExportTable Memberships(
        MusterInstance muster,
        IReadOnlyDictionary<int, string> names,
        ExportedMoment at,
        UserRow user,
        MembershipQuery query,
        CancellationToken cancellationToken
    ) =>
        new(
            "memberships",
            ["user", "userPrincipalName", "displayName", "groupKey", "group", "relation", "origin", "through", "since", "run"],
            MembershipsAsync(muster, at.Moment.Revision, user, query, cancellationToken),
            [
                ("List", "memberships"),
                ("Person", user.Attributes.UserPrincipalName ?? user.Handle),
                .. at.About,
                .. AskedFor.Of(query, names),
            ]
        );

    private static object?[] Row(UserRow user)
    {
        var of = user.Attributes;
        return
        [
            user.Handle,
            user.Id?.ToString(),
            of.UserPrincipalName,
            of.DisplayName,
            of.Mail,
            user.Active ? "true" : "false",
            of.GivenName,
            of.Surname,
            of.Department,
            of.JobTitle,
            of.OfficeLocation,
            of.EmployeeId,
            of.UserType,
        ];
    }

    /// <summary>What the list of groups shows beside each, and whether that is true of the moment: what they follow and what is open about them is known of the present alone.</summary>
    private static async Task<(GroupsListed Listed, bool IsPresent)> ListedAsync(
        MusterInstance muster,
        ExportedMoment at,
        IReadOnlyList<GroupRow> groups,
        IReadOnlyList<int>? within,
        CancellationToken cancellationToken
    )
    {
        var listed = new GroupsListed(muster);
        await listed.LoadAsync(groups, at.Moment.Revision, within, muster.Clock.GetUtcNow(), cancellationToken);
        return (listed, at.Moment.Revision >= await muster.Database.Platform.RevisionAsync(cancellationToken));
    }

    private static object?[] Row(GroupRow group, GroupsListed listed, bool isPresent) =>
        [
            group.Key,
            group.Name,
            group.Id?.ToString(),
            JsonFormat.Word(group.Link),
            group.Members,
            group.Owners,
            group.Settings.Purpose,
            group.Settings.Accountable,
            group.Settings.ReviewOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            isPresent ? listed.Source(group)?.Name : null,
            isPresent ? listed.Source(group)?.Depth : null,
            isPresent ? listed.Problems(group) : null,
            listed.Changed(group),
        ];

    private static async IAsyncEnumerable<object?[]> MembersAsync(
        MusterInstance muster,
        long revision,
        GroupRow group,
        string? show,
        string? search,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (store, known) = (muster.Database.Platform, new Origins(muster));
        foreach (var relation in Enum.GetValues<MembershipRelation>())
        {
            if (show is not null && relation != (show == "owners" ? MembershipRelation.Owner : MembershipRelation.Member))
                continue;
            var query = new MemberQuery(group.Key, relation)
            {
                Direct = show == "direct",
                Through = show == "through",
                Search = search,
            };
            var rows = Keyset.AllAsync(
                (MemberRow? last, int most) =>
                    store.MemberPageAsync(
                        revision,
                        query with
                        {
                            After = last is null ? null : new(last.User.Attributes.DisplayName, last.User.Key, last.Row.Origin),
                            Limit = most,
                        },
                        cancellationToken
                    ),
                cancellationToken
            );
            await foreach (var (user, row) in rows)
                yield return
                [
                    group.Name,
                    user.Handle,
                    user.Id?.ToString(),
                    user.Attributes.UserPrincipalName,
                    user.Attributes.DisplayName,
                    user.Attributes.Mail,
                    user.Active ? "true" : "false",
                    JsonFormat.Word(row.Relation),
                    JsonFormat.Word(row.Origin),
                    await known.ThroughAsync(row.Via, cancellationToken),
                    (await known.SinceAsync(row.FromRevision, cancellationToken))?.At,
                ];
        }
    }

    private static async IAsyncEnumerable<object?[]> MembershipsAsync(
        MusterInstance muster,
        long revision,
        UserRow user,
        MembershipQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (store, known) = (muster.Database.Platform, new Origins(muster));
        var rows = Keyset.AllAsync(
            (PersonMembership? last, int most) =>
                store.MembershipPageAsync(
                    revision,
                    query with
                    {
                        After = last is null ? null : MembershipPlace.Of(last),
                        Limit = most,
                    },
                    cancellationToken
                ),
            cancellationToken
        );
        await foreach (var (group, row) in rows)
        {
            var since = await known.SinceAsync(row.FromRevision, cancellationToken);
            yield return
            [
                user.Handle,
                user.Attributes.UserPrincipalName,
                user.Attributes.DisplayName,
                row.Group,
                group,
                JsonFormat.Word(row.Relation),
                JsonFormat.Word(row.Origin),
                await known.ThroughAsync(row.Via, cancellationToken),
                since?.At,
                since?.Run,
            ];
        }
    }
}
