using Muster.Engine.History;
using Muster.Engine.Runs;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.History;

/// <summary>Finds the runs that read the directory to its end. A run that was held or found nothing to do has read too; one that failed has not.</summary>
internal sealed class DirectoryReads(SqlSession session)
{
    /// <summary>So many runs are looked at at a time; among runs of syncs the first one fits.</summary>
    private const int Several = 20;

    private static readonly (int, int) Any = (1, int.MaxValue);

    /// <summary>Those around an instant, of one connection or of all together.</summary>
    public async Task<ReadsAround> AroundAsync(DateTimeOffset instant, int? connection, CancellationToken cancellationToken)
    {
        if (connection is { } only)
            return await AroundAsync(instant, (only, only), cancellationToken);
        var around = new List<ReadsAround>();
        foreach (var key in await ConnectionsAsync(cancellationToken))
            around.Add(await AroundAsync(instant, (key, key), cancellationToken));
        // What a connection read that was removed since is a part of the past too.
        return ReadsAround.Of(around) is { Before: not null } known ? known : await AroundAsync(instant, Any, cancellationToken);
    }

    private async Task<ReadsAround> AroundAsync(DateTimeOffset instant, (int, int) connections, CancellationToken cancellationToken)
    {
        var before = await FirstAsync(
            from => Up(from, connections),
            new Place(instant, long.MaxValue),
            read => read.At <= instant,
            cancellationToken
        );
        // A read that had begun before may have been through only afterwards.
        var after = await FirstAsync(
            from => From(from, connections),
            new Place(DateTimeOffset.UnixEpoch, before?.Run ?? 0),
            read => read.At > instant,
            cancellationToken
        );
        return new ReadsAround(before, after);
    }

    /// <summary>The last one of a connection.</summary>
    public Task<DirectoryRead?> LastAsync(int connection, CancellationToken cancellationToken) =>
        FirstAsync(from => Down(from, connection), new Place(DateTimeOffset.MaxValue, long.MaxValue), _ => true, cancellationToken);

    private Task<List<int>> ConnectionsAsync(CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"SELECT key FROM connection WHERE workspace = {Database.Workspace} ORDER BY key",
            row => row.GetInt32(0),
            cancellationToken
        );

    private async Task<DirectoryRead?> FirstAsync(
        Func<Place, FormattableString> select,
        Place from,
        Func<DirectoryRead, bool> fits,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var places = await session.RowsAsync(select(from), row => new Place(row.Instant(1), row.GetInt64(0)), cancellationToken);
            foreach (var place in places)
                if (await RunRows.FindAsync(session, place.Run, cancellationToken) is { } run && ReadOf(run) is { } read && fits(read))
                    return read;
            if (places.Count < Several)
                return null;
            from = places[^1];
        }
    }

    private static DirectoryRead? ReadOf(Run run) =>
        run.Spending.Requests > 0 ? new DirectoryRead(run.Id, run.StartedAt.AddSeconds(run.Seconds.Read)) : null;

    private static FormattableString Up(Place from, (int Least, int Most) connections) =>
        $"""
            SELECT id, started_at FROM run WHERE workspace = {Database.Workspace} AND started_at <= {from.At}
                AND (started_at < {from.At} OR id < {from.Run}) AND connection BETWEEN {connections.Least} AND {connections.Most}
                AND outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held}, {RunOutcome.Rejected}, {RunOutcome.Superseded})
            ORDER BY started_at DESC, id DESC LIMIT {Several}
            """;

    private static FormattableString Down(Place from, int connection) =>
        $"""
            SELECT id, started_at FROM run WHERE workspace = {Database.Workspace} AND id < {from.Run} AND connection = {connection}
                AND outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held}, {RunOutcome.Rejected}, {RunOutcome.Superseded})
            ORDER BY id DESC LIMIT {Several}
            """;

    private static FormattableString From(Place from, (int Least, int Most) connections) =>
        $"""
            SELECT id, started_at FROM run WHERE workspace = {Database.Workspace} AND id > {from.Run} AND connection BETWEEN {connections.Least} AND {connections.Most}
                AND outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held}, {RunOutcome.Rejected}, {RunOutcome.Superseded})
            ORDER BY id LIMIT {Several}
            """;

    /// <summary>Where a look through runs goes on.</summary>
    private readonly record struct Place(DateTimeOffset At, long Run);
}
