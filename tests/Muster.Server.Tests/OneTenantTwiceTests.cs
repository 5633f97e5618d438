using System.Net;
using Microsoft.Data.Sqlite;
using Muster.Server.Checking;
using Muster.Server.Groups;
using Muster.Server.People;
using Muster.Server.Tests.Api;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Two connections read the same tenant: whatever is of one of them stays with it, and is not given to the one whose name comes first.</summary>
public sealed class OneTenantTwiceTests(OneTenantTwiceTests.Rig shared) : IClassFixture<OneTenantTwiceTests.Rig>
{
    private const string Again = "again";
    private const string Unread = "unread";

    private ServerRig Server => shared.Server;

    private MusterInstance Muster => Server.Server.Muster;

    [Fact]
    public async Task A_group_belongs_to_the_connection_it_follows_on_its_page_in_a_check_and_in_lists()
    {
        var revision = await Muster.Database.Platform.RevisionAsync(Tests.Token);
        var crew = (await Muster.GroupAsync(1, revision, Tests.Token))!;

        Assert.Equal(TestTenant.Connection, (await Muster.OriginAsync(crew, Tests.Token))!.Connection.Name);
        Assert.Equal(TestTenant.Connection, (await GroupSources.LoadAsync(Muster, null, Tests.Token)).Of(crew)!.Connection.Name);
        var asked = new List<string>();
        await new GroupCheck(Muster, crew, Texts.English).TraceAsync(
            "test",
            of =>
            {
                asked.Add(of.Name);
                return Task.FromResult(false);
            },
            Tests.Token
        );
        Assert.Equal([TestTenant.Connection], asked);
        using var browser = await BrowserAsync();
        var page = await TextAsync(browser, "/groups/1?tab=rules");
        Assert.Contains($"/connections/{TestTenant.Connection}?tab=settings", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"/connections/{Again}", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_is_planned_with_the_directory_that_the_group_follows_and_so_is_its_end()
    {
        await using var page = await OpenPage.OfAsync<ExceptionsTab>(
            Server,
            "owner@example.com",
            "/groups/1?tab=exceptions",
            ("Group", await CrewAsync())
        );
        await page.TypeAsync("exception-person", TenantStory.Upn("cy"));
        await page.TypeAsync("exception-reason", "Helps the crew");
        await page.PressAsync("Add exception");
        await page.UntilAsync("Done with run");
        Assert.Equal(TestTenant.Connection, await LatestRunOfAsync());

        using var http = await HttpAsync();
        var exception = (await http.JsonAsync("/api/v1/exceptions?group=1")).GetProperty("items")[0].GetProperty("id").GetInt64();
        using var ended = await http.SendAsync("POST", $"/api/v1/exceptions/{exception}/end", """{"reason":"Is back"}""", ApiHttp.Key());
        Assert.True(ended.IsSuccessStatusCode, await ended.Content.ReadAsStringAsync(Tests.Token));
        Assert.Equal(TestTenant.Connection, (await ended.BodyAsync()).GetProperty("run").GetProperty("connection").GetString());
    }

    [Fact]
    public async Task An_exception_over_the_api_or_typed_is_planned_with_the_connection_of_the_group_and_refused_with_another()
    {
        using var http = await HttpAsync();
        string Body(string person, string? connection) =>
            $$"""{"group":1,"user":"{{TenantStory.Upn(person)}}","kind":"include","reason":"Helps"{{(connection is null ? "" : $",\"connection\":\"{connection}\"")}}}""";
        var before = await LatestRunAsync();
        using var refused = await http.SendAsync("POST", "/api/v1/exceptions", Body("dan", Again), ApiHttp.Key());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var problem = await refused.BodyAsync();
        Assert.Contains(
            $"follows '{TestTenant.Connection}', not '{Again}'",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("/connection", problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        string[] wish = ["--group", "crew", "--user", TenantStory.Upn("dan"), "--include", "--reason", "Helps", "--yes"];
        var typed = await Server.Tenant.MustAsync(64, Tests.Token, ["exceptions", "add", "--connection", Again, .. wish]);
        Assert.Contains($"follows '{TestTenant.Connection}', not '{Again}'", typed.Error, StringComparison.Ordinal);
        Assert.Equal(before, await LatestRunAsync());

        using var made = await http.SendAsync("POST", "/api/v1/exceptions", Body("dan", null), ApiHttp.Key());
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Tests.Token));
        var exception = (await made.BodyAsync()).GetProperty("exception").GetProperty("id").GetRawText();
        Assert.Equal(TestTenant.Connection, await LatestRunOfAsync());
        await Server.Tenant.MustAsync(64, Tests.Token, "exceptions", "end", exception, "--connection", Again, "--reason", "Done", "--yes");
        await Server.Tenant.MustAsync(0, Tests.Token, "exceptions", "end", exception, "--reason", "Done", "--yes");
        Assert.Equal(TestTenant.Connection, await LatestRunOfAsync());
    }

    [Fact]
    public async Task An_account_that_both_read_is_chosen_once_and_then_checked()
    {
        using var browser = await BrowserAsync();
        var chooser = await TextAsync(browser, $"/check?user={Uri.EscapeDataString(TenantStory.Upn("ada"))}");
        Assert.Contains("Several accounts fit", chooser, StringComparison.Ordinal);
        var links = chooser
            .Split("href=\"")
            .Skip(1)
            .Select(rest => rest.Split('"')[0])
            .Where(link => link.StartsWith("/check?user=", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(2, links.Distinct().Count());

        foreach (var link in links)
        {
            await using var page = await OpenPage.OfAsync<CheckPage>(Server, "owner@example.com", link);
            await page.UntilAsync("Checked at");
            Assert.DoesNotContain("Several accounts fit", await page.TextAsync(), StringComparison.Ordinal);
        }
        Assert.Contains(
            "There is no connection called never",
            await TextAsync(browser, $"/check?user={Uri.EscapeDataString(TenantStory.Upn("ada"))}&connection=never"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_person_is_followed_through_the_connection_that_brought_them()
    {
        var account = (await Muster.Database.Mirror.FindUsersAsync(await KeyAsync(Again), TenantStory.Upn("ada"), Tests.Token))[0];
        var trace = await new PersonCheck(Muster, (await Muster.Connections.FindAsync(Again, Tests.Token))!, Texts.English).TraceAsync(
            account,
            "test",
            read: false,
            Tests.Token
        );
        Assert.Contains(trace.Steps, step => step.Sentence == "No user here follows this account.");

        var revision = await Muster.Database.Platform.RevisionAsync(Tests.Token);
        var ada = (await Muster.Database.Platform.FindUsersAsync(TenantStory.Upn("ada"), revision, Tests.Token))[0];
        var view = (await PersonView.LoadAsync(Muster, ada.Key, null, Tests.Token))!;
        Assert.Equal(TestTenant.Connection, view.Connection!.Name);
    }

    [Fact]
    public async Task Why_somebody_is_in_a_group_or_not_is_told_by_the_directory_that_it_follows()
    {
        Assert.Equal([TestTenant.Connection], (await Muster.AnsweringAsync(1, Tests.Token)).Select(one => one.Name));
        using var http = await HttpAsync();
        var listed = (await http.JsonAsync("/api/v1/explain/memberships?group=1")).GetProperty("items").EnumerateArray();
        var eve = listed.Single(one => one.GetProperty("userPrincipalName").GetString() == TenantStory.Upn("eve"));
        Assert.Equal("squad", eve.GetProperty("through").GetString());
        var typed = await Server.Tenant.MustAsync(0, Tests.Token, "explain", TenantStory.Upn("eve"), "--json");
        Assert.Contains("\"through\":\"squad\"", typed.Output, StringComparison.Ordinal);

        // The other connection imports nobody, so that by its rule nobody would be a member.
        var outside = Uri.EscapeDataString(TenantStory.Upn("dan"));
        var why = (await http.JsonAsync($"/api/v1/explain?user={outside}&group=1")).GetProperty("whyNot").GetString();
        Assert.DoesNotContain("import", why, StringComparison.OrdinalIgnoreCase);
        using var browser = await BrowserAsync();
        var page = await TextAsync(browser, $"/explain?user={outside}&group=1");
        Assert.Contains(why!, page, StringComparison.Ordinal);
        var said = await Server.Tenant.MustAsync(0, Tests.Token, "explain", TenantStory.Upn("dan"), "crew");
        Assert.Contains(
            why!,
            string.Join(' ', said.Output.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_a_group_is_known_by_is_what_its_own_directory_was_read()
    {
        var read = (await Muster.Database.History.LastReadAsync(await KeyAsync(TestTenant.Connection), Tests.Token))!;
        using var browser = await BrowserAsync();
        var page = await TextAsync(browser, $"/explain?user={Uri.EscapeDataString(TenantStory.Upn("ada"))}&group=1");
        Assert.Contains($"href=\"/runs/{read.Run}\"", page.Split("Last confirmed")[1].Split("</dd>")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_are_cleared_without_turning_to_another_connection()
    {
        using var browser = await BrowserAsync();
        var page = await TextAsync(browser, $"/groups/discover?connection={TestTenant.Connection}&search=nothing-is-called-so");
        Assert.Contains($"href=\"/groups/discover?connection={TestTenant.Connection}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/groups/discover\">Clear", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creating_groups_does_not_turn_to_another_connection_in_silence()
    {
        using var browser = await BrowserAsync();
        var page = await TextAsync(browser, "/groups/discover?connection=never");
        Assert.Contains("There is no connection called never", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Read the directory again", page, StringComparison.Ordinal);
        Assert.Contains(
            "Read the directory again",
            await TextAsync(browser, $"/groups/discover?connection={Again}"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Groups_that_could_not_be_loaded_are_not_taken_for_a_missing_connection()
    {
        using var browser = await BrowserAsync();
        await using var file = new SqliteConnection($"Data Source={Path.Combine(Server.Tenant.Muster.Folder, "muster.db")}");
        await file.OpenAsync(Tests.Token);
        await ExecuteAsync(file, "ALTER TABLE directory_group RENAME TO directory_group_away");
        try
        {
            var page = await TextAsync(browser, $"/groups/discover?connection={Unread}");
            Assert.Contains("This could not be done", page, StringComparison.Ordinal);
            Assert.DoesNotContain("No directory is connected yet", page, StringComparison.Ordinal);
        }
        finally
        {
            await ExecuteAsync(file, "ALTER TABLE directory_group_away RENAME TO directory_group");
        }
    }

    private static async Task ExecuteAsync(SqliteConnection file, string statement)
    {
        await using var command = file.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(Tests.Token);
    }

    private async Task<object> CrewAsync() =>
        (await Muster.GroupAsync(1, await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token))!;

    private async Task<int> KeyAsync(string connection) => (await Muster.Connections.FindAsync(connection, Tests.Token))!.Key;

    private async Task<long> LatestRunAsync() => (await Muster.Database.Runs.ListAsync(new() { Limit = 1 }, Tests.Token))[0].Id;

    private async Task<string> LatestRunOfAsync()
    {
        var latest = (await Muster.Database.Runs.ListAsync(new() { Limit = 1 }, Tests.Token))[0];
        return (await Muster.Connections.ListAsync(Tests.Token)).First(one => one.Key == latest.Connection).Name;
    }

    private async Task<HttpClient> HttpAsync()
    {
        var secret = await ApiRig.TokenAsync(Server, "owner@example.com", Access.Role.Owner);
        return new HttpClient { BaseAddress = Server.Address, DefaultRequestHeaders = { Authorization = new("Bearer", secret) } };
    }

    private async Task<PlainBrowser> BrowserAsync()
    {
        var browser = new PlainBrowser(Server.Address, Tests.Token);
        (await browser.SignInAsync("owner@example.com", ServerRig.Password)).Dispose();
        return browser;
    }

    private static async Task<string> TextAsync(PlainBrowser browser, string path)
    {
        using var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Tests.Token));
    }

    /// <summary>A tenant that was connected, imported and synchronised, and then connected once more under a name that comes before; the second has read it and follows nothing. A third was never read.</summary>
    public sealed class Rig : IAsyncLifetime
    {
        /// <summary>The server.</summary>
        public ServerRig Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var story = new TenantStory()
                .Users("ada", "bob", "cy", "dan", "eve")
                .Group("crew", "crew")
                .Member("crew", "ada", "bob")
                .Group("squad", "squad")
                .Member("squad", "eve")
                .Nested("crew", "squad");
            Server = await ServerRig.FilledAsync(Tests.Token, story);
            var tenant = Server.Tenant;
            await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--name", Again)));
            await tenant.MustAsync(0, Tests.Token, "sync", "--connection", Again, "--yes");
            await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--name", Unread)));
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
