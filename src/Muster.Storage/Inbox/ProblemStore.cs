using Muster.Engine.Inbox;
using Muster.Storage.Auditing;
using Muster.Storage.Model;
using Muster.Storage.Sql;

namespace Muster.Storage.Inbox;

internal sealed class ProblemStore(Database database) : IProblemStore
{
    public async Task<IReadOnlyList<InboxProblem>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return [.. (await ProblemRows.AllAsync(session, cancellationToken)).Select(row => row.Problem)];
    }

    public async Task<IReadOnlyList<InboxProblem>> PageAsync(ProblemFilter filter, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await ProblemRows.PageAsync(session, filter, cancellationToken);
    }

    public async Task<long> CountAsync(ProblemFilter filter, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await ProblemRows.CountAsync(session, filter, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<int, long>> OpenCountsAsync(
        IReadOnlyList<int>? within,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        if (within is { Count: 0 })
            return new Dictionary<int, long>();
        await using var model = database.Model();
        var counted = Open(model, within, at).GroupBy(problem => problem.Connection).Select(of => new { of.Key, Count = of.LongCount() });
        return await database
            .RowsAsync(counted, cancellationToken)
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken: cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, long>> OpenAboutAsync(
        IReadOnlyCollection<string> subjects,
        IReadOnlyList<int>? within,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        if (subjects.Count == 0 || within is { Count: 0 })
            return new Dictionary<string, long>();
        await using var model = database.Model();
        var counted = Open(model, within, at)
            .Where(problem => subjects.Contains(problem.Subject))
            .GroupBy(problem => problem.Subject)
            .Select(about => new { about.Key, Count = about.LongCount() });
        return await database
            .RowsAsync(counted, cancellationToken)
            .ToDictionaryAsync(row => row.Key, row => row.Count, StringComparer.Ordinal, cancellationToken);
    }

    public async Task<InboxProblem?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await ProblemRows.FindAsync(session, id, cancellationToken);
    }

    public async Task<IReadOnlyList<ProblemEvent>> HistoryAsync(long id, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await ProblemRows.EventsAsync(session, id, cancellationToken);
    }

    public async Task NoteAsync(ProblemCause cause, bool stands, string actor, CancellationToken cancellationToken)
    {
        await using (var looked = await database.ReadAsync(cancellationToken))
            if (await ProblemInbox.IsKnownAsync(looked, cause, stands, cancellationToken))
                return;
        await using var session = await database.WriteAsync(cancellationToken);
        await new ProblemInbox(session, database.Clock.GetUtcNow()).NoteAsync(cause, stands, actor, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task<InboxProblem?> SnoozeAsync(
        InboxProblem seen,
        DateTimeOffset? until,
        string actor,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        await using var session = await database.WriteAsync(cancellationToken);
        var now = database.Clock.GetUtcNow();
        var words = until is null ? null : $"{actor}: {reason}";
        var id = seen.Id;
        var changed = await session.ExecuteAsync(
            $"""
            UPDATE problem SET snoozed_until = {until}, snoozed = {words}
            WHERE workspace = {Database.Workspace} AND id = {id} AND resolved_at IS NULL
            AND coalesce(snoozed_until, -1) = {seen.SnoozedUntil?.ToUnixTimeMilliseconds() ?? -1} AND coalesce(snoozed, '') = {seen.Snoozed
                ?? ""}
            """,
            cancellationToken
        );
        if (changed == 0)
            return null;
        var what = until is null ? "woken" : "snoozed";
        await ProblemRows.AddEventAsync(session, id, new ProblemEvent(now, what, null, actor, reason), cancellationToken);
        await AuditChain.AppendAsync(
            session,
            now,
            actor,
            $"problem.{what}",
            $"problem {id}",
            AuditDetail.Json(("problem", id), ("until", until?.ToUnixTimeMilliseconds()), ("reason", reason)),
            cancellationToken
        );
        var row = (await ProblemRows.AllAsync(session, cancellationToken)).Select(row => row.Problem).First(problem => problem.Id == id);
        await session.CommitAsync(cancellationToken);
        return row;
    }

    /// <summary>Those that stand at an instant and are not put aside.</summary>
    private static IQueryable<ProblemRow> Open(MusterContext model, IReadOnlyList<int>? within, DateTimeOffset at)
    {
        var now = at.ToUnixTimeMilliseconds();
        var open = model
            .Set<ProblemRow>()
            .Where(problem =>
                problem.Workspace == model.Workspace
                && problem.ResolvedAt == null
                && (problem.SnoozedUntil == null || problem.SnoozedUntil <= now)
            );
        return within is null ? open : open.Where(problem => within.Contains(problem.Connection));
    }
}
