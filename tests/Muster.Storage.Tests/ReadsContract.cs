using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteReadsTests : ReadsContract<SqliteTestDatabase>;

public sealed class PostgresReadsTests : ReadsContract<PostgresTestDatabase>;

/// <summary>How exactly a moment is known: by the reads of the directory that it is about.</summary>
public abstract class ReadsContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task A_moment_is_known_by_the_reads_of_its_own_directory()
    {
        var (corp, lab) = (Db.Entra.Key, (await LabAsync(Db)).Key);
        var first = await ReadAsync(corp);
        var other = await ReadAsync(lab);
        var moment = Db.Clock.Now;
        var otherAgain = await ReadAsync(lab);
        var last = await ReadAsync(corp);

        Assert.Equal((first, last), await AroundAsync(moment, corp));
        Assert.Equal((other, otherAgain), await AroundAsync(moment, lab));
    }

    [Fact]
    public async Task All_directories_together_are_known_as_exactly_as_the_worst_of_them()
    {
        var (corp, lab) = (Db.Entra.Key, (await LabAsync(Db)).Key);
        var first = await ReadAsync(corp);
        var before = Db.Clock.Now;
        await ReadAsync(lab);
        var moment = Db.Clock.Now;
        await ReadAsync(lab);
        Assert.Equal((first, null), await AroundAsync(moment, null));
        var last = await ReadAsync(corp);
        Assert.Equal((first, last), await AroundAsync(moment, null));
        // Nothing was there of the other one then.
        Assert.Equal((first, last), await AroundAsync(before, null));
    }

    [Fact]
    public async Task What_a_connection_read_that_was_removed_since_still_tells_of_its_time()
    {
        var read = await ReadAsync(Db.Entra.Key);
        await Db.Muster.Connections.RemoveAsync(Db.Entra.Key, "ada", Db.Lease, Token);
        Assert.Equal((read, null), await AroundAsync(Db.Clock.Now, null));
    }

    private static async Task<Connection> LabAsync(TDatabase db) =>
        (await db.Muster.Connections.AddAsync(SampleConnection("lab"), Secret("other"), "test", Token))!;

    private async Task<(long?, long?)> AroundAsync(DateTimeOffset moment, int? connection)
    {
        var around = await Db.Muster.History.ReadsAsync(moment, connection, Token);
        return (around.Before?.Run, around.After?.Run);
    }

    private async Task<long?> ReadAsync(int connection)
    {
        Db.Clock.Now += TimeSpan.FromSeconds(1);
        var run = await Db.Muster.Runs.BeginAsync(connection, "sync", "test", Db.Lease, Token);
        var ended = run with { Outcome = RunOutcome.NoChanges, EndedAt = Db.Clock.Now, Spending = new ReadSpending(3, 3, 0) };
        await Db.Muster.Runs.EndAsync(ended, Db.Lease, Token);
        Db.Clock.Now += TimeSpan.FromSeconds(1);
        return run.Id;
    }
}
