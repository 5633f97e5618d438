using System.Globalization;
using Muster.Engine.Platform;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Access;

/// <summary>Which connections people belong to: the one whose directory user they follow, and, for looking, those of the groups they are in.</summary>
internal sealed class ReachOfPeople(MusterInstance muster)
{
    /// <summary>Somebody by number.</summary>
    public async Task<Reach.Thing> OfAsync(int user, Right right, CancellationToken cancellationToken)
    {
        var linked = await muster.Database.Whereabouts.OfUserAsync(user, cancellationToken);
        int[] own = linked is { } key ? [key] : [];
        int[] seen = [.. own, .. await muster.Database.Whereabouts.OfGroupsOfUserAsync(user, cancellationToken)];
        return new Reach.Thing(string.Create(CultureInfo.InvariantCulture, $"There is no user '#{user}'."))
        {
            Connections = right is Right.Read or Right.Export ? seen : own,
            SeenIn = seen,
        };
    }

    /// <summary>Whom a caller means by a text, of those they may see: object id, number, UPN, mail or exact display name.</summary>
    /// <returns>What it is about, and what means exactly this user; null for nobody.</returns>
    /// <exception cref="ApiException">It fits several.</exception>
    public async Task<(Reach.Thing Reach, string? Handle)> CalledAsync(
        Caller caller,
        Right right,
        string text,
        CancellationToken cancellationToken
    )
    {
        var missing = $"There is no user '{text}'.";
        var platform = muster.Database.Platform;
        var seen = new List<(UserRow User, Reach.Thing Reach)>();
        foreach (var user in await platform.FindUsersAsync(text, await platform.RevisionAsync(cancellationToken), cancellationToken))
            if (
                await OfAsync(user.Key, right, cancellationToken) is var reach
                && (caller.May(Right.Read) || reach.SeenIn!.Any(caller.Knows))
            )
                seen.Add((user, reach with { Missing = missing }));
        if (seen.Count > 1 && seen.Count(found => found.User.Active) == 1)
            seen.RemoveAll(found => !found.User.Active);
        return seen switch
        {
            [] => (new Reach.Thing(missing), null),
            [var (user, reach)] => (reach, user.Handle),
            _ => throw ApiException.Conflict(
                "ambiguous",
                $"'{text}' fits {seen.Count} users; give the object id or number of one: {string.Join(", ", seen.Take(10).Select(found => found.User.Handle))}."
            ),
        };
    }

    /// <summary>Whom a text in a body means, to be looked at. It has to mean one person whom the caller may see and nobody else, since a body is taken as it is.</summary>
    /// <exception cref="ApiException">Others are called the same.</exception>
    public async Task<Reach> ExactlyAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        var (reach, handle) = await CalledAsync(caller, Right.Read, text, cancellationToken);
        var platform = muster.Database.Platform;
        if (
            handle is not null
            && handle != text
            && (await platform.FindUsersAsync(text, await platform.RevisionAsync(cancellationToken), cancellationToken)).Count > 1
        )
            throw ApiException.Conflict(
                "ambiguous",
                $"'{text}' is not enough to tell who is meant; give the object id or number: {handle}."
            );
        return reach with { OnlyNamed = true };
    }

    /// <summary>Object id of the one account, in the directories a caller may see, that a text means; null for none.</summary>
    public async Task<string?> InDirectoryAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
            if (caller.Knows(connection.Key))
                foreach (var user in await muster.Database.Mirror.FindUsersAsync(connection.Key, text, cancellationToken))
                    if (user.Presence == Core.DirectoryObjects.ObjectPresence.Present)
                        found.Add(user.Id.ToString());
        return found.Count == 1 ? found.Single() : null;
    }
}
