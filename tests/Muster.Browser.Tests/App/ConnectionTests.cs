using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Engine.Connections;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Connecting a directory, looking at how it stands, and taking it away.</summary>
[Trait("length", "long")]
public sealed class ConnectionTests(PeopleRig rigs) : IClassFixture<PeopleRig>
{
    private ServerRig Rig => rigs.Rig;

    [Fact]
    public async Task Each_wrong_field_is_named_beside_itself_and_nothing_typed_is_lost()
    {
        await using var app = await rigs.OpenAsync("/connections/new");
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(TestTenant.Connection);
        await app.Page.GetByLabel("Tenant id").FillAsync("not a tenant");
        await app.Page.GetByLabel("Application (client) id").FillAsync("xyz");
        // Open already where another test has left its addresses in the draft.
        if (!await app.Page.GetByLabel("Graph address").IsVisibleAsync())
            await app.Page.GetByText("More: national clouds").ClickAsync();
        await app.Page.GetByLabel("Graph address").FillAsync("http://graph.example.com");
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("5 fields have to be put right");
        await Expect(app, "credential-file-error", "Choose the file");
        await Expect(app, "name-error", "name already");
        await Expect(app, "tenant-error", "neither a GUID nor a domain name");
        await Expect(app, "client-error", "is not a GUID");
        await Expect(app, "graph-error", "must begin with https");
        await PeopleRig.ShootAsync(app, "wizard-wrong");
        Assert.Empty(await app.AxeAsync());
        await Assertions.Expect(app.Page.GetByLabel("Tenant id")).ToHaveValueAsync("not a tenant");
        await app.GoAsync("/connections/new");
        await Assertions.Expect(app.Page.GetByLabel("Tenant id")).ToHaveValueAsync("not a tenant");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_draft_is_discarded_after_a_question_and_another_window_that_typed_on_is_not_passed_over()
    {
        const string Role = "Administrator";
        await using var app = await rigs.OpenAsync("/connections/new", Role);
        await TypeAsync(app, "Fabrikam");
        await app.GoAsync("/connections");
        await app.Button("Discard the draft of Fabrikam").ClickAsync();
        var question = app.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(question).ToContainTextAsync("What you typed is lost. Nothing of it was stored");
        await PeopleRig.ShootAsync(app, "draft-discard");
        Assert.Empty(await app.AxeAsync());
        await question.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Assertions.Expect(question).ToBeHiddenAsync();
        await Assertions.Expect(app.Link("Go on with Fabrikam (step 1 of 6)")).ToBeVisibleAsync();
        await using (var other = await rigs.OpenAsync("/connections/new", Role))
            await TypeAsync(other, "Northwind");
        await app.Button("Discard the draft of Fabrikam").ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Discard the draft" }).ClickAsync();
        await Assertions.Expect(question).ToContainTextAsync("Another window of yours typed on meanwhile.");
        await Assertions.Expect(app.Heading("Discard the draft of Northwind?")).ToBeVisibleAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Discard the draft" }).ClickAsync();
        await Assertions.Expect(question).ToBeHiddenAsync();
        await Assertions.Expect(app.Link("Go on with")).ToHaveCountAsync(0);
        await app.GoAsync("/connections/new");
        await Assertions.Expect(app.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task What_connections_are_filtered_for_is_kept_as_a_view()
    {
        await using var app = await rigs.OpenAsync($"/connections?search={TestTenant.Connection}");
        await app.Button("Save as view").ClickAsync();
        await app.Page.GetByLabel("Name of the view").FillAsync("Mine");
        await app.Button("Save view").ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("Saved views")).ToHaveValueAsync("Mine");
        Assert.Empty(await app.AxeAsync());
        await app.GoAsync("/connections");
        await app.Page.GetByLabel("Saved views").SelectOptionAsync("Mine");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex($"/connections\\?search={TestTenant.Connection}$"));
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Link, new() { Name = TestTenant.Connection, Exact = true })).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    /// <summary>Types the name of a new connection; what is missing beside it is said once the draft is kept.</summary>
    private static async Task TypeAsync(AppPage app, string name)
    {
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("fields have to be put right");
    }

