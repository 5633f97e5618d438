using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.History;
using Muster.Engine.Platform;

namespace Muster.Server.People;

/// <summary>What the page of a person shows.</summary>
/// <param name="User">The person.</param>
/// <param name="Connection">Whose directory has the account that is followed; null for a local person, or when it is gone.</param>
/// <param name="Account">That account as last read; null for none.</param>
/// <param name="Revision">The state that is shown.</param>
/// <param name="Groups">In how many groups the person is, as far as they may be seen.</param>
/// <param name="History">What became of the person, the latest first.</param>
internal sealed record PersonView(
    UserRow User,
    Connection? Connection,
    DirectoryUser? Account,
    long Revision,
    long Groups,
    IReadOnlyList<UserThen> History
)
{
    /// <summary>Loads it; null when there is no such person.</summary>
    /// <param name="muster">Where from.</param>
    /// <param name="key">Key of the person.</param>
    /// <param name="within">Keys of the connections whose groups are shown; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<PersonView?> LoadAsync(
        MusterInstance muster,
        int key,
        IReadOnlyList<int>? within,
        CancellationToken cancellationToken
    )
    {
        var database = muster.Database;
        var revision = await database.Platform.RevisionAsync(cancellationToken);
        var users = await database.History.UsersByKeyAsync([key], revision, cancellationToken);
        if (!users.TryGetValue(key, out var user))
            return null;
        var (connection, account) = await AccountAsync(muster, user, cancellationToken);
        var query = new MembershipQuery(key) { Within = within };
        var groups = await database.Platform.CountGroupsOfAsync(revision, query, cancellationToken);
        var history = await database.History.UserVersionsAsync(key, cancellationToken);
        return new PersonView(
            user,
            within?.Contains(connection?.Key ?? 0) == false ? null : connection,
            within?.Contains(connection?.Key ?? 0) == false ? null : account,
            revision,
            groups,
            [.. history.Reverse()]
        );
    }

    private static async Task<(Connection?, DirectoryUser?)> AccountAsync(
        MusterInstance muster,
        UserRow user,
        CancellationToken cancellationToken
    )
    {
        if (user.Id is not { } id || await muster.Database.Whereabouts.OfUserAsync(user.Key, cancellationToken) is not { } key)
            return (null, null);
        var connection = (await muster.Connections.ListAsync(cancellationToken)).FirstOrDefault(one => one.Key == key);
        var found = connection is null ? [] : await muster.Database.Mirror.FindUsersAsync(key, id.ToString(), cancellationToken);
        return found.FirstOrDefault(account => account.Id == id) is { } account ? (connection, account) : (null, null);
    }
}
