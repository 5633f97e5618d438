using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Storage.Postgres;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A server of one workspace, beside that of another on the same data.</summary>
public sealed class WorkspaceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_shows_what_is_in_its_workspace_and_lets_nobody_in_who_has_an_account_at_another(bool onPostgres)
    {
        Assert.SkipWhen(onPostgres && PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        await using var database = onPostgres ? await ServerDatabase.EmptyAsync() : null;
        using var line = new CommandLine { Database = database?.Url };
        await line.MustAsync(0, Tests.Token, "workspace", "create", "beta");
        await line.MustAsync(0, Tests.Token, "users", "add", "--upn", "first@example.com", "--name", "Of the first");
        await line.MustAsync(0, Tests.Token, "users", "add", "--upn", "beta@example.com", "--name", "Of beta", "--workspace", "beta");
        var options = new ServerOptions
        {
            DataFolder = line.Folder,
            Database = database is null ? null : PostgresAddress.Parse(database.Url),
            Urls = "http://127.0.0.1:0",
        };
        await using var first = await MusterServer.StartAsync(options, TimeProvider.System, Tests.Token);
        await ServerRig.AccountAsync(first, nameof(Role.Owner), Tests.Token);
        await using var beta = await MusterServer.StartAsync(options with { Workspace = "beta" }, TimeProvider.System, Tests.Token);

        Assert.NotNull(beta.SetupToken);
        Assert.Equal((1, 0), (await CountAsync(first), await CountAsync(beta)));
        await ServerRig.AccountAsync(beta, nameof(Role.Owner), Tests.Token, mail: "other@example.com");
        Assert.Equal((1, 1), (await CountAsync(first), await CountAsync(beta)));
        var (ofFirst, cookie) = await PeopleAsync(first, "owner@example.com");
        var (ofBeta, _) = await PeopleAsync(beta, "other@example.com");
        Assert.Equal((true, false), (Has(ofFirst, "Of the first"), Has(ofFirst, "Of beta")));
        Assert.Equal((false, true), (Has(ofBeta, "Of the first"), Has(ofBeta, "Of beta")));

        using var http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        foreach (var (server, status) in new[] { (first, HttpStatusCode.OK), (beta, HttpStatusCode.Redirect) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, server.Address);
            request.Headers.Add("Cookie", $"muster={cookie}");
            using var answer = await http.SendAsync(request, Tests.Token);
            Assert.Equal(status, answer.StatusCode);
        }
        foreach (var workspace in new[] { "main", "beta" })
            Assert.Single(
                (
                    await line.MustAsync(
                        0,
                        Tests.Token,
                        "audit",
                        "list",
                        "--action",
                        "account.firstOwner",
                        "--workspace",
                        workspace,
                        "--json"
                    )
                ).JsonLines
            );
    }

    private static bool Has(string page, string text) => page.Contains(text, StringComparison.Ordinal);

    private static async Task<(string Page, string Cookie)> PeopleAsync(MusterServer server, string mail)
    {
        using var browser = new PlainBrowser(server.Address, Tests.Token);
        await browser.SignInAsync(mail, ServerRig.Password);
        using var people = await browser.GetAsync("/api/v1/users");
        return (await people.Content.ReadAsStringAsync(Tests.Token), browser.Cookies["muster"]);
    }

    private static async Task<int> CountAsync(MusterServer server)
    {
        await using var context = await server
            .Services.GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(Tests.Token);
        return await context.Users.CountAsync(Tests.Token);
    }
}
