using System.Net;
using Microsoft.EntityFrameworkCore;

namespace Muster.Server.Tests.Api;

/// <summary>A request that is sent again is answered, not done again; also by a server that was started anew.</summary>
[Collection(ApiRig.Name)]
public sealed class IdempotencyTests(ApiRig rig)
{
    [Fact]
    public async Task After_a_restart_a_repeated_request_hears_what_its_work_came_to()
    {
        using var http = rig.As("Operator");
        var key = ApiHttp.Key();
        using var first = await http.SendAsync("POST", "/api/v1/plans", "{}", key);
        var end = await http.EndOfAsync(first);
        await KeptAsync(end.GetProperty("result").GetString()!);
        await RestartedAsync();
        using var second = await http.SendAsync("POST", "/api/v1/plans", "{}", key);
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(end.GetProperty("result").GetString(), second.Headers.Location!.ToString());
        Assert.Equal(end.GetRawText(), (await second.BodyAsync()).GetRawText());
        using var other = await http.SendAsync("POST", "/api/v1/plans", """{"full":true}""", key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
    }

    [Fact]
    public async Task An_answer_is_repeated_byte_for_byte_with_its_headers()
    {
        using var http = rig.As("Operator");
        var key = ApiHttp.Key();
        const string body = """{"userPrincipalName":"once@local.example"}""";
        using var first = await http.SendAsync("POST", "/api/v1/users", body, key);
        Assert.True(first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync(Tests.Token));
        await RestartedAsync();
        using var second = await http.SendAsync("POST", "/api/v1/users", body, key);
        Assert.Equal(first.StatusCode, second.StatusCode);
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(Tests.Token), await second.Content.ReadAsByteArrayAsync(Tests.Token));
        using var anew = await http.SendAsync("POST", "/api/v1/users", body, ApiHttp.Key());
        Assert.Equal(HttpStatusCode.Conflict, anew.StatusCode);
    }

    [Fact]
    public async Task A_request_whose_server_stopped_in_the_middle_is_said_to_be_interrupted()
    {
        using var http = rig.As("Operator");
        var key = ApiHttp.Key();
        const string body = """{"userPrincipalName":"torn@local.example"}""";
        using var first = await http.SendAsync("POST", "/api/v1/users", body, key);
        await ChangeAsync(row => row.SetProperty(it => it.Status, (int?)null));
        using var second = await http.SendAsync("POST", "/api/v1/users", body, key);
        Assert.Equal("stillRunning", (await second.BodyAsync()).GetProperty("code").GetString());
        await RestartedAsync();
        using var third = await http.SendAsync("POST", "/api/v1/users", body, key);
        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
        Assert.Equal("interrupted", (await third.BodyAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Sent_twice_at_once_a_request_is_done_once()
    {
        using var http = rig.As("Operator");
        var key = ApiHttp.Key();
        const string body = """{"userPrincipalName":"race@local.example"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => http.SendAsync("POST", "/api/v1/users", body, key)));
        Assert.All(
            answers,
            answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{answer.StatusCode}")
        );
        Assert.Contains(answers, answer => answer is { StatusCode: HttpStatusCode.OK } && !answer.Headers.Contains("Idempotency-Replayed"));
        foreach (var answer in answers)
        {
            if (answer.StatusCode == HttpStatusCode.Conflict)
                Assert.Equal("stillRunning", (await answer.BodyAsync()).GetProperty("code").GetString());
            answer.Dispose();
        }
    }

    [Fact]
    public async Task A_refused_request_may_be_sent_again_and_keys_end_after_a_day()
    {
        using var http = rig.As("Operator");
        var key = ApiHttp.Key();
        using var refused = await http.SendAsync("POST", "/api/v1/users", """{"userPrincipalName":"nobody"}""", key);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        const string body = """{"userPrincipalName":"later@local.example"}""";
        using var done = await http.SendAsync("POST", "/api/v1/users", body, key);
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync(Tests.Token));
        var row = await LastAsync();
        Assert.Equal(TimeSpan.FromHours(24), row.EndsAt - row.StartedAt);
        Assert.DoesNotContain(key.Item2, row.Key + row.RequestHash, StringComparison.OrdinalIgnoreCase);
        await ChangeAsync(it => it.SetProperty(request => request.EndsAt, TimeProvider.System.GetUtcNow().AddSeconds(-1)));
        using var forgotten = await http.SendAsync("POST", "/api/v1/users", body, key);
        Assert.Equal(HttpStatusCode.Conflict, forgotten.StatusCode);
    }

    /// <summary>Makes every kept request one of a process that is no more.</summary>
    private async Task RestartedAsync()
    {
        await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        await accounts.IdempotentRequests.ExecuteUpdateAsync(row => row.SetProperty(it => it.Process, Guid.NewGuid()), Tests.Token);
    }

    private async Task ChangeAsync(Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Accounts.IdempotentRequest>> change)
    {
        var key = (await LastAsync()).Key;
        await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        await accounts.IdempotentRequests.Where(row => row.Key == key).ExecuteUpdateAsync(change, Tests.Token);
    }

    private async Task<Accounts.IdempotentRequest> LastAsync()
    {
        await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        return await accounts.IdempotentRequests.AsNoTracking().OrderByDescending(row => row.StartedAt).FirstAsync(Tests.Token);
    }

    /// <summary>Waits until it is kept what work came to.</summary>
    private async Task KeptAsync(string result)
    {
        while (true)
        {
            await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
            var ends = await accounts.IdempotentRequests.Select(row => row.WorkEnd).ToListAsync(Tests.Token);
            if (
                ends.Any(end =>
                    end is not null && System.Text.Encoding.UTF8.GetString(end).Contains($"{result}\"", StringComparison.Ordinal)
                )
            )
                return;
            await Task.Yield();
        }
    }
}
