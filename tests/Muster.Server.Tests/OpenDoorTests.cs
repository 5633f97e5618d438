using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Explaining;
using Muster.Server.Hosting;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Whoever asks for too much outside the API is told to wait, and nobody else is.</summary>
[Collection(ApiRig.Name)]
public sealed class OpenDoorTests(ApiRig rig)
{
    private const string Refused = "more of this in a minute than the server gives to one person";

    [Theory]
    [InlineData("POST", "/sign-in", OpenDoors.PerMinute)]
    [InlineData("POST", "/Sign-in/", OpenDoors.PerMinute)]
    [InlineData("POST", "/sign-in/emergency", OpenDoors.PerMinute)]
    [InlineData("POST", "/setup", OpenDoors.PerMinute)]
    [InlineData("POST", "/confirm", OpenDoors.PerMinute)]
    [InlineData("GET", "/sign-in/entra", OpenDoors.PerMinute)]
    [InlineData("POST", "/sign-in/entra/done", OpenDoors.PerMinute)]
    [InlineData("GET", "/confirm/entra", OpenDoors.PerMinute)]
    [InlineData("GET", "/passkeys/sign-in", OpenDoors.PerMinute)]
    [InlineData("GET", "/consent", OpenDoors.PerMinute)]
    [InlineData("POST", "/notifications/x", OpenDoors.NotificationsPerMinute)]
    public async Task A_door_takes_so_much_from_one_address_in_a_minute_and_from_another_still(string method, string path, int most)
    {
        using var limits = new ApiLimits();
        using var doors = new OpenDoors(limits);
        var pipeline = Pipeline(doors.UseByAddress);
        var refused = 0;
        for (var asked = 0; asked < most + 100; asked++)
            refused += await AskAsync(pipeline, method, path, "203.0.113.7") == StatusCodes.Status429TooManyRequests ? 1 : 0;
        Assert.InRange(refused, 1, 100);
        Assert.Equal(StatusCodes.Status200OK, await AskAsync(pipeline, method, path, "203.0.113.8"));
        // Looking at a page is not a try.
        Assert.Equal(StatusCodes.Status200OK, await AskAsync(pipeline, "GET", "/sign-in", "203.0.113.7"));
    }

