using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Engine.Exceptions;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>Requests that are taken: exactly one run comes of each, whatever happens meanwhile. On a server of its own, since the crew shrinks.</summary>
public sealed class RequestTakingTests(TwoDirectoriesRig rig) : IClassFixture<TwoDirectoriesRig>
{
    [Theory]
    [InlineData("approve", "taken")]
    [InlineData("reject", "waiting")]
    public async Task What_a_guard_rail_holds_is_taken_when_its_run_is_released_and_waits_again_when_it_is_rejected(
        string decision,
        string end
    )
    {
        var person = decision == "approve" ? "corp-5" : "corp-6";
        await rig.Two.Rig.Tenant.SetAsync("protectedGroups", "corp crew", Tests.Token);
        var id = await rig.AskAsync("corp", person, "exclude");
        using var worker = await rig.WithTokenAsync("owner@example.com");
        using var taken = await worker.SendAsync("POST", $"/api/v1/requests/{id}/take", "{}");
        var held = await taken.BodyAsync();
        Assert.Equal("taking", held.GetProperty("state").GetString());
        var run = held.GetProperty("run").GetInt64();
        Assert.Equal("held", (await worker.JsonAsync($"/api/v1/runs/{run}")).GetProperty("outcome").GetString());
        using (var again = await worker.SendAsync("POST", $"/api/v1/requests/{id}/refuse", """{"reason":"x"}"""))
            Assert.Contains($"holds run {run}", await again.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        using var decided = await worker.SendAsync(
            "POST",
            $"/api/v1/runs/{run}/{decision}",
            """{"reason":"Looked at it"}""",
            ApiHttp.Key()
        );
        if (decided.StatusCode == HttpStatusCode.Accepted)
            await worker.EndOfAsync(decided);
        else
            Assert.Equal(HttpStatusCode.OK, decided.StatusCode);

        await worker.JsonAsync("/api/v1/requests");

        Assert.Equal(end, (await worker.JsonAsync($"/api/v1/requests/{id}")).GetProperty("state").GetString());
        var action = end == "taken" ? "request.taken" : "request.reopened";
        var entry = (await worker.JsonAsync($"/api/v1/audit?action={action}")).GetProperty("items")[0].ToString();
        Assert.Contains($"{run}", entry, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corp-olga", false)]
    [InlineData("corp-eve", true)]
    public async Task Whoever_takes_so_long_that_a_request_waits_again_does_nothing(string person, bool isTakenMeanwhile)
    {
        var id = await rig.AskAsync("corp", person);
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        var requests = new OwnerRequests(rig.Contexts, Muster, Get<Ownership>(), Get<IAuditLog>(), clock);
        var taking = new RequestTaking(requests, rig.Contexts, Muster, clock);
        Task<ExceptionOutcome.Done> TakeAsync(string who) =>
            taking.TakeAsync(new Caller(Guid.NewGuid(), who, Role.Owner, false, null, null), id, Quiet.Observer, Tests.Token);

        Task<ExceptionOutcome.Done> slow;
        var begun = new TaskCompletionSource();
        using (new SlowStore(rig.Two.Rig, _ => IsTaking(id) && begun.TrySetResult()))
        {
            slow = Task.Run(() => TakeAsync("Slow"), Tests.Token);
            await begun.Task.WaitAsync(Tests.Token);
            clock.Step(TimeSpan.FromMinutes(16));
            var waiting = await requests.ListAsync(new RequestFilter { Within = null, State = RequestState.Waiting }, Tests.Token);
            Assert.Contains(waiting, request => request.Id == id && request.DecidedAt is null);
            if (isTakenMeanwhile)
                Assert.Equal(RunOutcome.Applied, (await TakeAsync("Quick")).Run.Outcome);
        }
        var refused = await Assert.ThrowsAsync<WorkFailedException>(() => slow);
        Assert.Contains(isTakenMeanwhile ? "already" : "waits for a decision again", refused.Message, StringComparison.Ordinal);
        Assert.Equal(isTakenMeanwhile ? RequestState.Taken : RequestState.Waiting, (await requests.FindAsync(id, Tests.Token))!.State);
        Assert.Equal(["muster"], await ActorsAsync("request.reopened", id));
        if (!isTakenMeanwhile)
            Assert.Equal(RunOutcome.Applied, (await TakeAsync("Quick")).Run.Outcome);

        var taken = (await requests.FindAsync(id, Tests.Token))!;
        var exceptions = await Muster.Database.Exceptions.AtAsync(await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token);
        Assert.Equal((RequestState.Taken, "Quick"), (taken.State, taken.DecidedBy));
        Assert.Equal(["Quick"], await ActorsAsync("request.taken", id));
        Assert.Single(exceptions, one => one.User == taken.User && one.Group == taken.Group && one.Author == "Quick");
        await Assert.ThrowsAsync<WorkFailedException>(() => TakeAsync("Late"));
    }

    private MusterInstance Muster => rig.Two.Rig.Server.Muster;

    private T Get<T>()
        where T : notnull => rig.Services.GetRequiredService<T>();

    private bool IsTaking(long id)
    {
        using var context = rig.Contexts.CreateDbContext();
        return context.Requests.Any(row => row.Id == id && row.State == RequestState.Taking && row.Run == null);
    }

    private async Task<IReadOnlyList<string>> ActorsAsync(string action, long request) =>
        await Muster
            .Database.Audit.EntriesAsync(new AuditFilter { Action = action }, Tests.Token)
            .Where(entry => entry.Detail.Contains($"\"request\":{request},", StringComparison.Ordinal))
            .Select(entry => entry.Actor)
            .ToListAsync(Tests.Token);
}
