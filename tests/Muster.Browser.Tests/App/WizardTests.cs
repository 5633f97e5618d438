using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Engine.Platform;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>From an empty server to a first plan in one wizard, which writes no membership.</summary>
[Trait("length", "long")]
public sealed class WizardTests(Chromium browser, WizardTests.Empty empty) : IClassFixture<WizardTests.Empty>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServerRig Rig => empty.Rig;

    [Fact]
    public async Task Six_steps_lead_to_a_plan_can_be_left_and_gone_on_with_elsewhere_and_nothing_is_written_before()
    {
        await using var app = await AppPage.SignedInAsync(browser, Rig, "/connections/new");
        await FillSourceAsync(app, Rig, "contoso", Guid.NewGuid().ToString());
        await PeopleRig.ShootAsync(app, "wizard-1");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Heading("Step 2 of 6: Permission check")).ToBeVisibleAsync();
        // A tenant of the right form that the login host does not know.
        await app.Link("Go there").ClickAsync();
        await Assertions.Expect(app.Page.Locator("#tenant-error")).ToContainTextAsync("Tenant");
        await app.Page.GetByLabel("Tenant id").FillAsync(Rig.Tenant.Host.TenantId);
        await app.Page.GetByLabel("Tenant id").BlurAsync();
        await Assertions.Expect(app.Page.Locator("#tenant-error")).ToBeHiddenAsync();
        await Rig.Tenant.PermissionsAsync(Token, "User.Read.All");
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("A permission is missing.")).ToBeVisibleAsync();
        await Assertions.Expect(app.Button("Store it although a check failed")).ToBeEnabledAsync();
        await Rig.Tenant.PermissionsAsync(Token, "User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden");
        await app.Button("Check again").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Everything Muster needs works.")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "wizard-2");
        Assert.Empty(await app.AxeAsync());

        // Another browser of the same person finds the draft, and not the secret.
        await using (var other = await AppPage.SignedInAsync(browser, Rig, "/connections", anew: true))
        {
            await other.Link("Go on with contoso (step 1 of 6)").ClickAsync();
            await Assertions.Expect(other.Page.GetByLabel("Tenant id")).ToHaveValueAsync(Rig.Tenant.Host.TenantId);
            await Assertions.Expect(other.Page.GetByText("A credential never is: give it again.")).ToBeVisibleAsync();
            Assert.DoesNotContain(Rig.Tenant.Host.ClientSecret, await other.Page.ContentAsync(), StringComparison.Ordinal);
        }
        await app.Button("Store the connection and go on").ClickAsync();

        await Assertions.Expect(app.Heading("Step 3 of 6: People and groups")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Stored so far: the connection, its credential encrypted.")).ToBeVisibleAsync();
        await app.Button("Read the directory").ClickAsync();
        await app.Page.GetByLabel("Whoever meets a condition").CheckAsync();
        await app.Page.GetByLabel("Condition", new() { Exact = true }).FillAsync("department = \"Nowhere\"");
        await Assertions.Expect(app.Page.GetByText("Nobody fits, which is mostly a slip.")).ToBeVisibleAsync();
        // What is chosen and not kept is not lost, and is not passed over either.
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();
        await Assertions.Expect(app.Heading("1 change is typed and not saved")).ToBeVisibleAsync();
        await app.GoAsync("/connections/new?connection=contoso");
        await Assertions.Expect(app.Page.GetByLabel("Condition", new() { Exact = true })).ToHaveValueAsync("department = \"Nowhere\"");
        await app.Page.GetByLabel("Everyone").CheckAsync();
        await app.Button("Keep this choice").ClickAsync();
        await Assertions.Expect(app.Page.GetByText(new Regex("Kept\\. [0-9]+ people of the directory fit now"))).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("No group here follows this directory yet")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "wizard-3");
        Assert.Empty(await app.AxeAsync());

        await GoToAsync(app, 6);
        await Assertions.Expect(app.Heading("No group is in scope")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await PeopleRig.ShootAsync(app, "wizard-6-no-group");
        await app.Link("Choose groups").ClickAsync();
        await app.Button("Create all that are missing").ClickAsync();
        await Assertions.Expect(app.Page.GetByText(new Regex("groups? created"))).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "wizard-3-created");

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();
        await Assertions.Expect(app.Heading("Step 4 of 6: Matching and naming")).ToBeVisibleAsync();
        await app.Page.GetByLabel("When the directory renames a group").SelectOptionAsync("keep");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();
        await Assertions.Expect(app.Heading("1 change is typed and not saved")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "wizard-4");
        Assert.Empty(await app.AxeAsync());
        await app.GoAsync("/connections");
        await app.Link("Go on with contoso (step 4 of 6)").ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("When the directory renames a group")).ToHaveValueAsync("keep");
        await app.Button("See what this would do").ClickAsync();
        await app.Button("Save settings").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Saved as version")).ToBeVisibleAsync();

        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();
        await Assertions.Expect(app.Heading("Limits of contoso")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "wizard-5");
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();
        await Assertions.Expect(app.Heading("What you decided")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "wizard-6");
        await app.Link("Back").ClickAsync();
        await Assertions.Expect(app.Heading("Step 5 of 6: Guard rails")).ToBeVisibleAsync();
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();

        var platform = Rig.Server.Muster.Database.Platform;
        Assert.Equal(0, await platform.CountUsersAsync(await platform.RevisionAsync(Token), new UserQuery(), Token));
        await app.Button("Make the first plan").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/plans/[0-9]+$"));
        await Assertions.Expect(app.Button("Apply:")).ToBeVisibleAsync();
        Assert.Equal(0, await platform.CountUsersAsync(await platform.RevisionAsync(Token), new UserQuery(), Token));
        await app.GoAsync("/connections");
        await Assertions.Expect(app.Link("Go on with")).ToHaveCountAsync(0);
        Assert.Empty(app.Complaints);

        // A second connection to the same tenant would follow the same groups.
        await app.GoAsync("/connections/new");
        await FillSourceAsync(app, Rig, "twin", Rig.Tenant.Host.TenantId);
        await Assertions.Expect(app.Page.GetByText("contoso reads this tenant already.")).ToBeVisibleAsync();
        await app.Button("Next").ClickAsync();
        await app.Button("Store the connection and go on").ClickAsync();
        await app.Button("Read the directory").ClickAsync();
        await Assertions.Expect(app.Heading("claimed by two connections")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("follows contoso").First).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "wizard-3-claimed");
        Assert.Empty(await app.AxeAsync());
        await app.GoAsync("/connections/new?connection=twin&step=source");
        await Assertions.Expect(app.Page.GetByText("The tenant of a stored connection stays.")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.GoAsync("/connections/new?connection=nobody");
        await Assertions.Expect(app.Heading("There is no connection called nobody")).ToBeVisibleAsync();
    }

    private static async Task GoToAsync(AppPage app, int step)
    {
        for (var at = 4; at <= step; at++)
        {
            await app.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();
            await Assertions.Expect(app.Heading($"Step {at} of 6")).ToBeVisibleAsync();
        }
    }

    /// <summary>Fills in the first step, with an address that is refused at first.</summary>
    internal static async Task FillSourceAsync(AppPage app, ServerRig rig, string name, string tenant)
    {
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await app.Page.GetByLabel("Tenant id").FillAsync(tenant);
        await app.Page.GetByLabel("Application (client) id").FillAsync(rig.Tenant.Host.ClientId);
        await app.Page.GetByText("More: national clouds").ClickAsync();
        await app.Page.GetByLabel("Graph address").FillAsync("https://169.254.169.254/v1.0");
        await app.Page.GetByLabel("Login host").FillAsync(rig.Tenant.Host.AuthorityUrl.ToString());
        await app.Page.GetByLabel("Private certificate to trust").SetInputFilesAsync(rig.Tenant.Host.CertificatePath);
        await app.Page.GetByLabel("Client secret").CheckAsync();
        await app.Page.GetByLabel("Secret value").FillAsync(rig.Tenant.Host.ClientSecret);
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Page.Locator("#graph-error")).ToContainTextAsync("tells the machine its own keys");
        await app.Page.GetByLabel("Graph address").FillAsync(rig.Tenant.Host.GraphUrl.ToString());
        await app.Page.GetByLabel("Graph address").BlurAsync();
        await Assertions.Expect(app.Page.GetByText("is an address of this machine or of a private network").First).ToBeVisibleAsync();
    }

    /// <summary>A server with an owner and nothing else, beside a tenant.</summary>
    public sealed class Empty : IAsyncLifetime
    {
        public ServerRig Rig { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Rig = await ServerRig.EmptyAsync(CancellationToken.None);
            await Rig.AccountAsync("Owner", CancellationToken.None);
        }

        public async ValueTask DisposeAsync() => await Rig.DisposeAsync();
    }
}
