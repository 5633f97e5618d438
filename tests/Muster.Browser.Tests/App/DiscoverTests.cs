using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>What the directory has, and creating groups from it.</summary>
[Trait("length", "long")]
public sealed class DiscoverTests(Chromium browser, DiscoverTests.Imported imported) : IClassFixture<DiscoverTests.Imported>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_is_created_by_its_name_looked_up_while_typed_then_some_that_are_picked_then_all()
    {
        var name = (await AvailableAsync())[0];
        await using var app = await AppPage.SignedInAsync(browser, imported.Rig, "/groups/discover?tab=name");
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name.ToUpperInvariant() + " ");
        await Assertions.Expect(app.Page.GetByText("Close, but not a match")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Button($"Use this name: {name}").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Exactly one directory group has this name")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Purpose").FillAsync("Made in the app");
        await app.Page.GetByLabel("Accountable person").FillAsync("ada@example.com");
        await app.Button("Create group").ClickAsync();
        await Assertions.Expect(app.Heading("1 group created")).ToBeVisibleAsync();
        var shown = (await imported.Rig.Tenant.MustAsync(0, Token, "groups", "show", name, "--json")).Output;
        Assert.Contains("\"link\":\"linked\"", shown, StringComparison.Ordinal);
        Assert.Contains("Made in the app", shown, StringComparison.Ordinal);
        Assert.Contains("ada@example.com", shown, StringComparison.Ordinal);
        await Assertions.Expect(app.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("");
        await Assertions.Expect(app.FieldError("exists here already")).ToBeHiddenAsync();
        var names = await AvailableAsync();
        await app.GoAsync("/groups/discover?state=Available");
        await app.Page.GetByLabel($"Pick {names[1]}", new() { Exact = true }).CheckAsync();
        await app.Page.GetByLabel($"Pick {names[2]}", new() { Exact = true }).CheckAsync();
        await app.Button("Create 2 picked groups").ClickAsync();
        await Assertions.Expect(app.Heading("2 groups created")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Button("Create those missing that fit").ClickAsync();
        await Assertions.Expect(app.Heading("No directory group fits")).ToBeVisibleAsync();
        Assert.Empty(await AvailableAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Who_may_not_create_sees_the_buttons_disabled_with_the_reason()
    {
        await using var app = await AppPage.SignedInAsync(browser, imported.Rig, "/groups/discover?tab=name", "auditor@example.com");
        await Assertions.Expect(app.Button("Create group")).ToBeDisabledAsync();
        await Assertions.Expect(app.Page.GetByText("this needs Operator")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    private async Task<IReadOnlyList<string>> AvailableAsync()
    {
        var muster = imported.Rig.Server.Muster;
        var known = await muster.Groups.KnownAsync((await muster.Connections.ListAsync(Token))[0], Token);
        return
        [
            .. known
                .Discovery.All(Engine.Groups.DirectoryGroupFilter.All)
                .Where(found => found.State == Engine.Groups.DiscoveryState.Available && known.Obstacle(found) is null)
                .Select(found => found.Source.Name),
        ];
    }

    /// <summary>A server whose directory was read; no group was created yet.</summary>
    public sealed class Imported : IAsyncLifetime
    {
        private ServerRig? _rig;

        public ServerRig Rig => _rig ?? throw new InvalidOperationException("The server has not started.");

        public async ValueTask InitializeAsync()
        {
            _rig = await ServerRig.EmptyAsync(CancellationToken.None);
            await _rig.AccountAsync("Owner", CancellationToken.None);
            await _rig.AccountAsync("Auditor", CancellationToken.None);
            await _rig.Tenant.MustAsync(0, CancellationToken.None, _rig.Tenant.AddCommand());
            await _rig.Tenant.MustAsync(0, CancellationToken.None, "users", "import", "--everyone", "--yes");
            await _rig.Tenant.RunAsync(CancellationToken.None, "groups", "discover");
        }

        public async ValueTask DisposeAsync()
        {
            if (_rig is not null)
                await _rig.DisposeAsync();
        }
    }
}
