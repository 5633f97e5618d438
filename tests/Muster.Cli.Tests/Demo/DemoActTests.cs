using Muster.Cli.Demo;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Server.Demo;

namespace Muster.Cli.Tests.Demo;

/// <summary>What the demo's page does to its tenant, and what Muster makes of it.</summary>
public sealed class DemoActTests
{
    [Fact]
    public async Task Every_act_of_the_demo_does_what_its_button_promises()
    {
        var company = ServerRig.SmallCompany;
        await using var tenant = await TestTenant.SyncedAsync(
            company,
            Tests.Token,
            new() { Permissions = [.. EmulatedTenant.Permissions] },
            // Whoever is asked to wait a second waits a twentieth of it here.
            new HurriedClock(20)
        );
        using var demo = new EmulatedTenant(tenant.Host, company, monthsGone: 0);
        var done = new List<string>();

        Task<string> DoAsync(string act)
        {
            done.Add(act);
            return demo.ActAsync(act, Tests.Token);
        }

        await DoAsync("hire");
        Assert.Contains("1 user created", (await tenant.MustAsync(0, Tests.Token, "sync", "--yes")).Output, StringComparison.Ordinal);
        await DoAsync("leave");
        Assert.Contains("1 user suspended", (await tenant.MustAsync(0, Tests.Token, "sync", "--yes")).Output, StringComparison.Ordinal);
        await DoAsync("move");
        Assert.Matches("members? added", (await tenant.MustAsync(0, Tests.Token, "sync", "--yes")).Output);
        await DoAsync("reorganise");
        Assert.Contains("renamed", (await tenant.MustAsync(0, Tests.Token, "sync", "--yes")).Output, StringComparison.Ordinal);
        await DoAsync("split");
        Assert.Matches("members? added|held by a guard rail", (await tenant.RunAsync(Tests.Token, "sync", "--yes")).Output);
        await DoAsync("deleteGroup");
        var deleted = await tenant.RunAsync(Tests.Token, "sync", "--yes");
        Assert.Contains("deleted", deleted.Output + deleted.Error, StringComparison.OrdinalIgnoreCase);
        await DoAsync("month");
        await tenant.RunAsync(Tests.Token, "sync", "--yes");

        var before = await tenant.ExportAsync(Tests.Token);
        await DoAsync("dropPage");
        await demo.ActAsync("hire", Tests.Token);
        await tenant.MustAsync(9, Tests.Token, "sync", "--yes");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await DoAsync("permission");
        await demo.ActAsync("move", Tests.Token);
        Assert.NotEqual(0, (await tenant.RunAsync(Tests.Token, "sync", "--yes")).Code);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await DoAsync("heal");
        await DoAsync("emptied");
        Assert.NotEqual(0, (await tenant.RunAsync(Tests.Token, "sync", "--full", "--yes")).Code);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await DoAsync("heal");
        await DoAsync("throttle");
        await tenant.RunAsync(Tests.Token, "sync", "--yes");
        await demo.ActAsync("heal", Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");

        Assert.Equal(demo.Acts.Select(act => act.Name).Order(StringComparer.Ordinal), done.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://graph.microsoft.com/v1.0", "https://127.0.0.1:9/", CredentialKind.Secret)]
    [InlineData("https://127.0.0.1:9/v1.0", "https://login.microsoftonline.com/", CredentialKind.Secret)]
    [InlineData("https://127.0.0.1:9/v1.0", "https://127.0.0.1:9/", CredentialKind.ManagedIdentity)]
    public void A_demo_reaches_nothing_but_this_machine(string graph, string authority, CredentialKind kind)
    {
        var connection = new Connection
        {
            Name = "real",
            TenantId = "contoso.com",
            ClientId = Guid.NewGuid().ToString(),
            Credential = kind,
            GraphUrl = new Uri(graph),
            Authority = new Uri(authority),
        };
        var demo = new DemoDirectories(TimeProvider.System);
        var refused = Assert.Throws<DirectoryReadException>(() => demo.Create(connection, new Credential(kind, "user"), more: null));
        Assert.Contains("made-up tenant and nothing else", refused.Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryReadException>(() => demo.Create(connection, new Credential(kind, "user")));
    }
}
