using Muster.Engine.Nodes;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>Two versions of Muster on one database while nodes are upgraded one after the other.</summary>
public sealed class BesideNewerTests : IAsyncLifetime
{
    /// <summary>What the next version might do: a column that may be left out, and a table.</summary>
    private const string Next =
        "ALTER TABLE node ADD COLUMN colour text; CREATE TABLE later (workspace integer NOT NULL, thing text NOT NULL); UPDATE schema_version SET version = version + 1, ";

    private readonly PostgresTestDatabase _db = new();

    public async ValueTask InitializeAsync() => await _db.StartAsync();

    public async ValueTask DisposeAsync() => await _db.DisposeAsync();

    [Fact]
    public async Task INV_31_beside_a_schema_one_ahead_that_allows_it_this_version_goes_on_and_starts()
    {
        await _db.TamperAsync($"{Next}oldest_beside = version; SELECT 0");
        await WorkAsync(_db.Muster);
        await _db.Muster.Leases.ReleaseAsync(_db.Lease, Token);
        await using var started = await _db.OpenAsync();
        await LeaseAsync(started);
        await WorkAsync(started);
    }

    [Fact]
    public async Task INV_31_a_schema_ahead_that_does_not_allow_it_is_refused_and_whoever_works_there_is_not_ready_any_more()
    {
        await _db.TamperAsync($"{Next}oldest_beside = NULL; SELECT 0");
        foreach (var ask in new Func<Task>[] { () => _db.Muster.CheckSchemaAsync(Token), _db.OpenAsync })
        {
            var fault = await Assert.ThrowsAsync<StorageException>(ask);
            Assert.Equal(StorageFault.Newer, fault.Fault);
            Assert.Contains("written by a newer version of Muster", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_has_to_know_each_table_refuses_a_schema_ahead_whatever_it_allows()
    {
        await _db.TamperAsync($"{Next}oldest_beside = version; SELECT 0");
        await Assert.ThrowsAsync<StorageException>(() => Schema.CheckAsync(_db.Muster.Database, Token));
    }

    [Fact]
    public void A_change_that_says_so_allows_the_version_before_and_no_older_one()
    {
        Assert.Equal(3, AdditiveAttribute.OldestBeside([typeof(Breaking), typeof(Breaking), typeof(Breaking)]));
        Assert.Equal(2, AdditiveAttribute.OldestBeside([typeof(Breaking), typeof(Adding), typeof(Adding)]));
        Assert.Equal(3, AdditiveAttribute.OldestBeside([typeof(Breaking), typeof(Adding), typeof(Breaking)]));
    }

    private static async Task WorkAsync(MusterDatabase muster)
    {
        await muster.CheckSchemaAsync(Token);
        await muster.Nodes.SignAsync(new("a", "alpha", 7, "1.0.0", "http://10.0.0.1:5080", null), new NodeWork(false, 0, 0), Token);
        Assert.Single(await muster.Nodes.ListAsync(Token));
        await muster.Audit.AppendAsync("ada", "test.done", "test", [], Token);
        Assert.Empty((await muster.Audit.VerifyAsync(Token)).Faults);
    }

    private sealed class Breaking;

    [Additive]
    private sealed class Adding;
}
