using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Pages of the people of one group as of any revision.</summary>
internal sealed class MemberPages(Database database)
{
    public async IAsyncEnumerable<MemberRow> RowsAsync(
        long revision,
        MemberQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var model = database.Model();
        var people = Behind(People(model, revision, query), query.After);
        people = people
            .OrderBy(person => person.User.DisplayName)
            .ThenBy(person => person.User.UserKey)
            .ThenBy(person => person.Membership.Origin);
        if (query.Limit > 0 && query.Search is null)
            people = people.Take(query.Limit);
        var shown = 0;
        await foreach (var person in database.RowsAsync(people, cancellationToken))
        {
            if (
                query.Search is { } text
                && !PlatformLists.Has(text, person.User.UserPrincipalName, person.User.DisplayName, person.User.Mail)
            )
                continue;
            yield return new MemberRow(PlatformLists.Row(person.User), Row(person.Membership));
            if (++shown == query.Limit)
                yield break;
        }
    }

    public async Task<long> CountAsync(long revision, MemberQuery query, CancellationToken cancellationToken)
    {
        await using var model = database.Model();
        var people = People(model, revision, query);
        if (query.Search is not { } text)
            return await database.CountAsync(people, cancellationToken);
        var texts = people.Select(person => new
        {
            person.User.UserPrincipalName,
            person.User.DisplayName,
            person.User.Mail,
        });
        return await database
            .RowsAsync(texts, cancellationToken)
            .LongCountAsync(row => PlatformLists.Has(text, row.UserPrincipalName, row.DisplayName, row.Mail), cancellationToken);
    }

    private static IQueryable<Person> People(MusterContext model, long revision, MemberQuery query) =>
        from membership in model.Memberships
        join user in model.UserVersions on new { membership.Workspace, membership.UserKey } equals new { user.Workspace, user.UserKey }
        where membership.Workspace == Database.Workspace && membership.GroupKey == query.Group
        where membership.Relation == (int)query.Relation && (!query.Direct || membership.Via == 0)
        where membership.FromRevision <= revision && (membership.ToRevision == null || membership.ToRevision > revision)
        where user.FromRevision <= revision && (user.ToRevision == null || user.ToRevision > revision)
        select new Person { Membership = membership, User = user };

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
