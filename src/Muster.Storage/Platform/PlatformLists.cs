using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Lists for people, as of any revision.</summary>
/// <remarks>
/// Texts are searched here and not by the database, since databases disagree on what "without regard to case" means beyond ASCII.
/// </remarks>
internal sealed class PlatformLists(Database database)
{
    public async IAsyncEnumerable<UserRow> UsersAsync(
        long revision,
        string? search,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var versions = InForceUsers(model, revision).OrderBy(version => version.UserPrincipalName).ThenBy(version => version.UserKey);
        await foreach (var version in database.RowsAsync(versions, cancellationToken))
            if (Row(version) is var row && Matches(row.Attributes, search))
                yield return row;
    }

    public async Task<IReadOnlyList<UserRow>> FindUsersAsync(string text, long revision, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var versions = InForceUsers(model, revision).OrderBy(version => version.UserPrincipalName).ThenBy(version => version.UserKey);
        if (ObjectId.TryParse(text, out var id))
            return await FoundAsync(versions.Where(version => version.ObjectId == id.Value));
        var keys = await database
            .RowsAsync(versions.Select(Texts), cancellationToken)
            .Where(row => IsCalled(row, text) || (row.Local && string.Create(CultureInfo.InvariantCulture, $"#{row.Key}") == text))
            .Select(row => row.Key)
            .ToListAsync(cancellationToken);
        return keys.Count == 0 ? [] : await FoundAsync(versions.Where(version => keys.Contains(version.UserKey)));

        async Task<IReadOnlyList<UserRow>> FoundAsync(IQueryable<AppUserVersionRow> found) =>
            await database.RowsAsync(found, cancellationToken).Select(Row).ToListAsync(cancellationToken);
    }

    /// <summary>Keys of the users one of whose names has a text, in the order of the query. Nothing but names is read for it.</summary>
    internal IAsyncEnumerable<int> Named(IQueryable<AppUserVersionRow> versions, string text, CancellationToken cancellationToken) =>
        database
            .RowsAsync(versions.Select(Texts), cancellationToken)
            .Where(row => Has(text, row.UserPrincipalName, row.DisplayName, row.Mail))
            .Select(row => row.Key);

    public async IAsyncEnumerable<GroupRow> GroupsAsync(
        long revision,
        string? search,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var versions = InForce(model, revision).Where(version => version.Link != (int)LinkState.Retired);
        await foreach (var row in CountedAsync(model, versions, revision, cancellationToken))
            if (search is null || row.Name.Contains(search, StringComparison.OrdinalIgnoreCase))
                yield return row;
    }

    public async Task<IReadOnlyList<GroupRow>> FindGroupsAsync(string name, long revision, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var found = new List<GroupRow>();
        var versions = InForce(model, revision).Where(version => version.Name == name);
        await foreach (var row in CountedAsync(model, versions, revision, cancellationToken))
            found.Add(row);
        return found;
    }

    public async Task<IReadOnlyList<MembershipInterval>> HistoryAsync(int groupKey, int userKey, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var query =
            from interval in model.Memberships
            join start in model.Revisions
                on new { interval.Workspace, Number = interval.FromRevision } equals new { start.Workspace, start.Number }
            join end in model.Revisions
                on new { interval.Workspace, Number = interval.ToRevision } equals new { end.Workspace, Number = (long?)end.Number }
                into ends
            from end in ends.DefaultIfEmpty()
            where interval.Workspace == Database.Workspace && interval.GroupKey == groupKey && interval.UserKey == userKey
            orderby interval.FromRevision, interval.Relation, interval.Origin
            select new
            {
                interval.Relation,
                interval.Origin,
                interval.Via,
                start.At,
                start.Run,
                EndAt = (long?)end.At,
                EndRun = (long?)end.Run,
                interval.EndCause,
                interval.EndEvidence,
            };
        var intervals = new List<MembershipInterval>();
        await foreach (var row in database.RowsAsync(query, cancellationToken))
            intervals.Add(
                new MembershipInterval(
                    (MembershipRelation)row.Relation,
                    (MembershipOrigin)row.Origin,
                    row.Via,
                    DateTimeOffset.FromUnixTimeMilliseconds(row.At),
                    row.Run,
                    row.EndAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
                    row.EndRun,
                    (RemovalCause?)row.EndCause,
                    (Evidence?)row.EndEvidence
                )
            );
        return intervals;
    }

    internal static IQueryable<AppUserVersionRow> InForceUsers(MusterContext model, long revision) =>
        model.UserVersions.Where(version =>
            version.Workspace == Database.Workspace
            && version.FromRevision <= revision
            && (version.ToRevision == null || version.ToRevision > revision)
        );

    internal static IQueryable<AppGroupVersionRow> InForce(MusterContext model, long revision) =>
        model.GroupVersions.Where(version =>
            version.Workspace == Database.Workspace
            && version.FromRevision <= revision
            && (version.ToRevision == null || version.ToRevision > revision)
        );

