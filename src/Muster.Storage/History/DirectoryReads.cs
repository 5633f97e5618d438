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
        var before = await FirstAsync(skip => Up(instant, skip), read => read.At <= instant, cancellationToken);
        // A read that had begun before may have been through only afterwards.
        var after = await FirstAsync(skip => From(before, skip), read => read.At > instant, cancellationToken);
        return new ReadsAround(before, after);
    }

    private async Task<DirectoryRead?> FirstAsync(
        Func<int, FormattableString> select,
        Func<DirectoryRead, bool> fits,
        CancellationToken cancellationToken
    )
    {
        for (var skip = 0; ; skip += Several)
        {
            var ids = await session.RowsAsync(select(skip), row => row.GetInt64(0), cancellationToken);
            foreach (var id in ids)
                if (await RunRows.FindAsync(session, id, cancellationToken) is { } run && ReadOf(run) is { } read && fits(read))
                    return read;
            if (ids.Count < Several)
                return null;
        }
    }

    private static DirectoryRead? ReadOf(Run run) =>
        run.Spending.Requests > 0 ? new DirectoryRead(run.Id, run.StartedAt.AddSeconds(run.Seconds.Read)) : null;

    private static FormattableString Up(DateTimeOffset instant, int skip) =>
        $"""
            SELECT id FROM run WHERE workspace = {Database.Workspace} AND started_at <= {instant} AND connection IS NOT NULL
                AND outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held}, {RunOutcome.Rejected}, {RunOutcome.Superseded})
            ORDER BY started_at DESC, id DESC LIMIT {Several} OFFSET {skip}
            """;

    private static FormattableString From(DirectoryRead? before, int skip) =>
        $"""
            SELECT id FROM run WHERE workspace = {Database.Workspace} AND id > {before?.Run ?? 0} AND connection IS NOT NULL
                AND outcome IN ({RunOutcome.Applied}, {RunOutcome.NoChanges}, {RunOutcome.Held}, {RunOutcome.Rejected}, {RunOutcome.Superseded})
            ORDER BY id LIMIT {Several} OFFSET {skip}
            """;
}
