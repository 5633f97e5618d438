using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Runs;

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

    [Fact]
    public async Task A_caller_who_hangs_up_in_the_middle_leaves_the_request_to_be_finished_and_answered_later()
    {
        var asked = 0;
        using var gone = new CancellationTokenSource();
        var first = Invocation("hangs up", gone.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Idempotent.AnswerAsync(
                first,
                async invocation =>
                {
                    asked++;
                    await gone.CancelAsync();
                    invocation.GetArgument<CancellationToken>(0).ThrowIfCancellationRequested();
                    invocation.HttpContext.RequestAborted.ThrowIfCancellationRequested();
                    return Results.Text("done");
                },
                required: true
            )
        );
        var second = Invocation("hangs up", Tests.Token);
        await Idempotent.AnswerAsync(second, _ => throw new InvalidOperationException("It was done before."), required: true);
        Assert.Equal("true", second.HttpContext.Response.Headers["Idempotency-Replayed"]);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task After_a_failure_in_the_middle_a_repeated_request_is_not_done_again()
    {
        var asked = 0;
        ValueTask<object?> Fail(EndpointFilterInvocationContext _)
        {
            asked++;
            throw new InvalidOperationException("The disk is gone.");
        }
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Idempotent.AnswerAsync(Invocation("fails", Tests.Token), Fail, required: true)
        );
        var again = await Assert.ThrowsAsync<ApiException>(async () =>
            await Idempotent.AnswerAsync(Invocation("fails", Tests.Token), Fail, required: true)
        );
        Assert.Equal(("interrupted", 1), (again.Code, asked));
    }

    [Fact]
    public async Task A_key_that_somebody_else_took_and_gave_back_at_the_same_moment_is_taken_with_a_row_of_its_own()
    {
        await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        var rival = new Rival(rig.Contexts, Request(Guid.NewGuid()));
        var store = new IdempotencyStore(
            new Contested(rig.Server.Server.Services, accounts.Database.GetConnectionString()!, rival),
            TimeProvider.System
        );

        Assert.Null(await store.TakeAsync(Request(store.Process), Tests.Token));

        Assert.Equal(1, rival.Met);
        Assert.Equal(store.Process, (await accounts.IdempotentRequests.SingleAsync(row => row.Key == "contested", Tests.Token)).Process);
        await store.ForgetAsync("contested");
    }

    [Fact]
    public async Task When_work_is_remembered_no_longer_a_repeated_request_hears_what_it_came_to()
    {
        using var http = rig.As("Operator");
        var key = ApiHttp.Key();
        using var first = await http.SendAsync("POST", "/api/v1/plans", "{}", key);
        var end = await http.EndOfAsync(first);
        await KeptAsync(end.GetProperty("result").GetString()!);
        var live = rig.Server.Server.Services.GetRequiredService<LiveRuns>();
        for (var begun = 0; begun < 101; begun++)
            await live.Start("Nothing", "test", null, (_, _) => Task.FromResult<string?>(null)).EndAsync(Tests.Token);
        using var second = await http.SendAsync("POST", "/api/v1/plans", "{}", key);
        Assert.Equal(end.GetProperty("result").GetString(), second.Headers.Location!.ToString());
        Assert.Equal(end.GetRawText(), (await second.BodyAsync()).GetRawText());
        await http.JsonAsync(second.Headers.Location.ToString());
    }

    private static Accounts.IdempotentRequest Request(Guid process)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Accounts.IdempotentRequest
        {
            Key = "contested",
            Account = Guid.Empty,
            RequestHash = "",
            Process = process,
            StartedAt = now,
            EndsAt = now.AddDays(1),
        };
    }

    private Idempotency Idempotent => rig.Server.Server.Services.GetRequiredService<Idempotency>();

    /// <summary>A request as it stands before its handler.</summary>
    private DefaultEndpointFilterInvocationContext Invocation(string test, CancellationToken aborted)
    {
        var context = new DefaultHttpContext { RequestServices = rig.Server.Server.Services, RequestAborted = aborted };
        context.Request.Method = "POST";
        context.Request.Path = $"/{test}";
        context.Request.Headers[Idempotency.Header] = "one-key";
        context.Items["muster.caller"] = new Caller(Guid.Empty, "Test", Role.Operator, false, null, null);
        return new DefaultEndpointFilterInvocationContext(context, aborted);
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

    /// <summary>Takes a key right before somebody else, and gives it back when that one has failed.</summary>
    private sealed class Rival(IDbContextFactory<Accounts.AccountsContext> contexts, Accounts.IdempotentRequest mine)
        : SaveChangesInterceptor
    {
        public int Met { get; private set; }

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            if (Met > 0)
                return result;
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            context.IdempotentRequests.Add(mine);
            await context.SaveChangesAsync(cancellationToken);
            return result;
        }

        public override async Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
        {
            Met++;
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.IdempotentRequests.Where(row => row.Key == mine.Key).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private sealed class Contested(IServiceProvider services, string connection, Rival rival) : IDbContextFactory<Accounts.AccountsContext>
    {
        public Accounts.AccountsContext CreateDbContext() =>
            new(
                new DbContextOptionsBuilder<Accounts.AccountsContext>()
                    .UseSqlite(connection)
                    .UseApplicationServiceProvider(services)
                    .AddInterceptors(rival)
                    .Options
            );
    }
}
