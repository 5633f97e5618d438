using System.Text.Json;
using Muster.Engine.Restoring;
using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Restoring;

/// <summary>Restorations as entries of the audit log: it goes on where the restored one ended, and nobody can take an entry out unseen.</summary>
internal sealed class RestorationStore(Database database, SeenFences seen) : IRestorationStore
{
    private const string StateOf = "stateOf";

    public async Task<Restoration?> StandingAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await StandingAsync(session, cancellationToken);
    }

    public async Task<bool> ReleaseAsync(string actor, string? reason, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        if (await StandingAsync(session, cancellationToken) is null)
            return false;
        await NoteAsync(session, database, actor, AuditActions.Released, cancellationToken, ("reason", reason));
        // What is released is the newest there is, however far another went.
        await seen.CommitAsync(session, cancellationToken);
        return true;
    }

    /// <summary>The same, in a transaction.</summary>
    public static async Task<Restoration?> StandingAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var last = await session.FirstAsync(
            $"""
            SELECT action, at, detail FROM audit_entry WHERE workspace = {Database.Workspace}
                AND action IN ({AuditActions.Restored}, {AuditActions.FoundOld}, {AuditActions.Released}) ORDER BY number DESC LIMIT 1
            """,
            row => (Action: row.GetString(0), At: row.Instant(1), Detail: row.GetString(2)),
            cancellationToken
        );
        return last.Action switch
        {
            AuditActions.Restored => new(RestorationCause.Restored, last.At, InstantIn(last.Detail)),
            AuditActions.FoundOld => new(RestorationCause.FoundOld, last.At, InstantIn(last.Detail)),
            _ => null,
        };
    }

    /// <summary>Notes that the state was restored by the command.</summary>
    /// <param name="session">The transaction that restores it.</param>
    /// <param name="database">Tells the time.</param>
    /// <param name="actor">Who restores it.</param>
    /// <param name="stateOf">Of when it is.</param>
    /// <param name="file">Name of the backup.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static Task NoteRestoredAsync(
        SqlSession session,
        Database database,
        string actor,
        DateTimeOffset stateOf,
        string file,
        CancellationToken cancellationToken
    ) =>
        NoteAsync(
            session,
            database,
            actor,
            AuditActions.Restored,
            cancellationToken,
            (StateOf, stateOf.ToUnixTimeMilliseconds()),
            ("file", file)
        );

    /// <summary>Notes that the state is older than one that was seen, unless that is known.</summary>
    /// <param name="session">The transaction that noticed it.</param>
    /// <param name="database">Tells the time.</param>
    /// <param name="fence">The fence as it is stored.</param>
    /// <param name="seen">The fence that was seen.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task NoteFoundOldAsync(
        SqlSession session,
        Database database,
        long fence,
        long seen,
        CancellationToken cancellationToken
    )
    {
        if (await StandingAsync(session, cancellationToken) is not null)
            return;
        var last = await session.NumberAsync(
            $"SELECT at FROM audit_entry WHERE workspace = {Database.Workspace} ORDER BY number DESC LIMIT 1",
            cancellationToken
        );
        await NoteAsync(
            session,
            database,
            "Muster",
            AuditActions.FoundOld,
            cancellationToken,
            (StateOf, last),
            ("fence", fence),
            ("seen", seen)
        );
    }

    private static Task<long> NoteAsync(
        SqlSession session,
        Database database,
        string actor,
        string action,
        CancellationToken cancellationToken,
        params ReadOnlySpan<(string Name, object? Value)> detail
    ) =>
        AuditChain.AppendAsync(session, database.Clock.GetUtcNow(), actor, action, "database", AuditDetail.Json(detail), cancellationToken);

    private static DateTimeOffset? InstantIn(string detail)
    {
        using var json = JsonDocument.Parse(detail);
        return json.RootElement.TryGetProperty(StateOf, out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at.GetInt64()) : null;
    }
}
