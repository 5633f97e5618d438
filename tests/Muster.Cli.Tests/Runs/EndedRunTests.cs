using Microsoft.Data.Sqlite;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server;

namespace Muster.Cli.Tests.Runs;

/// <summary>A run that has begun ends, also when it is stopped or something breaks, and says how (INV-17).</summary>
public sealed class EndedRunTests
{
    [Theory]
    [InlineData("groups create", "groups", "create", "New one")]
    [InlineData("users add", "users", "add", "--upn", "eve@contoso.com", "--name", "Eve")]
    [InlineData(
        "exceptions add",
        "exceptions",
        "add",
        "--group",
        "crew",
        "--user",
        "p4@contoso.com",
        "--exclude",
        "--reason",
        "r",
        "--yes"
    )]
    [InlineData("runs undo", "runs", "undo", "4", "--yes")]
    [InlineData("config apply", "config", "apply", "FILE", "--yes", "--reason", "r")]
    [InlineData("plan approve", "plan", "approve", "PLAN", "--reason", "r")]
    public async Task INV_17_a_run_in_which_the_database_fails_is_ended_as_failed_at_once(string verb, params string[] command)
    {
        await using var tenant = await MovedAsync();
        using var folder = new TemporaryFolder();
        var config = (await tenant.MustAsync(0, Tests.Token, "config", "export", "--format", "yaml")).Output;
        var file = folder.Write(
            "muster.yaml",
            config.Replace("- name: crew\n", "- name: crew\n  settings:\n    purpose: Sailing\n", StringComparison.Ordinal)
        );
        var plan = (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines.First().GetProperty("plan").GetRawText();
        var before = await tenant.ExportAsync(Tests.Token);
        await RunAsync(tenant, "CREATE TRIGGER broken BEFORE INSERT ON revision BEGIN SELECT RAISE(ABORT, 'broken here'); END");

        await tenant.MustAsync(
            1,
            Tests.Token,
            [
                .. command.Select(word =>
                    word == "FILE" ? file
                    : word == "PLAN" ? plan
                    : word
                ),
            ]
        );

        var run = (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--limit", "1", "--json")).JsonLines.Single();
        Assert.Equal((verb, "failed"), (run.GetProperty("verb").GetString(), run.GetProperty("outcome").GetString()));
        Assert.Contains("broken here", run.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await RunAsync(tenant, "DROP TRIGGER broken");
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task INV_17_who_stops_an_undo_at_the_question_leaves_a_cancelled_run()
    {
        await using var tenant = await MovedAsync();
        await using var muster = await MusterInstance.OpenAsync(tenant.Muster.Folder, TimeProvider.System, Tests.Token);
        using var stop = new CancellationTokenSource();
        var undone = new UndoneRuns.These([(await muster.Database.Runs.ListAsync(null, 1, Tests.Token)).Single().Id]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            muster.Undos.RunAsync(undone, null, "ada", null, new Stopping(stop), stop.Token)
        );

        var run = (await muster.Database.Runs.ListAsync(null, 1, Tests.Token)).Single();
        Assert.Equal(("runs undo", RunOutcome.Cancelled), (run.Verb, run.Outcome));
        Assert.NotNull(run.EndedAt);
    }

    private static async Task<TestTenant> MovedAsync()
    {
        var people = Tests.Several("p", 12);
        var story = new TenantStory().Users(people).Group("crew").Member("crew", people[..10]).Then().NoMember("crew", "p1");
        var tenant = await TestTenant.SyncedAsync(story.Then().Member("crew", "p12"), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.NextAsync(Tests.Token);
        return tenant;
    }

    private static async Task RunAsync(TestTenant tenant, string sql)
    {
        await using var other = new SqliteConnection($"Data Source={Path.Combine(tenant.Muster.Folder, "muster.db")};Pooling=False");
        await other.OpenAsync(Tests.Token);
        await using var statement = other.CreateCommand();
        statement.CommandText = sql;
        await statement.ExecuteNonQueryAsync(Tests.Token);
    }

    /// <summary>Somebody who presses Ctrl-C in place of an answer.</summary>
    private sealed class Stopping(CancellationTokenSource stop) : IRunObserver
    {
        public void Phase(RunPhase phase) { }

        public void Reading(ReadProgress progress) { }

        public void Applying(long done, long total) { }

        public async Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken)
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        }
    }
}
