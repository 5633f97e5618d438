using System.Data.Common;
using System.Runtime.CompilerServices;
using Muster.Engine.Auditing;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Storage.Restoring;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

internal sealed class AuditLog(Database database, SeenFences seen) : IAuditLog
{
    public async IAsyncEnumerable<AuditEntry> EntriesAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        await foreach (var entry in session.StreamAsync(Select(after), Map, cancellationToken))
            yield return entry;
    }

    public async IAsyncEnumerable<AuditEntry> EntriesAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        // The rare word is found by its index; texts are compared here, since databases disagree on letters beyond ASCII.
        var exact = filter.Action is { } action && !action.EndsWith('*') ? await SpelledAsync(session, action, cancellationToken) : null;
        var (from, to) = (filter.From ?? DateTimeOffset.UnixEpoch, filter.To ?? DateTimeOffset.MaxValue);
        var rows = (filter.NewestFirst, exact) switch
        {
            (false, null) => Select(filter.After),
            (false, _) => Select(filter.After, exact, from, to),
            (true, null) => SelectDown(filter.Before ?? long.MaxValue),
            (true, _) => SelectDown(filter.Before ?? long.MaxValue, exact, from, to),
        };
        var entries = session.StreamAsync(rows, Map, cancellationToken);
        await foreach (var entry in entries)
            if (filter.Fits(entry))
                yield return entry;
    }

    /// <summary>A word as the log spells it, whose case does not count where it is asked for; null when it has it in several ways.</summary>
    private static async Task<string?> SpelledAsync(SqlSession session, string action, CancellationToken cancellationToken)
    {
        var known = await session.RowsAsync(
            $"SELECT DISTINCT action FROM audit_entry WHERE workspace = {Database.Workspace}",
            row => row.GetString(0),
            cancellationToken
        );
        return known.FindAll(word => string.Equals(word, action, StringComparison.OrdinalIgnoreCase)) switch
        {
            [] => action,
            [var only] => only,
            _ => null,
        };
    }

    public async Task<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var whole = filter with { After = 0, Before = null, NewestFirst = false };
        if (whole != AuditFilter.All)
            return await EntriesAsync(whole, cancellationToken).LongCountAsync(cancellationToken);
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.NumberAsync($"SELECT count(*) FROM audit_entry WHERE workspace = {Database.Workspace}", cancellationToken)
            ?? 0;
    }

    public async Task<AuditCheckpoint?> CheckpointAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var chain = new ChainCheck(
            session,
            new RecordedDigests(),
            fault => throw new StoredDataException($"{fault} No checkpoint was made of a damaged log; see: muster audit verify")
        );
        await chain.RunAsync(cancellationToken);
        return chain.Entries == 0
            ? null
            : new AuditCheckpoint(
                database.WorkspaceNumber,
                Convert.ToHexStringLower(chain.First),
                chain.Entries,
                Convert.ToHexStringLower(chain.Head),
                database.Clock.GetUtcNow()
            );
    }

    public async Task<AuditVerification> VerifyAsync(IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new Verification(session, checkpoints).RunAsync(cancellationToken);
    }

    public async Task<long> AppendAsync(
        string actor,
        string action,
        string subject,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken
    )
    {
        await using var turn = await TurnAsync(cancellationToken);
        var number = await turn.AppendAsync(actor, action, subject, detail, cancellationToken);
        await turn.CommitAsync(cancellationToken);
        return number;
    }

    public async Task<IAuditTurn> TurnAsync(CancellationToken cancellationToken) =>
        new AuditTurn(await database.WriteAsync(cancellationToken), database.Clock, seen);

    public async Task<RepairOutcome> RepairAsync(string actor, string? reason, Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await Fence.CheckAsync(session, lease, cancellationToken);
        var before = await VerifyAsync(session, cancellationToken);
        if (before.Faults.Count == 0)
            return new RepairOutcome.NothingToDo(before.Entries);
        if (!before.IsRepairable)
            return new RepairOutcome.Refused(before.OfTheRecord);
        await new DerivedState(session).RebuildAsync(cancellationToken);
        var detail = AuditDetail.Json(
            ("disagreements", before.Faults.Count),
            ("first", before.Faults[0]),
            ("reason", reason),
            ("head", before.LastHash)
        );
        await AuditChain.AppendAsync(
            session,
            database.Clock.GetUtcNow(),
            actor,
            AuditActions.Repaired,
            "stored state",
            detail,
            cancellationToken
        );
        var after = await VerifyAsync(session, cancellationToken);
        if (after.Faults.Count > 0)
            throw new StoredDataException(
                $"What is derived from the history was rebuilt and still does not agree with it: {after.Faults[0]} Nothing was changed. Restore the data folder from a backup."
            );
        await session.CommitAsync(cancellationToken);
        return new RepairOutcome.Done(before.Faults, after.Entries);
    }

    private static Task<AuditVerification> VerifyAsync(SqlSession session, CancellationToken cancellationToken) =>
        new Verification(session, []).RunAsync(cancellationToken);

    internal static FormattableString Select(long after) =>
        $"""
            SELECT number, at, actor, action, subject, detail, previous_hash, hash FROM audit_entry
            WHERE workspace = {Database.Workspace} AND number > {after} ORDER BY number
            """;

    private static FormattableString Select(long after, string action, DateTimeOffset from, DateTimeOffset to) =>
        $"""
            SELECT number, at, actor, action, subject, detail, previous_hash, hash FROM audit_entry
            WHERE workspace = {Database.Workspace} AND action = {action} AND number > {after} AND at >= {from} AND at <= {to} ORDER BY number
            """;

    private static FormattableString SelectDown(long before) =>
        $"""
            SELECT number, at, actor, action, subject, detail, previous_hash, hash FROM audit_entry
            WHERE workspace = {Database.Workspace} AND number < {before} ORDER BY number DESC
            """;

    private static FormattableString SelectDown(long before, string action, DateTimeOffset from, DateTimeOffset to) =>
        $"""
            SELECT number, at, actor, action, subject, detail, previous_hash, hash FROM audit_entry
            WHERE workspace = {Database.Workspace} AND action = {action} AND number < {before} AND at >= {from} AND at <= {to} ORDER BY number DESC
            """;

    private static AuditEntry Map(DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.Instant(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            Convert.ToHexStringLower(row.Bytes(6)),
            Convert.ToHexStringLower(row.Bytes(7))
        );
}
