using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Muster.Server;
using Muster.Server.Access;
using Muster.Server.Accounts;

namespace Muster.Browser.Tests.App;

/// <summary>What the command line or another server does beside this one shows on pages that are open here.</summary>
public sealed class OtherProcessTests(FilledRig shared) : IClassFixture<FilledRig>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 15_000 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sync_of_the_command_line_shows_on_every_open_page()
    {
        var tenant = shared.Rig.Tenant;
        await using var home = await shared.OpenAsync("/");
        await using var runs = await shared.OpenAsync("/runs?tab=runs");
        await using var plans = await shared.OpenAsync("/runs");
        await using var connections = await shared.OpenAsync("/connections");
        await using var problems = await shared.OpenAsync("/problems");
        await Assertions.Expect(problems.Heading("No problems")).ToBeVisibleAsync();
        string[] name = ["settings", "set", "protectedUsers", "nobody@nowhere.example", "--reason", "Test", "--yes"];
        await tenant.MustAsync(0, Token, name);
        await tenant.NextAsync(Token);
        await tenant.MustAsync(0, Token, "sync", "--yes");
        var run = (await shared.Rig.Server.Muster.Database.Runs.ListAsync(null, 1, Token))[0];
        await Assertions.Expect(home.Page.Locator($"article a[href='/runs/{run.Id}']")).ToBeVisibleAsync(Soon);
        await Assertions.Expect(runs.Page.Locator($"td a[href='/runs/{run.Id}']")).ToBeVisibleAsync(Soon);
        await Assertions.Expect(problems.Page.GetByText("1 cause needs a person.")).ToBeVisibleAsync(Soon);
        await tenant.NextAsync(Token);
        await tenant.MustAsync(0, Token, "plan");
        var plan = (await shared.Rig.Server.Muster.Database.Plans.ListAsync(new(null, null, null, 1), Token))[0];
        await Assertions.Expect(plans.Page.Locator($"td a[href='/plans/{plan.Id}']")).ToBeVisibleAsync(Soon);
        await Assertions.Expect(connections.Page.GetByRole(AriaRole.Table)).ToContainTextAsync("waiting", new() { Timeout = 15_000 });
        foreach (var app in new[] { home, runs, plans, connections, problems })
            Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task An_account_that_another_server_adds_shows_in_the_open_list()
    {
        await using var app = await shared.OpenAsync("/accounts");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Table, new() { Name = "Accounts, by name" })).ToBeVisibleAsync();
        var options = new ServerOptions { DataFolder = shared.Rig.Tenant.Muster.Folder, Urls = "http://127.0.0.1:0" };
        await using (var other = await MusterServer.StartAsync(options, TimeProvider.System, Token))
        {
            var owner = new Caller(Guid.NewGuid(), "Somebody elsewhere", Role.Owner, false, null, null);
            await other
                .Services.GetRequiredService<AccountDesk>()
                .AddAsync(owner, "Joan Clarke", "joan@example.com", Role.Auditor, false, Token);
        }
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Cell, new() { Name = "Joan Clarke", Exact = true })).ToBeVisibleAsync(Soon);
        Assert.Empty(app.Complaints);
    }
}
