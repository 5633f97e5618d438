using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Server.Connections;
using Muster.Server.Home;
using Muster.Server.Tests.Api;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>How a connection stands is judged once, by its reads: nothing else that succeeds hides a read that failed.</summary>
public sealed class HealthTests
{
    private static readonly Texts T = Texts.English;

    [Fact]
    public async Task A_success_of_another_kind_does_not_hide_a_read_that_failed()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var connection = await ConnectionAsync(rig);
        var before = await JudgeAsync(rig, connection);
        Assert.Equal(HealthWord.Healthy, before.Health);
        var failed = await RunAsync(rig, connection, "sync", RunOutcome.Failed, requests: 3);
        await RunAsync(rig, connection, "groups set", RunOutcome.NoChanges, requests: 0);
        var after = await JudgeAsync(rig, connection);
        Assert.Equal((HealthWord.Failing, before.ReadAt), (after.Health, after.ReadAt));
        var words = await WordsAsync(rig, connection);
        Assert.Equal(("bad", $"/runs/{failed}"), (words.Kind, words.Link));
        await RunAsync(rig, connection, "sync", RunOutcome.NoChanges, requests: 3);
        Assert.Equal(HealthWord.Healthy, (await JudgeAsync(rig, connection)).Health);
        Assert.Equal("ok", (await WordsAsync(rig, connection)).Kind);
    }

    [Fact]
    public async Task A_read_is_remembered_however_often_it_failed_since()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var connection = await ConnectionAsync(rig);
        var before = (await JudgeAsync(rig, connection)).ReadAt;
        for (var run = 0; run < 60; run++)
            await RunAsync(rig, connection, "sync", RunOutcome.Failed, requests: 1);
        Assert.NotNull(before);
        Assert.Equal(before, (await JudgeAsync(rig, connection)).ReadAt);
        var view = await ConnectionOverview.LoadAsync(rig.Server.Muster, Live(rig), connection, Tests.Token);
        Assert.Equal(before, view.ReadAt);
    }

    [Theory]
    [InlineData(RunOutcome.Cancelled)]
    [InlineData(RunOutcome.Running)]
    public async Task A_first_run_that_came_to_nothing_makes_nothing_healthy(RunOutcome outcome)
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var connection = (
            await rig.Server.Muster.Connections.AddAsync(
                (await ConnectionAsync(rig)) with
                {
                    Name = "second",
                    TenantId = Guid.NewGuid().ToString(),
                },
                new Credential(CredentialKind.Secret, "x"),
                "test",
                Tests.Token
            )
        )!;
        await RunAsync(rig, connection, "sync", outcome, requests: 0);
        Assert.Equal(HealthWord.NeverRun, (await JudgeAsync(rig, connection)).Health);
        Assert.Equal("idle", (await WordsAsync(rig, connection)).Kind);
        // What Home says of all of them is not as of the one that was read.
        Assert.Null(
            (
                await HomeFigures.LoadAsync(
                    rig.Server.Muster,
                    new KnownActivity(rig.Server.Muster, TimeProvider.System),
                    Live(rig),
                    null,
                    TimeProvider.System,
                    Tests.Token
                )
            ).ReadAt
        );
    }

    [Fact]
    public async Task A_held_run_is_held_also_when_its_plan_has_expired_and_after_runs_that_say_nothing()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var connection = await ConnectionAsync(rig);
        var held = await RunAsync(rig, connection, "sync", RunOutcome.Held, requests: 3);
        await RunAsync(rig, connection, "sync", RunOutcome.Cancelled, requests: 0);
        for (var run = 0; run < 25; run++)
            await RunAsync(rig, connection, "groups set", RunOutcome.NoChanges, requests: 0);
        var standing = await JudgeAsync(rig, connection);
        Assert.Equal((HealthWord.Held, null), (standing.Health, standing.Waiting));
        Assert.Equal(("hold", $"/runs/{held}"), (await WordsAsync(rig, connection)) is var words ? (words.Kind, words.Link) : default);
    }

    [Fact]
    public async Task After_a_plan_whose_read_failed_attention_is_asked_for_until_a_read_succeeds()
    {
        await using var api = new ApiRig();
        await api.InitializeAsync();
        var rig = api.Server;
        var connection = await ConnectionAsync(rig);
        using var http = api.As("Operator");
        Assert.Equal(HealthWord.Healthy, (await JudgeAsync(rig, connection)).Health);

        await rig.Tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/users/delta", status = 403 });
        using var tried = await http.SendAsync("POST", "/api/v1/plans", """{"full":true}""", ApiHttp.Key());
        var failure = (await http.EndOfAsync(tried)).GetProperty("failure").GetString()!;

        var standing = await JudgeAsync(rig, connection);
        Assert.Equal((HealthWord.Attention, failure), (standing.Health, standing.NotRead!.Why));
        var status = (await http.JsonAsync("/api/v1/status")).GetProperty("connections")[0];
        Assert.Equal("waiting", status.GetProperty("health").GetString());
        Assert.Contains("could not be read", status.GetProperty("sentence").GetString(), StringComparison.Ordinal);

        await rig.Tenant.HealAsync(Tests.Token);
        using var again = await http.SendAsync("POST", "/api/v1/plans", """{"full":true}""", ApiHttp.Key());
        await http.EndOfAsync(again);
        Assert.Equal(HealthWord.Healthy, (await JudgeAsync(rig, connection)).Health);
        Assert.Equal("ok", (await http.JsonAsync("/api/v1/status")).GetProperty("connections")[0].GetProperty("health").GetString());
    }

    private static Runs.LiveRuns Live(ServerRig rig) => (Runs.LiveRuns)rig.Server.Services.GetService(typeof(Runs.LiveRuns))!;

    private static async Task<Connection> ConnectionAsync(ServerRig rig) => (await rig.Server.Muster.Connections.ListAsync(Tests.Token))[0];

    private static Task<ConnectionStanding> JudgeAsync(ServerRig rig, Connection connection) =>
        ConnectionStanding.LoadAsync(rig.Server.Muster, Live(rig), connection, new Dictionary<int, long>(), Tests.Token);

    private static async Task<ConnectionHealth> WordsAsync(ServerRig rig, Connection connection) =>
        (await ConnectionOverview.LoadAsync(rig.Server.Muster, Live(rig), connection, Tests.Token)).HealthAt(
            TimeProvider.System.GetUtcNow(),
            T
        );

    private static async Task<long> RunAsync(ServerRig rig, Connection connection, string verb, RunOutcome outcome, int requests)
    {
        var database = rig.Server.Muster.Database;
        await using var lease = await LeaseKeeper.AcquireAsync(database.Leases, verb, TimeProvider.System, Tests.Token);
        var run = await database.Runs.BeginAsync(connection.Key, verb, "test", lease.Lease, Tests.Token);
        if (outcome != RunOutcome.Running)
            await database.Runs.EndAsync(
                run with
                {
                    Outcome = outcome,
                    EndedAt = TimeProvider.System.GetUtcNow(),
                    Spending = new ReadSpending(requests, 0, 0),
                    Message = "The directory does not answer.",
                },
                lease.Lease,
                Tests.Token
            );
        return run.Id;
    }
}