    [Fact]
    public async Task Whoever_sends_too_many_forms_reads_on_a_page_how_long_to_wait()
    {
        using var http = LocalAddresses.From(LocalAddresses.Next(), rig.Server.Address);
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        HttpResponseMessage answer;
        var asked = 0;
        do answer = await http.GetAsync("/passkeys/sign-in", Tests.Token);
        while (answer.StatusCode == HttpStatusCode.OK && asked++ < 2 * OpenDoors.PerMinute);
        using (answer)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
            var page = await answer.Content.ReadAsStringAsync(Tests.Token);
            Assert.Contains("<h1>Too many requests</h1>", page, StringComparison.Ordinal);
            Assert.Contains("then try again. Nothing was changed.", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Files_are_counted_for_the_person_and_one_who_takes_many_keeps_nobody_from_theirs_nor_from_asking_why()
    {
        using var limits = new ApiLimits();
        using var doors = new OpenDoors(limits);
        var pipeline = Pipeline(doors.UseByPerson);
        var (ada, eve) = (Guid.NewGuid(), Guid.NewGuid());
        var refused = 0;
        for (var asked = 0; asked < ApiLimits.CostlyPerMinute + 50; asked++)
            refused += await TakeAsync(pipeline, ada, $"203.0.113.{asked}") == StatusCodes.Status429TooManyRequests ? 1 : 0;
        Assert.InRange(refused, 1, 50);
        Assert.Equal(StatusCodes.Status200OK, await TakeAsync(pipeline, eve, "203.0.113.7"));
        Assert.Null(limits.Spend(ada, Cost.Explain));
        // The API counts in the same purse, whichever of her tokens she uses.
        Assert.NotNull(limits.RefuseCostly(Request("GET", "/api/v1/users/export", "203.0.113.7", ada), Cost.Export));
    }

    [Fact]
    public void Every_list_that_leaves_as_a_file_is_counted()
    {
        var files = rig
            .Server.Server.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.EndsWith(".{format}", StringComparison.Ordinal))
            .ToList();
        Assert.True(files.Count > 10);
        Assert.All(
            files,
            file => Assert.Contains(file.Metadata.GetOrderedMetadata<NeedsRightAttribute>(), need => need.Right == Right.Export)
        );
    }

    [Fact]
    public async Task Who_checks_too_much_reads_it_on_the_page()
    {
        using var browser = new PlainBrowser(rig.Server.Address, Tests.Token);
        await browser.SignInAsync("auditor@example.com", ServerRig.Password);
        await using var _ = await NothingLeftAsync("auditor@example.com");
        using var page = await browser.GetAsync("/check?user=ada");
        Assert.Contains(Refused, await page.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_explanation_that_is_opened_by_its_address_is_charged_once_though_the_page_is_drawn_twice()
    {
        const string mail = "explains@example.com";
        await rig.Server.AccountAsync(nameof(Role.Auditor), Tests.Token, mail: mail);
        using var http = rig.As("Auditor");
        var one = (await http.JsonAsync("/api/v1/users?limit=1")).GetProperty("items")[0].GetProperty("userPrincipalName").GetString()!;
        using var browser = new PlainBrowser(rig.Server.Address, Tests.Token);
        (await browser.SignInAsync(mail, ServerRig.Password)).Dispose();
        using (var drawn = await browser.GetAsync($"/explain?user={Uri.EscapeDataString(one)}&group=1"))
            Assert.DoesNotContain(Refused, await drawn.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        async Task<string> LiveAsync(string group)
        {
            await using var page = await OpenPage.OfAsync<ExplainPage>(
                rig.Server,
                mail,
                $"/explain?user={Uri.EscapeDataString(one)}&group={group}"
            );
            return await page.TextAsync();
        }

        await using var _ = await NothingLeftAsync(mail);

        Assert.DoesNotContain(Refused, await LiveAsync("1"), StringComparison.Ordinal);
        Assert.Contains(Refused, await LiveAsync("2"), StringComparison.Ordinal);
    }

    /// <summary>Takes all that somebody has left for costly questions, and what is given back each second at once, until it is disposed.</summary>
    private async Task<IAsyncDisposable> NothingLeftAsync(string mail)
    {
        var limits = rig.Server.Server.Services.GetRequiredService<ApiLimits>();
        await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        var account = (await accounts.Users.SingleAsync(row => row.Email == mail, Tests.Token)).Id;
        var enough = new CancellationTokenSource();
        var asking = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                    if (limits.Spend(account, Cost.Explain) is not null)
                        await Task.Yield();
            },
            Tests.Token
        );
        while (limits.Spend(account, Cost.Explain) is null) { }
        return new Ending(async () =>
        {
            await enough.CancelAsync();
            await asking;
            enough.Dispose();
        });
    }

    private sealed class Ending(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end();
    }

    private static RequestDelegate Pipeline(Action<IApplicationBuilder> use)
    {
        var builder = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        use(builder);
        builder.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            return Task.CompletedTask;
        });
        return builder.Build();
    }

    private static async Task<int> AskAsync(RequestDelegate pipeline, string method, string path, string from)
    {
        var context = Request(method, path, from, null);
        await pipeline(context);
        return context.Response.StatusCode;
    }

    private static async Task<int> TakeAsync(RequestDelegate pipeline, Guid account, string from)
    {
        var context = Request("GET", "/export/users.csv", from, account);
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new NeedsRightAttribute(Right.Export)), "file"));
        await pipeline(context);
        return context.Response.StatusCode;
    }

    private static DefaultHttpContext Request(string method, string path, string from, Guid? account)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) } };
        (context.Request.Method, context.Request.Path) = (method, path);
        if (account is { } id)
            context.User = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{id}")], "test"));
        return context;
    }
}