    /// <summary>Those versions that follow a directory of one of the connections. A key of a directory group is given once in a workspace.</summary>
    internal static IQueryable<AppGroupVersionRow> Within(
        MusterContext model,
        IQueryable<AppGroupVersionRow> versions,
        IReadOnlyList<int> connections
    ) =>
        versions.Where(version =>
            model.DirectoryGroups.Any(group =>
                group.Workspace == Database.Workspace && connections.Contains(group.Connection) && group.Key == version.DirectoryKey
            )
        );

    /// <summary>Groups by name with how many people they have.</summary>
    internal async IAsyncEnumerable<GroupRow> CountedAsync(
        MusterContext model,
        IQueryable<AppGroupVersionRow> versions,
        long revision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var ordered = versions.OrderBy(version => version.Name).ThenBy(version => version.GroupKey);
        var counts = await CountsAsync(model, versions, revision, cancellationToken);
        await foreach (var version in database.RowsAsync(ordered, cancellationToken))
            yield return new GroupRow(
                version.GroupKey,
                version.ObjectId is { } id ? new ObjectId(id) : null,
                version.Name,
                GroupVersion.SettingsOf(version.Purpose, version.Settings),
                (LinkState)version.Link,
                counts.GetValueOrDefault((version.GroupKey, MembershipRelation.Member)),
                counts.GetValueOrDefault((version.GroupKey, MembershipRelation.Owner))
            )
            {
                Attributes = GroupVersion.AttributesOf(version.Settings),
                PausedUntil = version.PausedUntil is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
            };
    }

    /// <summary>People in each relation to the groups: kept ready for the current revision, counted for past ones.</summary>
    private async Task<Dictionary<(int Group, MembershipRelation Relation), int>> CountsAsync(
        MusterContext model,
        IQueryable<AppGroupVersionRow> versions,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var counts = new Dictionary<(int, MembershipRelation), int>();
        var keys = versions.Select(version => version.GroupKey);
        var current = model.Revisions.Where(row => row.Workspace == Database.Workspace).Select(row => (long?)row.Number);
        if (revision >= (await current.MaxAsync(cancellationToken) ?? 0))
        {
            var groups = model.Groups.Where(group => group.Workspace == Database.Workspace && keys.Contains(group.Key));
            await foreach (var group in database.RowsAsync(groups, cancellationToken))
            {
                counts[(group.Key, MembershipRelation.Member)] = group.Members;
                counts[(group.Key, MembershipRelation.Owner)] = group.Owners;
            }
            return counts;
        }
        var past =
            from interval in model.Memberships
            where interval.Workspace == Database.Workspace && keys.Contains(interval.GroupKey)
            where interval.FromRevision <= revision && (interval.ToRevision == null || interval.ToRevision > revision)
            group interval.UserKey by new { interval.GroupKey, interval.Relation } into people
            select new
            {
                people.Key.GroupKey,
                people.Key.Relation,
                Count = people.Distinct().Count(),
            };
        await foreach (var row in database.RowsAsync(past, cancellationToken))
            counts[(row.GroupKey, (MembershipRelation)row.Relation)] = row.Count;
        return counts;
    }

    /// <summary>A version as lists show it.</summary>
    internal static UserRow Row(AppUserVersionRow version) =>
        new(
            version.UserKey,
            version.ObjectId is { } id ? new ObjectId(id) : null,
            new UserAttributes
            {
                UserPrincipalName = version.UserPrincipalName,
                DisplayName = version.DisplayName,
                Mail = version.Mail,
                GivenName = version.GivenName,
                Surname = version.Surname,
                Department = version.Department,
                JobTitle = version.JobTitle,
                OfficeLocation = version.OfficeLocation,
                EmployeeId = version.EmployeeId,
                UserType = version.UserType,
                Custom = UserVersion.CustomOf(version.Attributes),
            },
            version.Active
        )
        {
            KeptApart = version.KeptApart,
        };

    private static bool Matches(UserAttributes user, string? search) =>
        search is null || Has(search, user.UserPrincipalName, user.DisplayName, user.Mail);

    /// <summary>Whether a text is part of one of several, without regard to case.</summary>
    internal static bool Has(string search, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
            if (text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        return false;
    }

    private static bool IsCalled(UserTexts user, string text) =>
        string.Equals(user.UserPrincipalName, text, StringComparison.OrdinalIgnoreCase)
        || string.Equals(user.Mail, text, StringComparison.OrdinalIgnoreCase)
        || string.Equals(user.DisplayName, text, StringComparison.OrdinalIgnoreCase);

    /// <summary>What a user is found by.</summary>
    private static readonly Expression<Func<AppUserVersionRow, UserTexts>> Texts = version => new UserTexts
    {
        Key = version.UserKey,
        Local = version.ObjectId == null,
        UserPrincipalName = version.UserPrincipalName,
        DisplayName = version.DisplayName,
        Mail = version.Mail,
    };

    private sealed class UserTexts
    {
        public required int Key { get; init; }
        public required bool Local { get; init; }
        public required string? UserPrincipalName { get; init; }
        public required string? DisplayName { get; init; }
        public required string? Mail { get; init; }
    }
}
