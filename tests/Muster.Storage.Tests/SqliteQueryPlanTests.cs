using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Muster.Engine.Auditing;

namespace Muster.Storage.Tests;

/// <summary>The ways that SQLite takes to audit entries: an entry of a long log is found without walking through it.</summary>
public sealed partial class SqliteQueryPlanTests : IAsyncLifetime
{
    private readonly SqliteTestDatabase _db = new();

    public async ValueTask InitializeAsync() => await _db.StartAsync();

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Theory]
    [InlineData("SELECT count(*) FROM audit_entry WHERE workspace = 1 AND action = 'plan.commented' AND subject = 'plan 1'")]
    [InlineData("SELECT detail FROM audit_entry WHERE workspace = 1 AND action = 'run.applied' AND detail LIKE '%7%'")]
    [InlineData("SELECT detail FROM audit_entry WHERE workspace = 1 AND action IN ('connection.importRule', 'connection.added')")]
    [InlineData(
        "SELECT p.id FROM stored_plan p JOIN audit_entry a ON a.workspace = p.workspace AND a.action = 'x' AND a.subject = 'plan ' || p.id WHERE p.workspace = 1"
    )]
    public async Task What_is_sought_by_its_action_is_found_by_it(string query) =>
        Assert.Contains("INDEX audit_entry_by_action (workspace=? AND action=?", await PlanAsync(query), StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_action_is_listed_from_either_end_without_walking_through_what_else_was_done(bool newestFirst)
    {
        var sent = new List<string>();
        _db.Muster.Database.BeforeStatement = sent.Add;
        await foreach (
            var _ in _db.Muster.Audit.EntriesAsync(
                new AuditFilter { Action = "run.applied", NewestFirst = newestFirst },
                TestContext.Current.CancellationToken
            )
        ) { }
        _db.Muster.Database.BeforeStatement = null;
        var plan = await PlanAsync(sent.Last(sql => sql.Contains("FROM audit_entry", StringComparison.Ordinal)));
        Assert.Contains("INDEX audit_entry_by_action (workspace=? AND action=?", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT detail FROM audit_entry WHERE workspace = 1 AND number > 7 ORDER BY number LIMIT 50")]
    [InlineData("SELECT detail FROM audit_entry WHERE workspace = 1 ORDER BY number DESC LIMIT 50")]
    public async Task What_is_read_by_number_needs_no_sorting(string query)
    {
        var plan = await PlanAsync(query);
        Assert.Contains("PRIMARY KEY", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    private async Task<string> PlanAsync(string query)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_db.Folder, "muster.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The queries are those above.
        // How a statement is worked off does not hang on what is asked for.
        command.CommandText = $"EXPLAIN QUERY PLAN {Asked().Replace(query, "$$any")}";
        command.Parameters.AddWithValue("$any", 1);
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            lines.Add(reader.GetString(3));
        return string.Join('\n', lines);
    }

    [GeneratedRegex("\\{[0-9]+\\}")]
    private static partial Regex Asked();
}
