using Microsoft.Playwright;
using Muster.Server;
using Muster.Server.Access;
using Muster.Server.Workspaces;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>One server of all workspaces, in one browser.</summary>
public sealed class EveryWorkspaceTests(Chromium browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_at_one_workspace_is_none_at_another_and_both_can_be_open_beside_each_other()
    {
        using var line = new CommandLine();
        await line.MustAsync(0, Token, "workspace", "create", "beta");
        await line.MustAsync(0, Token, "users", "add", "--upn", "ada@example.com", "--name", "Ada of Beta", "--workspace", "beta");
        var options = new ServerOptions
        {
            DataFolder = line.Folder,
            Urls = "http://127.0.0.1:0",
            PasswordRounds = ServerRig.PasswordRounds,
        };
        await using var server = await InstallationServer.StartAsync(options, hosts: null, (_, _) => { }, TimeProvider.System, Token);
        var addresses = new Dictionary<string, Uri>();
        foreach (var (workspace, served) in server.Workspaces)
        {
            addresses[workspace.Name] = served.Address;
            await ServerRig.AccountAsync(served.Services, served.SetupToken, nameof(Role.Owner), Token);
        }
        var beta = await browser.OpenAsync(new Uri(addresses["beta"], "/people"));
        await SignInAsync(beta);
        await Assertions.Expect(beta.GetByText("Ada of Beta")).ToBeVisibleAsync();

        var main = await beta.Context.NewPageAsync();
        await main.GotoAsync(new Uri(addresses["main"], "/people").ToString());
        await SignInAsync(main);
        await Assertions.Expect(main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(main.GetByText("Ada of Beta")).ToHaveCountAsync(0);
        await beta.ReloadAsync();
        await Assertions.Expect(beta.Locator("main[data-live=yes]")).ToBeVisibleAsync();
        await Assertions.Expect(beta.GetByText("Ada of Beta")).ToBeVisibleAsync();
        await beta.Context.DisposeAsync();
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.GetByLabel("Mail address").FillAsync("owner@example.com");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(ServerRig.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("main[data-live=yes]").WaitForAsync();
    }
}
