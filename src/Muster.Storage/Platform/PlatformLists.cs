using System.Globalization;
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
internal sealed class PlatformLists(Database database, KnownFinds finds)
{
    public async IAsyncEnumerable<UserRow> UsersAsync(
        long revision,
        string? search,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var versions = InForceUsers(model, revision);
        if (search is not null)
            versions = Having(versions, search);
        await foreach (var version in database.RowsAsync(Ordered(versions), cancellationToken))
            yield return Row(version);
    }

    public async Task<IReadOnlyList<UserRow>> FindUsersAsync(string text, long revision, CancellationToken cancellationToken)
    {
        var keys = await finds.OfAsync(text, revision, stop => CalledAsync(text, revision, stop), cancellationToken);
        if (keys.Count == 0)
            return [];
        await using var model = database.Model();
        var found = Ordered(InForceUsers(model, revision).Where(version => keys.Contains(version.UserKey)));
        return await database.RowsAsync(found, cancellationToken).Select(Row).ToListAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<int>> CalledAsync(string text, long revision, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var found = Called(InForceUsers(model, revision), text).Select(version => version.UserKey);
        return await database.RowsAsync(found, cancellationToken).ToArrayAsync(cancellationToken);
    }

    /// <summary>Those versions that a text means: object id, number of a local user, or one of the names.</summary>
    internal static IQueryable<AppUserVersionRow> Called(IQueryable<AppUserVersionRow> versions, string text)
    {
        var (sought, local) = (TextMatch.Sought(text), LocalKey(text));
        return ObjectId.TryParse(text, out var id) ? versions.Where(version => version.ObjectId == id.Value)
            : local is null ? versions.Where(version => TextMatch.Is(sought, version.UserPrincipalName, version.Mail, version.DisplayName))
            : versions.Where(version =>
                (version.ObjectId == null && version.UserKey == local)
                || TextMatch.Is(sought, version.UserPrincipalName, version.Mail, version.DisplayName)
            );
    }

    /// <summary>The key that a text such as <c>#17</c> means; null for any other text.</summary>
    private static int? LocalKey(string text) =>
        text is ['#', .. var number]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
        && key.ToString(CultureInfo.InvariantCulture) == number
            ? key
            : null;

    /// <summary>Those versions one of whose names has a text.</summary>
    internal static IQueryable<AppUserVersionRow> Having(IQueryable<AppUserVersionRow> versions, string text)
    {
        var sought = TextMatch.Sought(text);
        return versions.Where(version => TextMatch.Has(sought, version.UserPrincipalName, version.DisplayName, version.Mail));
    }

    /// <summary>Those versions whose name has a text.</summary>
    internal static IQueryable<AppGroupVersionRow> Having(IQueryable<AppGroupVersionRow> versions, string text)
    {
        var sought = TextMatch.Sought(text);
        return versions.Where(version => TextMatch.Has(sought, version.Name));
    }

    /// <summary>In the order in which people are listed.</summary>
    internal static IQueryable<AppUserVersionRow> Ordered(IQueryable<AppUserVersionRow> versions) =>
        versions.OrderBy(version => version.UserPrincipalName).ThenBy(version => version.UserKey);

    /// <summary>In the order in which groups are listed.</summary>
    internal static IQueryable<AppGroupVersionRow> Ordered(IQueryable<AppGroupVersionRow> versions) =>
        versions.OrderBy(version => version.Name).ThenBy(version => version.GroupKey);

    public async IAsyncEnumerable<GroupRow> GroupsAsync(
        long revision,
        string? search,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var versions = InForce(model, revision).Where(version => version.Link != (int)LinkState.Retired);
        if (search is not null)
            versions = Having(versions, search);
        await foreach (var row in CountedAsync(model, versions, revision, cancellationToken))
            yield return row;
    }

    public async Task<IReadOnlyList<GroupRow>> FindGroupsAsync(string name, long revision, CancellationToken cancellationToken)
    {
        var keys = await finds.OfAsync(new GroupName(name), revision, stop => NamedAsync(name, revision, stop), cancellationToken);
        if (keys.Count == 0)
            return [];
        await using var model = database.Model();
        var versions = InForce(model, revision).Where(version => keys.Contains(version.GroupKey));
        return await CountedAsync(model, versions, revision, cancellationToken).ToListAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<int>> NamedAsync(string name, long revision, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var keys = InForce(model, revision).Where(version => version.Name == name).Select(version => version.GroupKey);
        return await database.RowsAsync(keys, cancellationToken).ToArrayAsync(cancellationToken);
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
            where interval.Workspace == model.Workspace && interval.GroupKey == groupKey && interval.UserKey == userKey
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
            version.Workspace == model.Workspace
            && version.FromRevision <= revision
            && (version.ToRevision == null || version.ToRevision > revision)
        );

    internal static IQueryable<AppGroupVersionRow> InForce(MusterContext model, long revision) =>
        model.GroupVersions.Where(version =>
            version.Workspace == model.Workspace
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
                group.Workspace == model.Workspace && connections.Contains(group.Connection) && group.Key == version.DirectoryKey
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
        var ordered = Ordered(versions);
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
        var current = model.Revisions.Where(row => row.Workspace == model.Workspace).Select(row => (long?)row.Number);
        if (revision >= (await current.MaxAsync(cancellationToken) ?? 0))
        {
            var groups = model.Groups.Where(group => group.Workspace == model.Workspace && keys.Contains(group.Key));
            await foreach (var group in database.RowsAsync(groups, cancellationToken))
            {
                counts[(group.Key, MembershipRelation.Member)] = group.Members;
                counts[(group.Key, MembershipRelation.Owner)] = group.Owners;
            }
            return counts;
        }
        var past =
            from interval in model.Memberships
            where interval.Workspace == model.Workspace && keys.Contains(interval.GroupKey)
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

    /// <summary>Exactly this name of a group, beside the texts that people are called by.</summary>
    private sealed record GroupName(string Name);
}
