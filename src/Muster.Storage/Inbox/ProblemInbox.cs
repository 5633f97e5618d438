using Muster.Core.Platform;
using Muster.Engine.Inbox;
using Muster.Engine.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Inbox;

/// <summary>Brings the inbox up to date with what a run reports, in the transaction that ends the run.</summary>
internal sealed class ProblemInbox(SqlSession session, DateTimeOffset now)
{
    public async Task UpdateAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.Connection is not { } connection)
            return;
        if (run.Inbox == ProblemScope.None && run.DecidedBy is null)
        {
            if (run.Outcome == RunOutcome.Applied)
                await ResolveDecidedAsync(run, connection, cancellationToken);
            return;
        }
        var stored = await ProblemRows.OfConnectionAsync(session, connection, cancellationToken);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (run.Inbox != ProblemScope.None)
            foreach (var cause in ProblemCauses.Of(run))
            {
                seen.Add(cause.Key);
                await SeeAsync(run, connection, cause, stored.GetValueOrDefault(cause.Key), cancellationToken);
            }
        foreach (var (key, problem) in stored)
            if (problem.ResolvedAt is null && !seen.Contains(key) && IsGone(run, problem))
                await ResolveAsync(run, problem, cancellationToken);
    }

    /// <summary>A decision ends what was held, a read that ended ends what was unreadable, and a run that looked at everything ends the rest.</summary>
    private static bool IsGone(Run run, InboxProblem problem) =>
        problem.Code switch
        {
            ProblemCauses.Held => run.DecidedBy is not null || run.Outcome is RunOutcome.Applied or RunOutcome.NoChanges,
            ProblemCauses.ReadFailed => run.Inbox != ProblemScope.None && run.PlanHash is not null,
            _ => run.Inbox == ProblemScope.Settles && run.PlanHash is not null,
        };

    private async Task SeeAsync(Run run, int connection, ProblemCause cause, InboxProblem? known, CancellationToken cancellationToken)
    {
        // A run may be stored twice at its end; it has seen everything once.
        if (known?.LastRun == run.Id && known.ResolvedAt is null)
            return;
        var id = known?.Id ?? await ProblemRows.NextIdAsync(session, cancellationToken);
        if (known is null)
            await session.ExecuteAsync(
                $"""
                INSERT INTO problem (workspace, id, connection, cause, code, subject, count, effect, fix, first_seen, last_seen, last_run)
                VALUES ({Database.Workspace}, {id}, {connection}, {cause.Key}, {cause.Code}, {cause.Subject}, {cause.Count}, {cause.Effect},
                    {cause.Fix}, {now}, {now}, {run.Id})
                """,
                cancellationToken
            );
        else
            await session.ExecuteAsync(
                $"""
                UPDATE problem SET subject = {cause.Subject}, count = {cause.Count}, effect = {cause.Effect}, fix = {cause.Fix},
                    last_seen = {now}, last_run = {run.Id}, resolved_at = NULL
                WHERE workspace = {Database.Workspace} AND id = {id}
                """,
                cancellationToken
            );
        if (known is null || known.ResolvedAt is not null)
            await EventAsync(id, known is null ? "appeared" : "returned", run, cancellationToken);
    }

    /// <summary>What a person has just done about a group shows at once, not with the next sync.</summary>
    private async Task ResolveDecidedAsync(Run run, int connection, CancellationToken cancellationToken)
    {
        foreach (var problem in (await ProblemRows.OfConnectionAsync(session, connection, cancellationToken)).Values)
            if (
                problem.ResolvedAt is null
                && StateBehind(problem.Code) is { } state
                && await LinkOfAsync(problem.Subject, cancellationToken) != (int)state
            )
                await ResolveAsync(run, problem, cancellationToken);
    }

    /// <summary>How a group stands while there is a problem of this kind about it; null for problems that say nothing of that.</summary>
    private static LinkState? StateBehind(string code) =>
        code switch
        {
            "sourceDeleted" or "reusedName" => LinkState.SourceDeleted,
            "unmatched" => LinkState.Unmatched,
            "ambiguousName" => LinkState.Ambiguous,
            "paused" => LinkState.Paused,
            _ => null,
        };

    private Task<long?> LinkOfAsync(string group, CancellationToken cancellationToken) =>
        session.NumberAsync(
            $"""
            SELECT link FROM app_group_version
            WHERE workspace = {Database.Workspace} AND name = {group} AND to_revision IS NULL AND link <> {LinkState.Retired}
            """,
            cancellationToken
        );

    private async Task ResolveAsync(Run run, InboxProblem problem, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            UPDATE problem SET resolved_at = {now}, snoozed_until = NULL, snoozed = NULL
            WHERE workspace = {Database.Workspace} AND id = {problem.Id}
            """,
            cancellationToken
        );
        await EventAsync(problem.Id, "resolved", run, cancellationToken);
    }

    private Task EventAsync(long id, string what, Run run, CancellationToken cancellationToken) =>
        ProblemRows.AddEventAsync(session, id, new ProblemEvent(now, what, run.Id, run.DecidedBy ?? run.Actor, null), cancellationToken);
}
