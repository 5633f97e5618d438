using Muster.Engine.Scheduling;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Scheduling;

/// <summary>One row a connection; whoever changes it says how it was, and changes nothing when it is otherwise.</summary>
/// <param name="database">The database as the workspace has it.</param>
/// <param name="self">This process.</param>
internal sealed class ScheduleSlots(Database database, ProcessIdentity self) : IScheduleSlots
{
    /// <summary>Stands for never where times are compared.</summary>
    private const long Never = -1;

    public TimeSpan Patience => TimeSpan.FromSeconds(60);

    public async Task<SlotBoard> LookAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var now = database.Clock.GetUtcNow();
        var slots = await session.RowsAsync(
            $"""
            SELECT connection.key,
                (SELECT coalesce(max(version), 0) FROM setting_version
                    WHERE workspace = {Database.Workspace} AND connection = connection.key),
                slot.version, slot.due, slot.holder, slot.taken_due, slot.kept_at, slot.last_at, slot.last_said, slot.last_address, {Database.Now}
            FROM connection
            LEFT JOIN schedule_slot AS slot ON slot.workspace = {Database.Workspace} AND slot.connection = connection.key
            WHERE connection.workspace = {Database.Workspace}
            ORDER BY connection.key
            """,
            row =>
            {
                now = row.Instant(10);
                return new ConnectionSlot(row.GetInt32(0), row.GetInt64(1))
                {
                    Version = row.NumberOrNull(2),
                    Due = row.InstantOrNull(3),
                    Holder = row.TextOrNull(4) is { } process ? Holder(process, row.Instant(5), row.Instant(6), now) : null,
                    Last = row.InstantOrNull(7) is { } at ? new SlotEnd(at, row.TextOrNull(8) ?? "", row.TextOrNull(9)) : null,
                };
            },
            cancellationToken
        );
        return new SlotBoard(now, slots);
    }

    public Task<bool> ArmAsync(ConnectionSlot seen, long version, DateTimeOffset? due, CancellationToken cancellationToken) =>
        seen.Version is null
            ? WriteAsync(
                $"""
                INSERT INTO schedule_slot (workspace, connection, version, due)
                VALUES ({Database.Workspace}, {seen.Connection}, {version}, {due})
                ON CONFLICT DO NOTHING
                """,
                cancellationToken
            )
            : WriteAsync(
                $"""
                UPDATE schedule_slot SET version = {version}, due = {due}
                WHERE workspace = {Database.Workspace} AND connection = {seen.Connection}
                    AND version = {seen.Version} AND coalesce(due, {Never}) = {Millis(seen.Due)}
                """,
                cancellationToken
            );

    public Task<bool> TakeAsync(ConnectionSlot seen, DateTimeOffset? next, CancellationToken cancellationToken) =>
        WriteAsync(
            $"""
            UPDATE schedule_slot SET due = {next}, holder = {self.Text}, taken_due = due, kept_at = {Database.Now}
            WHERE workspace = {Database.Workspace} AND connection = {seen.Connection}
                AND version = {seen.Version} AND due = {Millis(seen.Due)} AND due <= {Database.Now} AND holder IS NULL
            """,
            cancellationToken
        );

    public Task<bool> TakeOverAsync(ConnectionSlot seen, CancellationToken cancellationToken) =>
        seen.Holder is not { IsDead: true } dead
            ? throw new ArgumentException("Nobody has died.", nameof(seen))
            : WriteAsync(
                $"""
                UPDATE schedule_slot SET holder = {self.Text}, kept_at = {Database.Now}
                WHERE workspace = {Database.Workspace} AND connection = {seen.Connection}
                    AND holder = {dead.Process} AND kept_at = {dead.KeptAt} AND taken_due = {dead.Due}
                """,
                cancellationToken
            );

    public async Task KeepAsync(IReadOnlyCollection<int> connections, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await database.WriteBesideAsync(cancellationToken);
            foreach (var connection in connections)
                await session.ExecuteAsync(
                    $"""
                    UPDATE schedule_slot SET kept_at = {Database.Now}
                    WHERE workspace = {Database.Workspace} AND connection = {connection} AND holder = {self.Text}
                    """,
                    cancellationToken
                );
            await session.CommitAsync(cancellationToken);
        }
        catch (StorageException fault) when (fault.Fault == StorageFault.Busy)
        {
            // Somebody writes to the file, most likely this process, and as long nobody can take anything over. The next sign is soon.
        }
    }

    public Task EndAsync(int connection, SlotEnd end, CancellationToken cancellationToken) =>
        WriteAsync(
            $"""
            UPDATE schedule_slot SET last_at = {end.At}, last_said = {end.Said}, last_address = {end.Address},
                taken_due = CASE WHEN holder = {self.Text} THEN NULL ELSE taken_due END,
                kept_at = CASE WHEN holder = {self.Text} THEN NULL ELSE kept_at END,
                holder = CASE WHEN holder = {self.Text} THEN NULL ELSE holder END
            WHERE workspace = {Database.Workspace} AND connection = {connection}
            """,
            cancellationToken
        );

    public Task NoteAsync(int connection, SlotEnd end, CancellationToken cancellationToken) =>
        WriteAsync(
            $"""
            UPDATE schedule_slot SET last_at = {end.At}, last_said = {end.Said}, last_address = {end.Address}
            WHERE workspace = {Database.Workspace} AND connection = {connection}
            """,
            cancellationToken
        );

    private SlotHolder Holder(string process, DateTimeOffset due, DateTimeOffset keptAt, DateTimeOffset now)
    {
        var holder = ProcessIdentity.Parse(process);
        // Silence counts for this process too: it may have closed the workspace in the middle and opened it again.
        return new(process, due, keptAt, now - keptAt > Patience || holder.IsKnownDead(self)) { Words = holder.Holder };
    }

    private async Task<bool> WriteAsync(FormattableString statement, CancellationToken cancellationToken)
    {
        // A plan that is being applied keeps the workspace for itself, perhaps for minutes; when a time is due does not concern it.
        await using var session = await database.WriteBesideAsync(database.Provider.Patience, cancellationToken);
        var changed = await session.ExecuteAsync(statement, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return changed == 1;
    }

    private static long Millis(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds() ?? Never;
}