    [Fact]
    public async Task An_untrusted_server_a_wrong_secret_and_then_the_right_one_lead_to_who_is_imported()
    {
        await using var app = await rigs.OpenAsync("/connections/new");
        await FillTenantAsync(app, "Second", Rig.Tenant.Host.GraphUrl.ToString(), Rig.Tenant.Host.AuthorityUrl.ToString());
        await app.Page.GetByLabel("Client secret").CheckAsync();
        await app.Button("Next").ClickAsync();
        await Expect(app, "credential-secret-error", "Paste the secret");
        await app.Page.GetByLabel("Secret value").FillAsync(" with blanks ");
        await app.Button("Next").ClickAsync();
        await Expect(app, "credential-secret-error", "begins or ends with a blank");
        await app.Page.GetByLabel("Secret value").FillAsync(Guid.NewGuid().ToString());
        await app.Button("Next").ClickAsync();
        await Expect(app, "credential-secret-error", "probably the secret's id");
        await app.Page.GetByLabel("Secret value").FillAsync("wrong-secret-value");
        await PeopleRig.ShootAsync(app, "wizard-credential");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Next").ClickAsync();

        await Assertions.Expect(app.Page.GetByText("showed a certificate that this machine does not trust")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "wizard-untrusted");
        await Assertions.Expect(app.Page.Locator(".presented code")).ToHaveTextAsync(new Regex("^([0-9A-F]{2}:){31}[0-9A-F]{2}$"));
        await app.Button("Trust this certificate for this connection").ClickAsync();

        await Assertions.Expect(app.Page.GetByText("refused", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(app.Button("Store it although a check failed")).ToBeEnabledAsync();
        await PeopleRig.ShootAsync(app, "wizard-refused");
        Assert.Empty(await app.AxeAsync());
        await app.Link("Go there").ClickAsync();
        await Expect(app, "credential-secret-error", "The client secret is wrong");
        Assert.DoesNotContain("wrong-secret-value", await app.Page.ContentAsync(), StringComparison.Ordinal);
        await app.Page.GetByLabel("Secret value").FillAsync(Rig.Tenant.Host.ClientSecret);
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Everything Muster needs works.")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "wizard-works");
        await app.Button("Store the connection and go on").ClickAsync();
        await Assertions.Expect(app.Heading("Step 3 of 6: People and groups")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("connection=Second&step=scope$"));

        var audit = await Rig.Tenant.MustAsync(
            0,
            TestContext.Current.CancellationToken,
            "audit",
            "list",
            "--action",
            "connection.*",
            "--json"
        );
        Assert.Contains("connection.certificateTrusted", audit.Output, StringComparison.Ordinal);
        Assert.Contains("connection.added", audit.Output, StringComparison.Ordinal);

        await app.GoAsync("/connections/Second?tab=settings");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await app.Page.GetByLabel("Type the name to confirm").FillAsync("Third");
        await app.Button("Remove connection").ClickAsync();
        await Expect(app, "remove-name-error", "This is not the name");
        await app.Page.GetByLabel("Type the name to confirm").FillAsync("Second");
        await app.Button("Remove connection").ClickAsync();
        await Assertions.Expect(app.Heading("Connections")).ToBeVisibleAsync();
        await Assertions.Expect(app.Link("Second")).Not.ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task An_address_where_nobody_answers_is_said_beside_the_address()
    {
        await using var app = await rigs.OpenAsync("/connections/new");
        await FillTenantAsync(app, "Nowhere", "https://127.0.0.1:1/v1.0", "https://127.0.0.1:1/");
        await app.Page.GetByLabel("Certificate with its private key").SetInputFilesAsync(PeopleRig.Certificate("good.pem", days: 90));
        await Assertions.Expect(app.Page.GetByText("good.pem holds a certificate")).ToBeVisibleAsync();
        await app.Button("Next").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("no connection", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await app.Link("Go there").ClickAsync();
        await Expect(app, "authority-error", "nobody answers");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_refused_with_the_reason()
    {
        await using var app = await rigs.OpenAsync("/connections/new");
        await FillTenantAsync(app, "Third", Rig.Tenant.Host.GraphUrl.ToString(), Rig.Tenant.Host.AuthorityUrl.ToString());
        var file = app.Page.GetByLabel("Certificate with its private key");
        await app.Button("Next").ClickAsync();
        await Expect(app, "credential-file-error", "Choose the file");
        await file.SetInputFilesAsync(PeopleRig.Certificate("old.pem", days: -3));
        await Expect(app, "credential-file-error", "old.pem expired on");
        await file.SetInputFilesAsync(PeopleRig.Certificate("public.pem", days: 90, withKey: false));
        await Expect(app, "credential-file-error", "holds no private key");
        await file.SetInputFilesAsync(PeopleRig.Certificate("good.pem", days: 90));
        await Assertions.Expect(app.Page.GetByText("good.pem holds a certificate with its key")).ToBeVisibleAsync();
        await app.GoAsync("/connections/new");
        await Assertions.Expect(app.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Third");
        await Assertions.Expect(app.Page.GetByText("A credential never is: give it again.")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_connection_shows_how_it_stands_and_which_permission_is_missing()
    {
        await Rig.Tenant.MustAsync(0, TestContext.Current.CancellationToken, "sync", "--yes");
        await using var app = await rigs.OpenAsync("/connections");
        await PeopleRig.ShootAsync(app, "connections");
        await app.Page.GetByRole(AriaRole.Link, new() { Name = TestTenant.Connection, Exact = true }).ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Up to date as of")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Every sync imports everyone.")).ToBeVisibleAsync();
        await Rig.Tenant.PermissionsAsync(TestContext.Current.CancellationToken, "User.Read.All");
        try
        {
            await MoreAsync(app);
            await app.Button("Check permissions").ClickAsync();
            var row = app.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "GroupMember.Read.All" }).First;
            await Assertions.Expect(row).ToContainTextAsync("missing");
            await Assertions.Expect(row).ToContainTextAsync("No sync of groups");
            await Assertions.Expect(app.Page.GetByText("1 check failed; nothing was changed.")).ToBeVisibleAsync();
            await PeopleRig.ShootAsync(app, "connection-missing");
            Assert.Empty(await app.AxeAsync());
        }
        finally
        {
            await Rig.Tenant.PermissionsAsync(
                TestContext.Current.CancellationToken,
                "User.Read.All",
                "GroupMember.Read.All",
                "Member.Read.Hidden"
            );
        }
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_connection_that_people_follow_stays_and_says_why()
    {
        await using var app = await rigs.OpenAsync($"/connections/{TestTenant.Connection}?tab=settings");
        await app.Page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await app.Page.GetByLabel("Type the name to confirm").FillAsync(TestTenant.Connection);
        await app.Button("Remove connection").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("still follow");
        await PeopleRig.ShootAsync(app, "connection-remove");
        Assert.Empty(await app.AxeAsync());
    }

    [Fact]
    public async Task A_replaced_secret_is_checked_first_and_never_shown()
    {
        await using var app = await rigs.OpenAsync($"/connections/{TestTenant.Connection}");
        await app.Button("Replace").ClickAsync();
        await app.Page.GetByLabel("Secret value").FillAsync(Rig.Tenant.Host.ClientSecret + " ");
        await app.Button("Replace credential").ClickAsync();
        await Expect(app, "replace-secret-error", "begins or ends with a blank");
        await app.Page.GetByLabel("Secret value").FillAsync(Rig.Tenant.Host.ClientSecret);
        await app.Button("Replace credential").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Replaced.")).ToBeVisibleAsync();
        Assert.DoesNotContain(Rig.Tenant.Host.ClientSecret, await app.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_replaces_a_credential_sees_first_what_somebody_else_changed_meanwhile()
    {
        var token = TestContext.Current.CancellationToken;
        await using var app = await rigs.OpenAsync($"/connections/{TestTenant.Connection}");
        await app.Button("Replace").ClickAsync();
        await app.Page.GetByLabel("Secret value").FillAsync(Rig.Tenant.Host.ClientSecret);
        var connections = Rig.Server.Muster.Connections;
        var seen = (await connections.FindAsync(TestTenant.Connection, token))!;
        var theirs = new Credential(CredentialKind.Secret, Rig.Tenant.Host.ClientSecret);
        Assert.NotNull(await connections.UpdateAsync(seen, theirs, "Ada", token));
        await app.Button("Replace credential").ClickAsync();
        await Assertions.Expect(app.Heading("Ada changed how this connection signs in")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByLabel("Secret value")).ToHaveValueAsync(Rig.Tenant.Host.ClientSecret);
        await PeopleRig.ShootAsync(app, "credential-meanwhile");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Go on with mine").ClickAsync();
        await app.Button("Replace credential").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Replaced.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_auditor_sees_the_connection_and_why_the_buttons_rest()
    {
        await using var app = await rigs.OpenAsync($"/connections/{TestTenant.Connection}", "Auditor");
        await Assertions.Expect(app.Button("Make plan")).ToBeDisabledAsync();
        await Assertions.Expect(app.Button("Pause")).ToBeDisabledAsync();
        await MoreAsync(app);
        await Assertions.Expect(app.Button("Check permissions")).ToBeDisabledAsync();
        await Assertions.Expect(app.Page.GetByText("needs the role Administrator").First).ToBeVisibleAsync();
        await app.GoAsync("/connections/new");
    }

    [Fact]
    public async Task Pausing_takes_a_reason_and_shows_on_the_page_in_the_list_and_on_the_first_page_until_it_goes_on()
    {
        await Rig.Tenant.MustAsync(0, TestContext.Current.CancellationToken, "sync", "--yes");
        await Rig.Tenant.MustAsync(0, TestContext.Current.CancellationToken, "settings", "set", "schedule.every", "600", "--yes");
        await using var app = await rigs.OpenAsync($"/connections/{TestTenant.Connection}");
        await app.Button("Pause").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = $"Pause {TestTenant.Connection}" }).ClickAsync();
        await Expect(app, "pause-reason-error", "Say why");
        await dialog.GetByLabel("Reason").FillAsync("The directory team moves servers");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Tomorrow 08:00" }).ClickAsync();
        await Assertions.Expect(dialog.GetByLabel("Until")).ToHaveValueAsync(new Regex("T08:00$"));
        await PeopleRig.ShootAsync(app, "connection-pause");
        await dialog.GetByRole(AriaRole.Button, new() { Name = $"Pause {TestTenant.Connection}" }).ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Reason: The directory team moves servers")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("Paused by Test Owner on")).ToBeVisibleAsync();
        await Assertions
            .Expect(app.Page.Locator(".lead"))
            .ToContainTextAsync(new Regex(@"Paused by Test Owner until .*, 08:00 \(UTC\): The directory team moves servers\."));
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Paused");
        await PeopleRig.ShootAsync(app, "connection-paused");
        Assert.Empty(await app.AxeAsync());

        await app.GoAsync("/connections?health=Paused");
        var row = app.Page.GetByRole(AriaRole.Row, new() { Name = TestTenant.Connection });
        await Assertions.Expect(row).ToContainTextAsync("Paused");
        await Assertions
            .Expect(row)
            .ToContainTextAsync(new Regex(@"Paused by Test Owner until .*, 08:00 \(UTC\): The directory team moves servers"));
        await PeopleRig.ShootAsync(app, "connections-paused");
        await app.GoAsync("/connections?health=Failing");
        await Assertions.Expect(app.Heading("No connection fits")).ToBeVisibleAsync();
        await app.GoAsync("/");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Article)).ToContainTextAsync("Paused by Test Owner until");
        await PeopleRig.ShootAsync(app, "home-paused");

        await app.GoAsync("/connections");
        await app.Page.GetByLabel($"Choose {TestTenant.Connection}").CheckAsync();
        await PeopleRig.ShootAsync(app, "connections-chosen");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Resume").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Goes on by its schedule.")).ToBeVisibleAsync();
        await Assertions.Expect(row).ToContainTextAsync("every 10 hours");
        await Assertions.Expect(row).Not.ToContainTextAsync("Paused");
        await app.Button("Resume").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("It is not paused.")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "connections-result");
        Assert.Empty(await app.AxeAsync());
        await app.Button("Make plans").ClickAsync();
        await app.Link("Watch it").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/live/\\d+$|/plans/\\d+$"));
        await Rig.WhenIdleAsync(TestContext.Current.CancellationToken);
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Settings_of_a_connection_show_what_they_would_do_before_they_are_saved()
    {
        await using var app = await rigs.OpenAsync($"/connections/{TestTenant.Connection}?tab=rules");
        await app.Page.GetByLabel("Create groups by name").FillAsync("App [\napp-{a");
        await app.Page.GetByLabel("When a part of a user's template is missing").FillAsync("nonsense");
        await app.Button("See what this would do").ClickAsync();
        await Expect(app, "policy-whenMissing-error", "lines name=value");
        await Assertions.Expect(app.Page.GetByLabel("Create groups by name")).ToHaveValueAsync("App [\napp-{a");
        await PeopleRig.ShootAsync(app, "connection-rules");
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByLabel("Create groups by name").FillAsync("");
        await app.Page.GetByLabel("When a part of a user's template is missing").FillAsync("");
        await app.Page.GetByLabel("When the directory renames a group").SelectOptionAsync("keep");
        await app.Button("See what this would do").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("1 setting changes")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("the next sync would do the same as before")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Button("Save settings").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("not yet applied: the next sync follows it.")).ToBeVisibleAsync();
        await app.GoAsync($"/connections/{TestTenant.Connection}?tab=rules");
        await Assertions.Expect(app.Page.GetByLabel("When the directory renames a group")).ToHaveValueAsync("keep");
        await app.GoAsync($"/connections/{TestTenant.Connection}?tab=settings");
        await PeopleRig.ShootAsync(app, "connection-settings");
        await Rig.Tenant.MustAsync(0, TestContext.Current.CancellationToken, "sync", "--yes");
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Drift_of_a_connection_is_on_its_page()
    {
        await Rig.Tenant.MustAsync(0, TestContext.Current.CancellationToken, "sync", "--yes");
        await using var app = await rigs.OpenAsync($"/connections/{TestTenant.Connection}?tab=drift");
        await Assertions.Expect(app.Heading("No drift")).ToBeVisibleAsync();
        await Assertions.Expect(app.Button("Put back …")).ToBeDisabledAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Button("Read the directory and compare").ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("tab=drift$"));
        await Assertions.Expect(app.Page.GetByText("Nothing differs. Read")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task What_belongs_to_a_connection_is_one_click_away_and_only_that_is_shown()
    {
        await using var app = await rigs.OpenAsync($"/connections/{TestTenant.Connection}");
        var tabs = app.Page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the connection" });
        await Assertions.Expect(app.Page.GetByRole(AriaRole.List, new() { Name = "Steps of the run" })).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "connection");
        foreach (
            var (tab, heading) in new[]
            {
                ("Groups", "Groups"),
                ("Plans & runs", "Plans & runs"),
                ("Problems", "Problems"),
                ("Schedule", "Schedule"),
                ("Audit", "Audit"),
            }
        )
        {
            await app.GoAsync($"/connections/{TestTenant.Connection}");
            await tabs.GetByRole(AriaRole.Link, new() { Name = tab, Exact = true }).ClickAsync();
            await Assertions.Expect(app.Page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 1 })).ToBeVisibleAsync();
            await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex($"connection={TestTenant.Connection}"));
        }
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Table).GetByText("connection.added").First).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("access.signedIn")).ToHaveCountAsync(0);
        await app.GoAsync($"/groups?connection={TestTenant.Connection}");
        await Assertions.Expect(app.Page.GetByText("groups fit.")).ToBeVisibleAsync();
        await app.GoAsync("/groups?connection=nowhere");
        await Assertions.Expect(app.Heading("No group fits")).ToBeVisibleAsync();
        await app.Menu("Check one").ClickAsync();
        await Assertions.Expect(app.Heading("Check one person or group")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Group", new() { Exact = true }).FillAsync("No such group");
        await app.Button("Check group").ClickAsync();
        await Expect(app, "check-group-error", "No group here is called");
        var revision = await Rig.Server.Muster.Database.Platform.RevisionAsync(TestContext.Current.CancellationToken);
        var group = await Rig
            .Server.Muster.Database.Platform.GroupRowsAsync(revision, null, TestContext.Current.CancellationToken)
            .FirstAsync(group => group.Id is not null, TestContext.Current.CancellationToken);
        await app.Page.GetByLabel("Group", new() { Exact = true }).FillAsync(group.Name);
        await app.Button("Check group").ClickAsync();
        await Assertions.Expect(app.Heading("Difference")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("The directory group is there.")).ToBeVisibleAsync();
        await PeopleRig.ShootAsync(app, "check-group");
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    private static Task MoreAsync(AppPage app) => app.Page.Locator("summary").Filter(new() { HasText = "More" }).ClickAsync();

    private async Task FillTenantAsync(AppPage app, string name, string graph, string authority)
    {
        await app.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await app.Page.GetByLabel("Tenant id").FillAsync(Rig.Tenant.Host.TenantId);
        await app.Page.GetByLabel("Application (client) id").FillAsync(Rig.Tenant.Host.ClientId);
        if (!await app.Page.GetByLabel("Graph address").IsVisibleAsync())
            await app.Page.GetByText("More: national clouds").ClickAsync();
        await app.Page.GetByLabel("Graph address").FillAsync(graph);
        await app.Page.GetByLabel("Login host").FillAsync(authority);
        await app.Page.GetByLabel("Login host").BlurAsync();
        await Assertions.Expect(app.Page.GetByText("is an address of this machine or of a private network").First).ToBeVisibleAsync();
    }

    private static Task Expect(AppPage app, string id, string text) =>
        Assertions.Expect(app.Page.Locator($"#{id}")).ToContainTextAsync(text);
}
