using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Groups;

namespace Muster.Server.Explaining;

/// <summary>Somebody whom a text may mean: a user here, or an account of the directory that is none.</summary>
/// <param name="Handle">What always means this person and no other: object id, or number of a local user.</param>
/// <param name="Name">Name.</param>
/// <param name="UserPrincipalName">Sign-in name.</param>
/// <param name="User">As a user; null for somebody who is none.</param>
/// <param name="WasUser">Whether the person was a user at the moment asked about.</param>
internal sealed record PersonChoice(string Handle, string Name, string? UserPrincipalName, UserRow? User, bool WasUser)
{
    private const int Most = 12;

    /// <summary>Whom a text means, of those the person at the page may see; several when it fits several, and those whose name contains it when it fits nobody exactly.</summary>
    public static async Task<IReadOnlyList<PersonChoice>> FindAsync(
        MusterInstance muster,
        CircuitAccess access,
        string text,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var store = muster.Database.Platform;
        var latest = await store.RevisionAsync(cancellationToken);
        var exact = Exact(await KnownAsync(revision), text);
        if (exact.Count > 0)
            return [.. exact.Select(user => Of(user, true))];
        if (latest != revision && Exact(await KnownAsync(latest), text) is { Count: > 0 } later)
            return [.. later.Select(user => Of(user, false))];
        var caller = await access.CallerAsync(cancellationToken);
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
            if (
                caller?.Knows(connection.Key) == true
                && await muster.Database.Mirror.FindUsersAsync(connection.Key, text, cancellationToken) is { Count: > 0 } accounts
            )
                return [.. accounts.Take(Most).Select(Of)];
        return
        [
            .. (
                await store
                    .UserPageAsync(
                        revision,
                        new UserQuery
                        {
                            Search = text,
                            Within = await access.WhereAsync(Right.Read, cancellationToken),
                            Limit = Most,
                        },
                        cancellationToken
                    )
                    .ToListAsync(cancellationToken)
            ).Select(user => Of(user, true)),
        ];

        async Task<IReadOnlyList<UserRow>> KnownAsync(long then)
        {
            var known = new List<UserRow>();
            foreach (var user in await store.FindUsersAsync(text, then, cancellationToken))
                if (await access.KnowsUserAsync(user.Key, cancellationToken))
                    known.Add(user);
            return known;
        }
    }

    /// <summary>The account of the person in the directory that a group follows, as it was last read, with its connection; nulls when there is none.</summary>
    public async Task<(Connection? Connection, DirectoryUser? Account)> AccountAsync(
        MusterInstance muster,
        GroupRow group,
        CancellationToken cancellationToken
    )
    {
        var connections = await muster.AnsweringAsync(group.Key, cancellationToken);
        var id = User is null ? Handle : User.Id?.ToString();
        if (id is not null)
            foreach (var connection in connections)
            {
                var found = await muster.Database.Mirror.FindUsersAsync(connection.Key, id, cancellationToken);
                if (found.Count > 0)
                    return (connection, found.FirstOrDefault(user => user.Presence == ObjectPresence.Present) ?? found[0]);
            }
        return (connections is [var only] ? only : null, null);
    }

    /// <summary>A sign-in name or id counts before a display name.</summary>
    private static IReadOnlyList<UserRow> Exact(IReadOnlyList<UserRow> found, string text)
    {
        var exact = found
            .Where(user =>
                string.Equals(user.Attributes.UserPrincipalName, text, StringComparison.OrdinalIgnoreCase) || user.Handle == text
            )
            .ToList();
        return exact.Count > 0 ? exact : found;
    }

    private static PersonChoice Of(UserRow user, bool wasUser) =>
        new(user.Handle, GroupWords.Name(user), user.Attributes.UserPrincipalName, user, wasUser);

    private static PersonChoice Of(DirectoryUser account) =>
        new(
            account.Id.ToString(),
            account.Facts.DisplayName ?? account.Facts.UserPrincipalName ?? account.Id.ToString(),
            account.Facts.UserPrincipalName,
            null,
            false
        );
}
