using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Nodes;
using Muster.Server.Access;
using Muster.Server.Nodes;
using Muster.Server.Runs;
using Muster.Server.Scheduling;
using Muster.Server.Tests.Api;
using Muster.Storage;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Several processes that serve one installation: who they are, whether they are ready, and how one comes to its end.</summary>
public sealed class NodeTests
{
    private const string Owner = "owner@example.com";

    [Fact]
    public async Task Two_nodes_on_one_database_know_of_each_other_until_one_stops()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, onPostgres: true);
        await rig.AccountAsync("Owner", Tests.Token);
        await using var nodes = new OtherNodes(rig);
        var other = await nodes.StartAsync(Tests.Token);
        var token = await ApiRig.TokenAsync(rig, Owner, Role.Owner);

        foreach (var (asked, number) in new[] { (rig.Server, 0), (other, 1) })
        {
            var report = await NodesAsync(asked.Address, token);
            var found = report.GetProperty("nodes").EnumerateArray().ToList();
            Assert.Equal(2, found.Count);
            Assert.All(
                found,
                node =>
                    Assert.Equal(
                        ("serving", Environment.MachineName, Environment.ProcessId),
                        (Text(node, "state"), Text(node, "machine"), node.GetProperty("process").GetInt32())
                    )
            );
            var answers = Assert.Single(found, node => node.GetProperty("answersThis").GetBoolean());
            Assert.Equal($"http://127.0.0.1:{asked.Address.Port}", Text(answers, "address"));
        }
        await nodes.StopAsync(other);
        Assert.Single((await NodesAsync(rig.Address, token)).GetProperty("nodes").EnumerateArray());
    }

    [Fact]
    public async Task A_node_that_drains_is_not_ready_answers_and_lets_what_is_under_way_end()
    {
        var clock = new HurriedClock(50);
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, clock: clock, onPostgres: true);
        await using var nodes = new OtherNodes(rig);
        var other = await nodes.StartAsync(Tests.Token, clock);
        var end = new TaskCompletionSource<string?>();
        var work = other.Services.GetRequiredService<LiveRuns>().Start("A sync", "Ada", null, (_, stop) => end.Task.WaitAsync(stop));
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await AskAsync(other.Address, "/health/ready"));

        var drained = other.DrainAsync(TimeSpan.FromHours(1), Tests.Token);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "not ready: draining: this process is about to stop\n"),
            await AskAsync(other.Address, "/health/ready")
        );
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(other.Address, "/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(other.Address, "/setup")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(other.Address, "/notifications/1")).Status);
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await AskAsync(rig.Address, "/health/ready"));
        var seen = Assert.Single((await rig.Server.Muster.Database.Nodes.ListAsync(Tests.Token)), node => node.Work.Working == 1);
        Assert.Equal(NodeState.Draining, seen.State);
        Assert.False(drained.IsCompleted);
        end.SetResult(null);
        await drained;
        Assert.NotNull(work.State.EndedAt);
    }

    [Fact]
    public async Task Where_another_one_serves_a_node_answers_for_a_few_seconds_so_that_a_balancer_notices()
    {
        var clock = new HurriedClock(10);
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, clock: clock, onPostgres: true);
        var begun = clock.GetUtcNow();
        await using (var nodes = new OtherNodes(rig))
        {
            var other = await nodes.StartAsync(Tests.Token, clock);
            begun = clock.GetUtcNow();
            await other.DrainAsync(TimeSpan.FromSeconds(25), Tests.Token);
            Assert.True(clock.GetUtcNow() - begun >= NodeSigns.Notice);
        }
        // The one that is left takes requests from nobody, and waits for nobody.
        using var patience = new CancellationTokenSource();
        var alone = rig.Server.DrainAsync(TimeSpan.FromHours(10), patience.Token);
        await alone.WaitAsync(TimeSpan.FromSeconds(30), Tests.Token);
    }

    [Fact]
    public async Task When_the_time_to_drain_is_over_what_is_still_under_way_is_cancelled()
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token, clock: new HurriedClock(50));
        var work = rig
            .Server.Services.GetRequiredService<LiveRuns>()
            .Start(
                "A sync",
                "Ada",
                null,
                async (_, stop) => await Task.Delay(Timeout.Infinite, stop).ContinueWith<string?>(_ => null, stop)
            );
        await rig.Server.DrainAsync(TimeSpan.FromSeconds(25), Tests.Token);
        Assert.Null(work.State.EndedAt);
        await rig.DisposeAsync();
        Assert.NotNull(work.State.EndedAt);
    }

    [Fact]
    public async Task A_node_that_drains_takes_up_nothing_that_is_due()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var slots = rig.Server.Muster.Database.Schedules;
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await schedules.RefreshAsync(Tests.Token);
        // As long as somebody else has the turn, the server does not take up what is due.
        using var turn = await rig.Server.Services.GetRequiredService<SyncWork>().TurnAsync(Tests.Token);
        var slot = Assert.Single((await slots.LookAsync(Tests.Token)).Connections);
        var due = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.True(await slots.ArmAsync(slot, slot.Settings, due, Tests.Token));
        await rig.Server.DrainAsync(TimeSpan.Zero, Tests.Token);

        await schedules.RefreshAsync(Tests.Token);
        await schedules.FireAsync(slot.Connection, due, Tests.Token);

        var left = (await slots.LookAsync(Tests.Token)).Of(slot.Connection)!;
        Assert.Equal((due, null), (left.Due, left.Holder));
        Assert.Empty(rig.Server.Services.GetRequiredService<LiveRuns>().Current);
    }

    [Theory]
    [InlineData(1000, "the database has a newer schema than this version can work on")]
    [InlineData(1, "the database has an older schema than this version needs")]
    public async Task A_node_is_not_ready_on_a_schema_that_is_not_its_own(int schema, string lack)
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await using var file = new SqliteConnection($"Data Source={MusterDatabase.File(rig.Tenant.Muster.Folder)};Pooling=False");
        await file.OpenAsync(Tests.Token);
        await using var command = file.CreateCommand();
        command.CommandText = $"PRAGMA user_version = {schema}";
        await command.ExecuteNonQueryAsync(Tests.Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, $"not ready: {lack}\n"), await AskAsync(rig.Address, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, "live\n"), await AskAsync(rig.Address, "/health/live"));
    }

    [Fact]
    public async Task A_node_is_not_ready_while_its_database_does_not_answer_and_is_again_when_it_does()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        using (new FailingStore(rig, _ => true))
            Assert.Equal(
                (HttpStatusCode.ServiceUnavailable, "not ready: the database does not answer\n"),
                await AskAsync(rig.Address, "/health/ready")
            );
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await AskAsync(rig.Address, "/health/ready"));
    }

    [Fact]
    public async Task A_node_whose_key_file_is_another_is_not_ready_and_to_be_asked_makes_no_key()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, onPostgres: true);
        await using var nodes = new OtherNodes(rig);
        var other = await nodes.StartAsync(Tests.Token);
        foreach (var node in new[] { rig.Server, other, rig.Server })
            Assert.Equal((HttpStatusCode.OK, "ready\n"), await AskAsync(node.Address, "/health/ready"));
        // The first credential is encrypted by the node that is given it; the key file was not copied to the other one.
        _ = rig.Server.Muster.Database.Signer.KeyId;
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await AskAsync(rig.Address, "/health/ready"));
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "not ready: the key file of this process does not open the keys of the installation\n"),
            await AskAsync(other.Address, "/health/ready")
        );
    }

    [Fact]
    public async Task A_form_that_one_node_wrote_another_takes_and_whoever_signs_in_at_one_is_signed_in_at_all()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, onPostgres: true);
        await rig.AccountAsync("Owner", Tests.Token);
        await using var nodes = new OtherNodes(rig);
        var other = await nodes.StartAsync(Tests.Token);
        await using var balancer = new RoundRobin(rig.Address, other.Address);
        using var browser = new PlainBrowser(balancer.Address, Tests.Token);
        // Each request by a connection of its own, so that no two that follow each other reach the same node.
        browser.Http.DefaultRequestHeaders.ConnectionClose = true;

        using var signedIn = await browser.SignInAsync(Owner, ServerRig.Password);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        foreach (var page in new[] { "/", "/people", "/groups", "/runs", "/system", "/profile" })
        {
            using var answer = await browser.GetAsync(page);
            Assert.Equal((page, HttpStatusCode.OK), (page, answer.StatusCode));
        }
        Assert.Equal([4, 4], balancer.Taken.Values);
    }

    [Fact]
    public async Task The_page_shows_who_serves_who_writes_and_what_is_due()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var database = rig.Server.Muster.Database;
        var schedules = rig.Server.Services.GetRequiredService<ConnectionSchedules>();
        await schedules.RefreshAsync(Tests.Token);
        var slot = Assert.Single((await database.Schedules.LookAsync(Tests.Token)).Connections);
        Assert.True(await database.Schedules.ArmAsync(slot, slot.Settings, TimeProvider.System.GetUtcNow(), Tests.Token));
        await database.Nodes.SignAsync(new("x", "gamma", 4711, "0.9.0", "http://10.0.0.9:5080", null), new(true, 3, 2), Tests.Token);

        await using var page = await OpenPage.OfAsync<NodePanel>(rig, Owner, "/system");
        var text = await page.TextAsync();

        foreach (
            var shown in new[]
            {
                $"process #{Environment.ProcessId} on",
                "shows you this page",
                "process #4711 on gamma",
                "draining",
                "nobody now",
            }
        )
            Assert.Contains(shown, text, StringComparison.Ordinal);
        Assert.Contains("waits for a process with room for it", text, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> NodesAsync(Uri at, string token)
    {
        using var http = new HttpClient { BaseAddress = at };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return await http.JsonAsync("/api/v1/system/nodes");
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(Uri at, string path)
    {
        using var http = new HttpClient { BaseAddress = at };
        using var answer = await http.GetAsync(path, Tests.Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Tests.Token));
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
