using System.Runtime.CompilerServices;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Engine.Explaining;

/// <summary>Lists the memberships of a person, or of a group, each with why in a line.</summary>
public sealed class MembershipListing(IMirrorStore mirrorStore, IPlatformStore platform, IHistoryStore history, IRunJournal journal)
{
    /// <summary>Memberships whose names are looked up at a time.</summary>
    private const int Several = 500;

    /// <summary>The memberships of a user, or of a group, as of a revision, by group and user key.</summary>
    /// <param name="connections">The directories whose nested groups are named.</param>
    /// <param name="revision">The state.</param>
    /// <param name="group">Only this group.</param>
    /// <param name="user">Only this user, where no group is given.</param>
    /// <param name="after">Only those behind this place; null from the first.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    public async IAsyncEnumerable<ExplainedMembership> ListAsync(
        IReadOnlyCollection<Connection> connections,
        long revision,
        int? group,
        int? user,
        MembershipRowPlace? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var runs = new Dictionary<long, (Revision Since, Run? Run)>();
        var query = new MembershipRowQuery
        {
            Group = group,
            User = user,
            After = after,
            Limit = Several,
        };
        while (await platform.MembershipRowsAsync(revision, query, cancellationToken) is { Count: > 0 } rows)
        {
            query = query with { After = MembershipRowPlace.Of(rows[^1]) };
            var users = await history.UsersByKeyAsync([.. rows.Select(row => row.User)], revision, cancellationToken);
            var groups = await history.GroupsByKeyAsync([.. rows.Select(row => row.Group)], revision, cancellationToken);
            var nested = await NestedAsync(connections, rows, cancellationToken);
            foreach (var row in rows)
            {
                if (!users.TryGetValue(row.User, out var person) || !groups.TryGetValue(row.Group, out var named))
                    continue;
                if (!runs.TryGetValue(row.FromRevision, out var made))
                    runs[row.FromRevision] = made = await MadeAsync(row.FromRevision, cancellationToken);
                yield return new ExplainedMembership(person, named, row, nested.GetValueOrDefault(row.Via), made.Since, made.Run);
            }
        }
    }

    /// <summary>The nested groups through which some people came.</summary>
    private async Task<Dictionary<int, DirectoryGroup>> NestedAsync(
        IReadOnlyCollection<Connection> connections,
        IEnumerable<MembershipRow> rows,
        CancellationToken cancellationToken
    )
    {
        var keys = KeySet.Of(rows.Select(row => row.Via).Where(key => key != 0).Distinct());
        var nested = new Dictionary<int, DirectoryGroup>();
        if (!keys.IsEmpty)
            foreach (var connection in connections)
            foreach (var group in await mirrorStore.GroupFactsAsync(connection.Key, keys, cancellationToken))
                nested[group.Key] = group;
        return nested;
    }

    private async Task<(Revision, Run?)> MadeAsync(long revision, CancellationToken cancellationToken)
    {
        var since =
            await history.RevisionAsync(revision, cancellationToken)
            ?? throw new StoredDataException(
                $"A membership begins with revision {revision}, which is not stored. Run 'muster audit verify'."
            );
        return (since, await journal.FindAsync(since.Run, cancellationToken));
    }
}
