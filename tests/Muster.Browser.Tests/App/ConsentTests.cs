using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>An administrator's consent, asked for from the wizard and from a connection's page.</summary>
[Trait("length", "long")]
public sealed class ConsentTests(PeopleRig rigs) : IClassFixture<PeopleRig>
{
    private ServerRig Rig => rigs.Rig;

    [Fact]
    public async Task Refused_then_granted_in_the_wizard_leads_to_a_check_that_works_and_an_answer_is_not_taken_twice()
    {
        await using var app = await rigs.OpenAsync("/connections/new", anew: true);
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Asked");
        await app.Page.GetByLabel("Tenant id").FillAsync(Rig.Tenant.Host.TenantId);
        await app.Page.GetByLabel("Application (client) id").FillAsync(Rig.Tenant.Host.ClientId);
        if (!await app.Page.GetByLabel("Graph address").IsVisibleAsync())
            await app.Page.GetByText("More: national clouds").ClickAsync();
        await app.Page.GetByLabel("Graph address").FillAsync(Rig.Tenant.Host.GraphUrl.ToString());
        await app.Page.GetByLabel("Login host").FillAsync(Rig.Tenant.Host.AuthorityUrl.ToString());
        await app.Page.GetByLabel("Private certificate to trust").SetInputFilesAsync(Rig.Tenant.Host.CertificatePath);
        await Assertions.Expect(app.Page.GetByText("has to consent once")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "consent-before");
        Assert.Empty(await app.AxeAsync());

        await app.Button("Grant consent in Entra").ClickAsync();
        await Assertions.Expect(app.Heading("Permissions requested")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "consent-page");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Cancel").ClickAsync();
        await app.ReadyAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("consent_required: AADSTS65004");
        await PeopleRig.ShootAsync(app, "consent-refused");
        Assert.Empty(await app.AxeAsync());

        await app.Button("Ask Entra again").ClickAsync();
        var answered = app.Page.WaitForRequestAsync(new Regex("/consent\\?"));
        await app.Button("Accept").ClickAsync();
        var answer = (await answered).Url;
        await app.ReadyAsync();
        await Assertions.Expect(app.Page.GetByText($"an administrator of tenant {Rig.Tenant.Host.TenantId} consented")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByLabel("Client secret").CheckAsync();
        await app.Page.GetByLabel("Secret value").FillAsync(Rig.Tenant.Host.ClientSecret);
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Everything Muster needs works.")).ToBeVisibleAsync();

        await app.Page.GotoAsync(answer);
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("it was used already");
        Assert.Empty(await app.AxeAsync());
        Assert.All(
            app.Complaints,
            complaint => Assert.Contains(Rig.Tenant.Host.AuthorityUrl.Authority, complaint, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_permission_that_was_lost_is_granted_again_from_the_connections_page()
    {
        await Rig.Tenant.PermissionsAsync(TestContext.Current.CancellationToken, "User.Read.All");
        await using var app = await rigs.OpenAsync($"/connections/{TestTenant.Connection}");
        await app.Page.Locator("summary").Filter(new() { HasText = "More" }).ClickAsync();
        await app.Button("Check permissions").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("1 check failed; nothing was changed.")).ToBeVisibleAsync();
        // The session may have asked before, in the wizard.
        await app
            .Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^(Grant consent in Entra|Ask Entra again)$") })
            .ClickAsync();
        await app.Button("Accept").ClickAsync();
        await app.ReadyAsync();
        await Assertions.Expect(app.Page.GetByText("Everything Muster needs works.")).ToBeVisibleAsync();
        var audit = await Rig.Tenant.MustAsync(
            0,
            TestContext.Current.CancellationToken,
            "audit",
            "list",
            "--action",
            "connection.consentAnswered",
            "--json"
        );
        Assert.Contains("Granted", audit.Output, StringComparison.Ordinal);
    }
}
