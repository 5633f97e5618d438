using Muster.Engine.Nodes;
using Muster.Storage.Sql;

namespace Muster.Storage.Nodes;

/// <summary>One row for each piece of work; the process that does it writes it, beside whoever writes in the workspace, and others ask it there to stop.</summary>
internal sealed class WorkProgressStore(Database database) : IWorkProgressStore
{
    /// <summary>Work that its process does not tell of for so long has ended with it.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    public Task SaveAsync(long work, string detail, CancellationToken cancellationToken) =>
        WriteAsync(
            $"""
            INSERT INTO work_progress (workspace, work, at, detail) VALUES ({Database.Workspace}, {work}, {Database.Now}, {detail})
            ON CONFLICT (workspace, work) DO UPDATE SET at = excluded.at, detail = excluded.detail
            """,
            cancellationToken
        );

    public async Task<IReadOnlyList<StoredWork>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.RowsAsync(
            $"SELECT work, detail, stop_asked_by, at, {Database.Now} FROM work_progress WHERE workspace = {Database.Workspace} ORDER BY work",
            row => new StoredWork(row.GetInt64(0), row.GetString(1), row.TextOrNull(2), row.Instant(4) - row.Instant(3) > Silence),
            cancellationToken
        );
    }

    public async Task<IReadOnlyDictionary<long, string>> AskedToStopAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var asked = await session.RowsAsync(
            $"SELECT work, stop_asked_by FROM work_progress WHERE workspace = {Database.Workspace} AND stop_asked_by IS NOT NULL",
            row => (Work: row.GetInt64(0), By: row.GetString(1)),
            cancellationToken
        );
        return asked.ToDictionary(one => one.Work, one => one.By);
    }

    public async Task<bool> AskToStopAsync(long work, string by, CancellationToken cancellationToken) =>
        await WriteAsync(
            $"""
            UPDATE work_progress SET stop_asked_by = coalesce(stop_asked_by, {by})
            WHERE workspace = {Database.Workspace} AND work = {work}
            """,
            cancellationToken
        ) > 0;

    public Task SweepAsync(CancellationToken cancellationToken) =>
        WriteAsync(
            $"DELETE FROM work_progress WHERE workspace = {Database.Workspace} AND {Database.Now} - at > {(long)Kept.TotalMilliseconds}",
            cancellationToken
        );

    private async Task<int> WriteAsync(FormattableString statement, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteBesideAsync(cancellationToken);
        var changed = await session.ExecuteAsync(statement, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return changed;
    }
}
