using Muster.Engine.Runs;
using Muster.Storage.Restoring;
using Muster.Storage.Sql;

namespace Muster.Storage.Runs;

/// <summary>One lease a workspace, as a row whose fence only grows.</summary>
internal sealed class LeaseStore(Database database, ProcessIdentity self, SeenFences? seen = null) : ILeaseStore
{
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(1);

    public TimeSpan TimeToLive => TimeSpan.FromSeconds(30);

    public async Task<LeaseOutcome> AcquireAsync(string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await TakeAsync(purpose, cancellationToken);
        }
        catch (StorageException fault) when (fault.Fault == StorageFault.Busy)
        {
            // The holder is in the middle of a long transaction: say who, rather than that a file is locked.
            await using var session = await database.ReadAsync(cancellationToken);
            if (await RowAsync(session, cancellationToken) is { Holder: not null } row)
                return row.Taken;
            throw;
        }
    }

    public async Task<bool> IsInForceAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return IsInForce(await RowAsync(session, cancellationToken));
    }

    public async Task<LeaseOutcome.Taken?> HolderAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var row = await RowAsync(session, cancellationToken);
        return IsInForce(row) ? row!.Taken : null;
    }

    public async Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await database.WriteAsync(ShortPatience, cancellationToken);
            var renewed = await Fence.TouchAsync(session, lease, cancellationToken);
            await session.CommitAsync(cancellationToken);
            return renewed;
        }
        catch (StorageException fault) when (fault.Fault == StorageFault.Busy)
        {
            // Somebody writes, most likely this process. A takeover is a write too, so it cannot happen meanwhile, and the transaction of
            // the holder renews the lease itself when it ends.
            await using var session = await database.ReadAsync(cancellationToken);
            return await RowAsync(session, cancellationToken) is { Holder: not null } row && row.Fence == lease.Fence;
        }
    }

    public async Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(cancellationToken);
        await session.ExecuteAsync(
            $"UPDATE lease SET holder = NULL, purpose = NULL WHERE workspace = {Database.Workspace} AND fence = {lease.Fence}",
            cancellationToken
        );
        await session.CommitAsync(cancellationToken);
    }

    private async Task<LeaseOutcome> TakeAsync(string purpose, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(ShortPatience, cancellationToken);
        var row = await RowAsync(session, cancellationToken);
        if (IsInForce(row))
            return row!.Taken;
        var lease = new Lease(1 + await LatestFenceAsync(session, row?.Fence ?? 0, cancellationToken), self.Holder);
        await session.ExecuteAsync(
            $"""
            UPDATE lease SET fence = {lease.Fence}, holder = {lease.Holder}, purpose = {purpose}, machine = {self.Machine},
                process = {self.Process}, process_started = {self.Started}, since = {Database.Now}, renewed_at = {Database.Now}
            WHERE workspace = {Database.Workspace}
            """,
            cancellationToken
        );
        if (seen is null)
            await session.CommitAsync(cancellationToken);
        else
            await seen.CommitAsync(session, cancellationToken);
        return new LeaseOutcome.Given(lease);
    }

    /// <summary>The fence that the next one is greater than. One smaller than what was seen, or fewer entries of the audit log, are of an older copy of the database, which is noted (INV-30).</summary>
    private async Task<long> LatestFenceAsync(SqlSession session, long stored, CancellationToken cancellationToken)
    {
        if (seen is null || await SeenFences.LookAsync(session, cancellationToken) is not { } there)
            return stored;
        var before = seen.Before(there);
        if (before.Fence <= stored && before.Entries <= there.Entries)
            return stored;
        await RestorationStore.NoteFoundOldAsync(session, database, stored, before.Fence, cancellationToken);
        return Math.Max(before.Fence, stored) + SeenFences.Jump;
    }

    private bool IsInForce(Row? row) =>
        row is { Holder: not null } && !row.Process.IsKnownDead(self) && row.Now - row.RenewedAt <= TimeToLive;

    private static Task<Row?> RowAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"""
            SELECT fence, holder, purpose, machine, process, process_started, since, renewed_at, {Database.Now} FROM lease
            WHERE workspace = {Database.Workspace}
            """,
            row =>
                (Row?)
                    new Row(
                        row.GetInt64(0),
                        row.TextOrNull(1),
                        row.TextOrNull(2) ?? "",
                        new ProcessIdentity(row.TextOrNull(3) ?? "||", row.GetInt32(4), row.GetInt64(5)),
                        row.Instant(6),
                        row.Instant(7),
                        row.Instant(8)
                    ),
            cancellationToken
        );

    private sealed record Row(
        long Fence,
        string? Holder,
        string Purpose,
        ProcessIdentity Process,
        DateTimeOffset Since,
        DateTimeOffset RenewedAt,
        DateTimeOffset Now
    )
    {
        public LeaseOutcome.Taken Taken => new LeaseOutcome.Taken(Holder!, Purpose, Since);
    }
}
