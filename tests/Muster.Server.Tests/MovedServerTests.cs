using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Platform;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Databases;
using Muster.Storage.Postgres;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A server that is stopped, moved and started again on a database goes on.</summary>
public sealed class MovedServerTests
{
    [Fact]
    public async Task Whoever_was_signed_in_still_is_and_what_the_database_numbers_goes_on_behind_what_was_moved()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        using var line = new CommandLine();
        await line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        await using var database = await ServerDatabase.EmptyAsync();
        var address = PostgresAddress.Parse(database.Url);
        var options = new ServerOptions { DataFolder = line.Folder, Urls = "http://127.0.0.1:0" };
        string cookie;
        long last;
        await using (var server = await MusterServer.StartAsync(options, TimeProvider.System, Tests.Token))
        {
            await ServerRig.AccountAsync(server, nameof(Role.Owner), Tests.Token);
            using var browser = new PlainBrowser(server.Address, Tests.Token);
            await browser.SignInAsync("owner@example.com", ServerRig.Password);
            cookie = $"muster={browser.Cookies["muster"]}";
            Assert.True(await AskAsync(server) < (last = await AskAsync(server)));
        }
        await using (var server = await MusterServer.StartAsync(options with { Workspace = "beta" }, TimeProvider.System, Tests.Token))
        {
            await ServerRig.AccountAsync(server, nameof(Role.Owner), Tests.Token);
            Assert.True(await AskAsync(server) < last);
        }

        await new DatabaseDesk(line.Folder, null, TimeProvider.System).MoveAsync(address, _ => { }, Tests.Token);

        await using var moved = await MusterServer.StartAsync(options with { Database = address }, TimeProvider.System, Tests.Token);
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = moved.Address,
        };
        Assert.Equal(HttpStatusCode.Redirect, await HomeAsync(http, null));
        Assert.Equal(HttpStatusCode.OK, await HomeAsync(http, cookie));
        Assert.True(await AskAsync(moved) > last);
        Assert.Equal(3, await CountAsync(moved));
        var ofBeta = options with { Database = address, Workspace = "beta" };
        await using var beta = await MusterServer.StartAsync(ofBeta, TimeProvider.System, Tests.Token);
        Assert.Null(beta.SetupToken);
        Assert.Equal(1, await CountAsync(beta));
        Assert.True(await AskAsync(beta) > last);
    }

    private static async Task<HttpStatusCode> HomeAsync(HttpClient http, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        using var answer = await http.SendAsync(request, Tests.Token);
        return answer.StatusCode;
    }

    /// <summary>Keeps what an owner of a group asks for.</summary>
    /// <returns>Its number.</returns>
    private static async Task<long> AskAsync(MusterServer server)
    {
        await using var context = await ContextAsync(server);
        var request = new OwnerRequest
        {
            Account = await context.Users.Select(row => row.Id).FirstAsync(Tests.Token),
            Asker = "Ada",
            Owner = 1,
            Group = 1,
            Connection = 1,
            User = await context.Requests.CountAsync(Tests.Token),
            Kind = ExceptionKind.Include,
            Reason = "r",
            Until = TimeProvider.System.GetUtcNow(),
            AskedAt = TimeProvider.System.GetUtcNow(),
        };
        context.Requests.Add(request);
        await context.SaveChangesAsync(Tests.Token);
        return request.Id;
    }

    private static async Task<int> CountAsync(MusterServer server)
    {
        await using var context = await ContextAsync(server);
        return await context.Requests.CountAsync(Tests.Token);
    }

    private static Task<AccountsContext> ContextAsync(MusterServer server) =>
        server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);
}
