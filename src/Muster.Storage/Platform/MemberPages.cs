using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Pages of the people of one group as of any revision.</summary>
/// <remarks>
/// Of a small group all people are taken and sorted. Of a large one the people of the workspace are gone through in the order of the list, and those who are in the group are
/// taken until the page is full: a page of a group of 100,000 costs what one of 10 does.
/// </remarks>
internal sealed class MemberPages(Database database)
{
    public async IAsyncEnumerable<MemberRow> RowsAsync(
        long revision,
        MemberQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        if (query.Search is null && query.Limit > 0 && await GoesThroughPeopleAsync(query, cancellationToken))
        {
            await foreach (var row in ThroughPeopleAsync(model, revision, query, cancellationToken))
                yield return row;
            yield break;
        }
        var people = Ordered(Behind(People(model, revision, query), query.After));
        if (query.Limit > 0)
            people = people.Take(query.Limit);
        await foreach (var person in database.RowsAsync(people, cancellationToken))
            yield return new MemberRow(PlatformLists.Row(person.User), Row(person.Membership));
    }

    public async Task<long> CountAsync(long revision, MemberQuery query, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        return query.Search is null
            ? await database.CountAsync(Memberships(model, revision, query), cancellationToken)
            : await database.CountAsync(People(model, revision, query), cancellationToken);
    }

    /// <summary>Whether one in so many people is in the group that going through them finds a page sooner than sorting all of the group.</summary>
    private async Task<bool> GoesThroughPeopleAsync(MemberQuery query, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var (people, here) = await session.FirstAsync(
            $"""
            SELECT w.users, CASE WHEN {query.Relation} = {MembershipRelation.Member} THEN g.members ELSE g.owners END
            FROM workspace w JOIN app_group g ON g.workspace = w.workspace
            WHERE w.workspace = {Database.Workspace} AND g.key = {query.Group}
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancellationToken
        );
        return here * here > people * query.Limit;
    }

    private async IAsyncEnumerable<MemberRow> ThroughPeopleAsync(
        MusterContext model,
        long revision,
        MemberQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var memberships = Memberships(model, revision, query);
        var users = From(PlatformLists.InForceUsers(model, revision), query.After)
            .Where(user => memberships.Any(membership => membership.Workspace == user.Workspace && membership.UserKey == user.UserKey))
            .OrderBy(user => user.DisplayName)
            .ThenBy(user => user.UserKey)
            // One more: of the person where the page before ended, nothing may be left.
            .Take(query.Limit + 1);
        var page = await database.RowsAsync(users, cancellationToken).ToListAsync(cancellationToken);
        if (page.Count == 0)
            yield break;
        var keys = page.Select(user => user.UserKey).ToList();
        var held = await database
            .RowsAsync(memberships.Where(membership => keys.Contains(membership.UserKey)), cancellationToken)
            .ToListAsync(cancellationToken);
        var ofUser = held.ToLookup(membership => membership.UserKey);
        var rows =
            from user in page
            from membership in ofUser[user.UserKey].OrderBy(membership => membership.Origin)
            where user.UserKey != query.After?.Key || membership.Origin > (int)query.After.Origin
            select new MemberRow(PlatformLists.Row(user), Row(membership));
        foreach (var row in rows.Take(query.Limit))
            yield return row;
    }

    private static IQueryable<MembershipIntervalRow> Memberships(MusterContext model, long revision, MemberQuery query) =>
        model.Memberships.Where(membership =>
            membership.Workspace == model.Workspace
            && membership.GroupKey == query.Group
            && membership.Relation == (int)query.Relation
            && (!query.Direct || membership.Via == 0)
            && (!query.Through || membership.Via != 0)
            && membership.FromRevision <= revision
            && (membership.ToRevision == null || membership.ToRevision > revision)
        );

    private static IQueryable<Person> People(MusterContext model, long revision, MemberQuery query) =>
        from membership in Memberships(model, revision, query)
        join user in Users(model, revision, query)
            on new { membership.Workspace, membership.UserKey } equals new { user.Workspace, user.UserKey }
        select new Person { Membership = membership, User = user };

    private static IQueryable<AppUserVersionRow> Users(MusterContext model, long revision, MemberQuery query) =>
        query.Search is { } text
            ? PlatformLists.Having(PlatformLists.InForceUsers(model, revision), text)
            : PlatformLists.InForceUsers(model, revision);

    private static IQueryable<Person> Ordered(IQueryable<Person> people) =>
        people.OrderBy(person => person.User.DisplayName).ThenBy(person => person.User.UserKey).ThenBy(person => person.Membership.Origin);

    /// <summary>People from the one where a page ended; the first comparison is all that an index needs.</summary>
    [SuppressMessage("Globalization", "CA1309", Justification = "Translated to SQL, where texts compare as the list is ordered.")]
    private static IQueryable<AppUserVersionRow> From(IQueryable<AppUserVersionRow> users, MemberPlace? after) =>
        after switch
        {
            null => users,
            { DisplayName: null, Key: var key } => users.Where(user => user.DisplayName != null || user.UserKey >= key),
            { DisplayName: { } name, Key: var key } => users.Where(user =>
                string.Compare(user.DisplayName, name) >= 0 && (user.DisplayName != name || user.UserKey >= key)
            ),
        };

    [SuppressMessage("Globalization", "CA1309", Justification = "Translated to SQL, where texts compare as the list is ordered.")]
    private static IQueryable<Person> Behind(IQueryable<Person> people, MemberPlace? after)
    {
        if (after is null)
            return people;
        var (name, key, origin) = (after.DisplayName, after.Key, (int)after.Origin);
        return name is null
            ? people.Where(person =>
                person.User.DisplayName != null
                || person.User.UserKey > key
                || (person.User.UserKey == key && person.Membership.Origin > origin)
            )
            : people.Where(person =>
                string.Compare(person.User.DisplayName, name) > 0
                || (
                    person.User.DisplayName == name
                    && (person.User.UserKey > key || (person.User.UserKey == key && person.Membership.Origin > origin))
                )
            );
    }

    private static MembershipRow Row(MembershipIntervalRow row) =>
        new(row.GroupKey, row.UserKey, (MembershipRelation)row.Relation, (MembershipOrigin)row.Origin, row.Via, row.FromRevision);

    private sealed class Person
    {
        public required MembershipIntervalRow Membership { get; init; }
        public required AppUserVersionRow User { get; init; }
    }
}
