using Microsoft.AspNetCore.Http;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Finds what an address or a body names.</summary>
internal static class Named
{
    /// <summary>A connection by name, or the only one.</summary>
    /// <param name="muster">Where.</param>
    /// <param name="name">Its name; null for the only one.</param>
    /// <param name="pointer">Where the name stands in the request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Connection> ConnectionAsync(
        MusterInstance muster,
        string? name,
        string pointer,
        CancellationToken cancellationToken
    )
    {
        if (name is not null)
            return await muster.Connections.FindAsync(name, cancellationToken)
                ?? throw ApiException.NotFound($"There is no connection called '{name}'.");
        return await muster.Connections.ListAsync(cancellationToken) switch
        {
            [var only] => only,
            [] => throw ApiException.Conflict("noConnection", "No directory is connected yet."),
            var several => throw SayWhich(pointer, several),
        };
    }

    /// <summary>Refuses a request that has to name a connection.</summary>
    public static ApiException SayWhich(string pointer, IEnumerable<Connection> several) =>
        ApiException.Invalid(
            pointer,
            $"There are several connections; say which: {string.Join(", ", several.Select(connection => $"'{connection.Name}'"))}.",
            "missing"
        );

    /// <summary>The connections where the caller may.</summary>
    public static async Task<IReadOnlyList<Connection>> ConnectionsAsync(
        MusterInstance muster,
        HttpContext context,
        Right right,
        CancellationToken cancellationToken
    )
    {
        var (all, where) = (await muster.Connections.ListAsync(cancellationToken), context.Where(right));
        return where is null ? all : [.. all.Where(connection => where.Contains(connection.Key))];
    }

    /// <summary>A connection by name, or the only one where the caller may.</summary>
    public static async Task<Connection> ConnectionAsync(
        MusterInstance muster,
        HttpContext context,
        Right right,
        string? name,
        string pointer,
        CancellationToken cancellationToken
    ) =>
        name is null && context.Where(right) is not null
            ? await ConnectionsAsync(muster, context, right, cancellationToken) switch
            {
                [var only] => only,
                var several => throw SayWhich(pointer, several),
            }
            : await ConnectionAsync(muster, name, pointer, cancellationToken);

    /// <summary>The same; null when there is no connection and none is named.</summary>
    public static async Task<Connection?> ConnectionOrNoneAsync(
        MusterInstance muster,
        string? name,
        string pointer,
        CancellationToken cancellationToken
    ) =>
        name is null && (await muster.Connections.ListAsync(cancellationToken)).Count == 0
            ? null
            : await ConnectionAsync(muster, name, pointer, cancellationToken);

    /// <summary>Names of the connections by key.</summary>
    public static async Task<IReadOnlyDictionary<int, string>> ConnectionNamesAsync(
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => (await muster.Connections.ListAsync(cancellationToken)).ToDictionary(connection => connection.Key, connection => connection.Name);

    /// <summary>Names of the connections by key, also of those that were removed, whose runs and plans are kept.</summary>
    public static async Task<IReadOnlyDictionary<int, string>> NamesEverAsync(MusterInstance muster, CancellationToken cancellationToken)
    {
        var names = new Dictionary<int, string>();
        await foreach (var gone in GoneConnection.AllAsync(muster.Database.Audit, cancellationToken))
            names[gone.Key] = gone.Name;
        foreach (var (key, name) in await ConnectionNamesAsync(muster, cancellationToken))
            names[key] = name;
        return names;
    }

    /// <summary>Key of a connection by name; where there is none, of the last one that was removed with that name.</summary>
    public static async Task<int> KeyEverAsync(MusterInstance muster, string name, CancellationToken cancellationToken) =>
        (await muster.Connections.FindAsync(name, cancellationToken))?.Key
        ?? (await GoneConnection.FindAsync(muster.Database.Audit, name, cancellationToken))?.Key
        ?? throw ApiException.NotFound($"There is no connection called '{name}', and none was removed.");

    /// <summary>A group by its number, as of a revision.</summary>
    public static async Task<GroupRow> GroupAsync(MusterInstance muster, int key, long revision, CancellationToken cancellationToken)
    {
        var known = await muster.Database.History.GroupsByKeyAsync([key], revision, cancellationToken);
        if (known.TryGetValue(key, out var group))
            foreach (var row in await muster.Database.Platform.FindGroupsAsync(group.Name, revision, cancellationToken))
                if (row.Key == key)
                    return row;
        throw ApiException.NotFound($"There is no group {key}.");
    }

    /// <summary>A group by its exact name.</summary>
    public static async Task<GroupRow> GroupAsync(MusterInstance muster, string name, long revision, CancellationToken cancellationToken)
    {
        var found = await muster.Database.Platform.FindGroupsAsync(name, revision, cancellationToken);
        return found.FirstOrDefault(candidate => candidate.Link != LinkState.Retired)
            ?? (found is [var first, ..] ? first : null)
            ?? throw ApiException.NotFound($"There is no group called '{name}'. Names count exactly, case and spaces included.");
    }

    /// <summary>A user by object id, number (<c>#17</c>), UPN, mail or exact display name.</summary>
    public static async Task<UserRow> UserAsync(MusterInstance muster, string text, long revision, CancellationToken cancellationToken) =>
        Chosen(await muster.Database.Platform.FindUsersAsync(text, revision, cancellationToken), text)
        ?? throw ApiException.NotFound($"There is no user '{text}'.");

    /// <summary>The one of several users whom a text means; null for nobody.</summary>
    public static UserRow? Chosen(IReadOnlyList<UserRow> found, string text)
    {
        var exact = found
            .Where(user =>
                string.Equals(user.Attributes.UserPrincipalName, text, StringComparison.OrdinalIgnoreCase) || user.Handle == text
            )
            .ToList();
        var candidates = exact.Count > 0 ? exact : found;
        if (candidates.Count > 1 && candidates.Count(user => user.Active) == 1)
            return candidates.Single(user => user.Active);
        return candidates.Count > 1
            ? throw ApiException.Conflict(
                "ambiguous",
                $"'{text}' fits {candidates.Count} users; give the object id or number of one: {string.Join(", ", candidates.Take(10).Select(user => user.Handle))}."
            )
            : candidates.SingleOrDefault();
    }

    /// <summary>The one account of a directory, as last read, that a text means: UPN, mail or object id; one that is gone only where none is present.</summary>
    public static async Task<DirectoryUser> DirectoryUserAsync(
        MusterInstance muster,
        Connection connection,
        string text,
        CancellationToken cancellationToken
    ) =>
        await DirectoryUserOrNoneAsync(muster, connection, text, cancellationToken)
        ?? throw ApiException.NotFound(
            $"The directory has no user with UPN, mail or object id '{text}', as far as it was read. Read it by a sync."
        );

    /// <summary>The same; null for nobody.</summary>
    public static async Task<DirectoryUser?> DirectoryUserOrNoneAsync(
        MusterInstance muster,
        Connection connection,
        string text,
        CancellationToken cancellationToken
    )
    {
        var found = await muster.Database.Mirror.FindUsersAsync(connection.Key, text, cancellationToken);
        var present = found.Where(user => user.Presence == ObjectPresence.Present).ToList();
        return (present.Count > 0 ? present : [.. found]) switch
        {
            [] => null,
            [var only] => only,
            var several => throw ApiException.Conflict(
                "ambiguous",
                $"'{text}' fits {several.Count} people of the directory; give the object id of one: {string.Join(", ", several.Take(10).Select(user => user.Id))}."
            ),
        };
    }

    /// <summary>An object id.</summary>
    public static ObjectId ObjectIdOf(string text, string pointer) =>
        ObjectId.TryParse(text, out var id) ? id : throw ApiException.Invalid(pointer, $"'{text}' is not an object id (a GUID).");

    /// <summary>A reason that is kept.</summary>
    public static string Reason(string reason) =>
        reason.Trim() is { Length: > 0 and <= 2000 } text
            ? text
            : throw ApiException.Invalid("/reason", "The reason needs 1 to 2000 characters, so that others understand it later.");
}
