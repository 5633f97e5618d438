using Microsoft.Data.Sqlite;
using Muster.Engine.Auditing;
using Muster.Server.Auditing;
using Muster.Server.Exporting;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Whoever takes a list and stops reading holds nothing of the database.</summary>
public sealed class SlowReceiverTests
{
    [Theory]
    [InlineData("audit")]
    [InlineData("state")]
    public async Task A_receiver_that_stops_reading_holds_no_read_of_the_database(string list)
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var muster = rig.Server.Muster;
        var audit = muster.Database.Audit;
        await using var stalled = new Stalled();
        var sending = list == "audit" ? AuditAsync(audit, stalled) : StateAsync(muster, stalled);
        await stalled.Reached.WaitAsync(Tests.Token);
        // What is written now stands behind what an open read sees: such a read would keep the log of the database from being emptied.
        var note = await audit.AppendAsync("grace", "test.noted", "meanwhile", [], Tests.Token);
        await using (
            var database = new SqliteConnection($"Data Source={Path.Combine(rig.Tenant.Muster.Folder, "muster.db")};Pooling=False")
        )
        {
            await database.OpenAsync(Tests.Token);
            await using var checkpoint = database.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await using var result = await checkpoint.ExecuteReaderAsync(Tests.Token);
            Assert.True(await result.ReadAsync(Tests.Token));
            Assert.Equal(0, result.GetInt32(0));
        }
        stalled.GoOn();
        await sending;
        if (list == "audit")
        {
            var lines = System.Text.Encoding.UTF8.GetString(stalled.Content).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            // To the note of the export itself, and not to what came behind it.
            Assert.Equal(note - 1, lines.Length);
            Assert.Contains("list.exportBegun", lines[^1], StringComparison.Ordinal);
        }
    }

    private static async Task AuditAsync(IAuditLog audit, Stream to)
    {
        var export = new RecordedExport(audit, "ada", AuditLines.Of(audit, AuditFilter.All, "", Tests.Token), "jsonl");
        await export.BeginAsync(Tests.Token);
        await export.WriteAsync(to, Tests.Token);
    }

    private static async Task StateAsync(MusterInstance muster, Stream to)
    {
        var moment = new Wording.Moment(await muster.Database.Platform.RevisionAsync(Tests.Token), null, null, null, null);
        var state = await ExportedState.LoadAsync(muster, moment, Tests.Token);
        using var writer = new ExportWriter(StateTable.Of(state, new(moment, TimeProvider.System.GetUtcNow()), Tests.Token));
        await writer.WriteAsync("jsonl", to, Tests.Token);
    }

    /// <summary>Takes the first bytes and then no more until it is told to.</summary>
    private sealed class Stalled : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _writes;

        public Task Reached => _reached.Task;

        public byte[] Content => ToArray();

        public void GoOn() => _goesOn.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (++_writes == 3)
            {
                _reached.TrySetResult();
                await _goesOn.Task.WaitAsync(cancellationToken);
            }
            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
