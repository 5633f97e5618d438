using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Nodes;
using Muster.Server.Runs;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Work of one node is watched and stopped at another as if it were its own.</summary>
public sealed class WorkElsewhereTests : IAsyncLifetime
{
    private const string Owner = "owner@example.com";
    private ServerRig _rig = null!;
    private OtherNodes _nodes = null!;
    private MusterServer _other = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await ServerRig.EmptyAsync(Tests.Token, onPostgres: true);
        await _rig.AccountAsync("Owner", Tests.Token);
        _nodes = new OtherNodes(_rig);
        _other = await _nodes.StartAsync(Tests.Token);
        _http = new HttpClient { BaseAddress = _rig.Address };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", await ApiRig.TokenAsync(_rig, Owner, Role.Owner));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _nodes.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task Its_steps_and_numbers_are_shown_and_its_end_with_where_it_leads()
    {
        var next = new TaskCompletionSource();
        var end = new TaskCompletionSource<string?>();
        var work = Start(
            async (run, stop) =>
            {
                run.Phase(RunPhase.Read);
                run.Reading(new ReadProgress(DirectoryStream.Users, 3, 240, 0, TimeSpan.FromSeconds(4)));
                await next.Task.WaitAsync(stop);
                run.Applying(7, 20);
                return await end.Task.WaitAsync(stop);
            }
        );
        var seen = await _http.JsonAsync($"/api/v1/work/{work.Number}");
        Assert.Equal(("A sync", "Ada"), (Text(seen, "what"), Text(seen, "actor")));
        using var watching = await _http.GetAsync(
            $"/api/v1/work/{work.Number}/events",
            HttpCompletionOption.ResponseHeadersRead,
            Tests.Token
        );
        using var events = new StreamReader(await watching.Content.ReadAsStreamAsync(Tests.Token));
        var read = await UntilAsync(events, item => item.GetProperty("users").GetInt64() == 240);
        Assert.Equal(("read", 4.0), (Text(read, "phase"), read.GetProperty("waitingSeconds").GetDouble()));
        Assert.Contains(
            (await _http.JsonAsync("/api/v1/work")).GetProperty("items").EnumerateArray(),
            item => Text(item, "what") == "A sync"
        );

        next.SetResult();
        await UntilAsync(events, item => (item.GetProperty("done").GetInt64(), item.GetProperty("steps").GetInt64()) == (7, 20));
        await using var page = await OpenPage.OfAsync<LivePage>(_rig, Owner, $"/live/{work.Number}", ("Number", work.Number));
        Assert.Contains("A sync", await page.TextAsync(), StringComparison.Ordinal);

        end.SetResult("/runs/12");
        var ended = await UntilAsync(events, item => item.GetProperty("endedAt").ValueKind != JsonValueKind.Null);
        Assert.Equal("/api/v1/runs/12", Text(ended, "result"));
    }

    [Fact]
    public async Task Stopped_at_another_node_it_ends_and_who_asked_is_on_record_once()
    {
        var work = Start(
            async (_, stop) =>
            {
                await Task.Delay(Timeout.Infinite, stop);
                return null;
            }
        );
        using var asked = await _http.PostAsync($"/api/v1/work/{work.Number}/stop", null, Tests.Token);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var end = await work.EndAsync(Tests.Token).WaitAsync(TimeSpan.FromSeconds(20), Tests.Token);
        Assert.StartsWith("Stopped by Test Owner", end.Failure, StringComparison.Ordinal);
        Assert.Single(await _rig.ActionsAsync(), action => action == "work.stopped");
    }

    [Fact]
    public async Task Two_nodes_never_give_the_same_number_and_one_that_nobody_gave_is_not_found()
    {
        var numbers = new List<long>();
        foreach (var server in new[] { _rig.Server, _other, _rig.Server, _other })
            numbers.Add(
                server
                    .Services.GetRequiredService<LiveRuns>()
                    .Start("Nothing", "Ada", null, (_, _) => Task.FromResult<string?>(null))
                    .Number
            );
        Assert.Equal(4, numbers.Distinct().Count());
        using var missing = await _http.GetAsync($"/api/v1/work/{numbers.Max() + 5000}", Tests.Token);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task What_a_node_that_is_lost_was_doing_is_said_to_have_ended_with_it()
    {
        var progress = _rig.Server.Muster.Database.WorkProgress;
        var number = LiveRuns.BesideOthers(TimeProvider.System);
        var told = new ToldWork(new LiveWork("A sync", null), "Ada", TimeProvider.System.GetUtcNow(), null, new LiveState { Version = 3 });
        await progress.SaveAsync(number, JsonSerializer.Serialize(told), Tests.Token);
        await ServerDatabase.TamperAsync(_rig.Tenant.Muster.Database!, "UPDATE work_progress SET at = at - 61000");
        var seen = await _http.JsonAsync($"/api/v1/work/{number}");
        Assert.Contains("has ended before it was done", Text(seen, "failure"), StringComparison.Ordinal);
    }

    private LiveRun Start(Func<LiveRun, CancellationToken, Task<string?>> work) =>
        _other.Services.GetRequiredService<LiveRuns>().Start("A sync", "Ada", null, work);

    private static async Task<JsonElement> UntilAsync(StreamReader events, Func<JsonElement, bool> isIt)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Tests.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (await events.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith("data:", StringComparison.Ordinal) && JsonDocument.Parse(line[5..]).RootElement is var item && isIt(item))
                return item;
        throw new InvalidOperationException("The events ended before that.");
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
