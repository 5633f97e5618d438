using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Muster.Core.Planning;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>A database that schema 2 wrote: two applied runs, one held, one that changed nothing, and a membership that ended before ends had reasons.</summary>
public sealed class UpgradeTests : IDisposable
{
    private readonly ManualClock _clock = new() { Now = new DateTimeOffset(2026, 6, 1, 9, 0, 0, TimeSpan.Zero) };
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "muster-tests", Guid.NewGuid().ToString("N"));

    public UpgradeTests()
    {
        Directory.CreateDirectory(_folder);
        using var packed = typeof(UpgradeTests).Assembly.GetManifestResourceStream("schema2.db.gz")!;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var file = File.Create(Path.Combine(_folder, "muster.db"));
        unpacked.CopyTo(file);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task INV_31_what_schema_2_wrote_is_whole_and_goes_on_being_checked()
    {
        await using var muster = await MusterDatabase.OpenAsync(_folder, _clock, Token);
        Assert.Empty((await muster.Audit.VerifyAsync(Token)).Faults);
        var left = Assert.Single(await muster.Platform.HistoryAsync(1, 2, Token));
        Assert.Equal((4L, null), (left.ToRun, left.EndCause));

        // The held run of before is decided now, and the run after it was never sealed.
        var lease = await LeaseAsync(muster);
        var held = (await muster.Runs.FindAsync(2, Token))!;
        await muster.Runs.EndAsync(held with { Outcome = RunOutcome.Rejected, DecidedBy = "ada" }, lease, Token);
        var run = await muster.Runs.BeginAsync(1, "sync", "test", lease, Token);
        var basis = new PlanBasis(
            2,
            await muster.Mirror.CertificateAsync(1, Token),
            (await muster.Connections.FindAsync("entra", Token))!.ConfigurationVersion
        );
        var plan = new SyncPlan
        {
            Basis = basis,
            Groups = [],
            Users = [],
            Memberships = [Members(1, [], [4])],
            Problems = [],
        };
        Assert.IsType<ApplyOutcome.Applied>(
            await muster.Platform.ApplyAsync(plan, run, new ApplyContext(lease, _clock.Now, true), null, Token)
        );
        Assert.Empty((await muster.Audit.VerifyAsync(Token)).Faults);
        Assert.Equal(RemovalCause.LeftInDirectory, (await muster.Platform.HistoryAsync(1, 4, Token)).Single().EndCause);
    }

    [Theory]
    [InlineData("UPDATE membership SET end_cause = 0, end_evidence = 0 WHERE to_revision IS NOT NULL")]
    [InlineData("UPDATE revision SET entry = 2")]
    [InlineData("DELETE FROM run WHERE id = 3")]
    [InlineData("UPDATE membership SET via = 1 WHERE user_key = 2")]
    public async Task INV_20_what_schema_2_wrote_cannot_be_changed_unseen(string sql)
    {
        await using var muster = await MusterDatabase.OpenAsync(_folder, _clock, Token);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "muster.db")};Pooling=False"))
        {
            await connection.OpenAsync(Token);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.True(await command.ExecuteNonQueryAsync(Token) > 0);
        }
        Assert.NotEmpty((await muster.Audit.VerifyAsync(Token)).Faults);
    }
}
