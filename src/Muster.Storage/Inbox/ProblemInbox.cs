using Muster.Core.Incremental;
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
        if (run is { Inbox: ProblemScope.None or ProblemScope.AddsAsPlanned, DecidedBy: null, Outcome: RunOutcome.Applied })
            await ResolveDecidedAsync(run, connection, cancellationToken);
        if (run is { Inbox: ProblemScope.None, DecidedBy: null, Outcome: not RunOutcome.Held })
            return;
        var stored = await ProblemRows.OfConnectionAsync(session, connection, cancellationToken);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cause in ProblemCauses.Of(run))
            if (run.Inbox != ProblemScope.None || cause.Code == ProblemCauses.Held)
            {
                seen.Add(cause.Key);
                await SeeAsync(run, connection, cause, stored.GetValueOrDefault(cause.Key), cancellationToken);
            }
        foreach (var (key, problem) in stored)
            if (problem.ResolvedAt is null && !seen.Contains(key) && await IsGoneAsync(run, problem, cancellationToken))
                await ResolveAsync(problem, run.Id, run.DecidedBy ?? run.Actor, cancellationToken);
    }

    /// <summary>What was held is over when nothing waits any more, what was unreadable with a read that ended, what a verification found with one that does not, and the rest with a run that looked at everything.</summary>
    private async Task<bool> IsGoneAsync(Run run, InboxProblem problem, CancellationToken cancellationToken) =>
        problem.Code switch
        {
            ProblemCauses.Held => !await AnotherWaitsAsync(run, cancellationToken),
            _ when run.PlanHash is null => false,
            ProblemCauses.ReadFailed => run.Inbox is ProblemScope.Adds or ProblemScope.Settles or ProblemScope.Verifies,
            ProblemCauses.MirrorDiffers => run.Inbox == ProblemScope.Verifies,
            MissedByChanges.Code => run.Inbox is ProblemScope.Settles or ProblemScope.Verifies,
            _ => run.Inbox == ProblemScope.Settles,
        };

    /// <summary>Whether another run of the connection waits for a person. One whose plan has expired does not: nobody can release it.</summary>
    private async Task<bool> AnotherWaitsAsync(Run run, CancellationToken cancellationToken) =>
        await session.NumberAsync(
            $"""
            SELECT 1 FROM run JOIN stored_plan ON stored_plan.workspace = run.workspace AND stored_plan.id = run.plan
            WHERE run.workspace = {Database.Workspace} AND run.connection = {run.Connection} AND run.outcome = {RunOutcome.Held} AND run.id <> {run.Id}
                AND stored_plan.expires_at > {now} LIMIT 1
            """,
            cancellationToken
        )
            is not null;

    private async Task SeeAsync(Run run, int connection, ProblemCause cause, InboxProblem? known, CancellationToken cancellationToken)
    {
        // A run may be stored twice at its end; it has seen everything once.
        if (known?.LastRun == run.Id && known.ResolvedAt is null)
            return;
        await StoreAsync(connection, cause, known, run.Id, run.DecidedBy ?? run.Actor, cancellationToken);
    }

    /// <summary>Whether the inbox says so of the installation already.</summary>
    public static async Task<bool> IsKnownAsync(SqlSession session, ProblemCause cause, bool stands, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(session, cause, cancellationToken);
        return stands ? known is { ResolvedAt: null } && known.Effect == cause.Effect : known is not { ResolvedAt: null };
    }

    /// <summary>Notes that a problem of the installation stands, or is over.</summary>
    public async Task NoteAsync(ProblemCause cause, bool stands, string actor, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(session, cause, cancellationToken);
        if (stands)
            await StoreAsync(InboxProblem.Installation, cause, known, 0, actor, cancellationToken);
        else if (known is { ResolvedAt: null })
            await ResolveAsync(known, 0, actor, cancellationToken);
    }

    private static Task<InboxProblem?> KnownAsync(SqlSession session, ProblemCause cause, CancellationToken cancellationToken) =>
        ProblemRows.OfCauseAsync(session, InboxProblem.Installation, cause.Key, cancellationToken);

    private async Task StoreAsync(
        int connection,
        ProblemCause cause,
        InboxProblem? known,
        long run,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var id = known?.Id ?? await ProblemRows.NextIdAsync(session, cancellationToken);
        if (known is null)
            await session.ExecuteAsync(
                $"""
                INSERT INTO problem (workspace, id, connection, cause, code, subject, count, effect, fix, first_seen, last_seen, last_run)
                VALUES ({Database.Workspace}, {id}, {connection}, {cause.Key}, {cause.Code}, {cause.Subject}, {cause.Count}, {cause.Effect},
                    {cause.Fix}, {now}, {now}, {run})
                """,
                cancellationToken
            );
        else
            await session.ExecuteAsync(
                $"""
                UPDATE problem SET subject = {cause.Subject}, count = {cause.Count}, effect = {cause.Effect}, fix = {cause.Fix},
                    last_seen = {now}, last_run = {run}, resolved_at = NULL
                WHERE workspace = {Database.Workspace} AND id = {id}
                """,
                cancellationToken
            );
        if (known is null || known.ResolvedAt is not null)
            await EventAsync(id, known is null ? "appeared" : "returned", run, actor, cancellationToken);
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
                await ResolveAsync(problem, run.Id, run.DecidedBy ?? run.Actor, cancellationToken);
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

    private async Task ResolveAsync(InboxProblem problem, long run, string actor, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            UPDATE problem SET resolved_at = {now}, snoozed_until = NULL, snoozed = NULL
            WHERE workspace = {Database.Workspace} AND id = {problem.Id}
            """,
            cancellationToken
        );
        await EventAsync(problem.Id, "resolved", run, actor, cancellationToken);
    }

    private Task EventAsync(long id, string what, long run, string actor, CancellationToken cancellationToken) =>
        ProblemRows.AddEventAsync(session, id, new ProblemEvent(now, what, run == 0 ? null : run, actor, null), cancellationToken);
}
