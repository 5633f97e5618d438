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

    public async Task<ReadsAround> AroundAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        var before = await FirstAsync(Up, new Place(instant, long.MaxValue), read => read.At <= instant, cancellationToken);
        // A read that had begun before may have been through only afterwards.
        var after = await FirstAsync(
            From,
            new Place(DateTimeOffset.UnixEpoch, before?.Run ?? 0),
            read => read.At > instant,
            cancellationToken
        );
        return new ReadsAround(before, after);
    }

    /// <summary>The last one of a connection.</summary>
    public Task<DirectoryRead?> LastAsync(int connection, CancellationToken cancellationToken) =>
        FirstAsync(from => Down(from, connection), new Place(DateTimeOffset.MaxValue, long.MaxValue), _ => true, cancellationToken);

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

    private static FormattableString Up(Place from) =>
        $"""
            SELECT id, started_at FROM run WHERE workspace = {Database.Workspace} AND started_at <= {from.At}
                AND (started_at < {from.At} OR id < {from.Run}) AND connection IS NOT NULL
                AND outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held}, {RunOutcome.Rejected}, {RunOutcome.Superseded})
            ORDER BY started_at DESC, id DESC LIMIT {Several}
            """;

    private static FormattableString Down(Place from, int connection) =>
        $"""
            SELECT id, started_at FROM run WHERE workspace = {Database.Workspace} AND id < {from.Run} AND connection = {connection}
                AND outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held}, {RunOutcome.Rejected}, {RunOutcome.Superseded})
            ORDER BY id DESC LIMIT {Several}
            """;

    private static FormattableString From(Place from) =>
        $"""
            SELECT id, started_at FROM run WHERE workspace = {Database.Workspace} AND id > {from.Run} AND connection IS NOT NULL
                AND outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held}, {RunOutcome.Rejected}, {RunOutcome.Superseded})
            ORDER BY id LIMIT {Several}
            """;

    /// <summary>Where a look through runs goes on.</summary>
    private readonly record struct Place(DateTimeOffset At, long Run);
}
