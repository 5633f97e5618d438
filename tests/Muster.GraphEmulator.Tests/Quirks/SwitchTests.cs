using System.Text.Json.Nodes;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Quirks;

/// <summary>What a switch changes, seen from outside.</summary>
public sealed class SwitchTests
{
    private static readonly string Crew = $"/groups/{TestHistory.Id(100)}";
    private static readonly string[] Bare = ["User.Read.All", "GroupMember.Read.All"];

    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada")
            .User(2, "Grace")
            .Group(100, "Crew", ("visibility", "HiddenMembership"), ("groupTypes", new[] { "Unified" }), ("securityEnabled", false))
            .Group(101, "Outer")
            .Member(100, 1, 2)
            .Do(new DirectoryOperation.ObjectAdd(TestHistory.Id(20), MemberKind.ServicePrincipal, new Dictionary<string, object?>()))
            .Do(new DirectoryOperation.MemberAdd(TestHistory.Id(101), TestHistory.Id(20), MemberKind.ServicePrincipal))
            .Member(101, 1);

    public static TheoryData<RetryAfterForm, string> Forms() =>
        new()
        {
            { RetryAfterForm.Seconds, "^[0-9]+$" },
            { RetryAfterForm.Fraction, @"^[0-9]+\.[0-9]{1,3}$" },
            { RetryAfterForm.Date, "GMT$" },
            { RetryAfterForm.Absent, "^$" },
        };

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Service_principals_are_among_the_members_or_left_out(bool leftOut, int rows)
    {
        await using var emulator = await StartAsync(new() { Listing = new() { ServicePrincipalsLeftOut = leftOut } });
        Assert.Equal(rows, (await emulator.AllAsync($"/groups/{TestHistory.Id(101)}/members")).Rows.Count);
    }

    [Theory]
    [InlineData(HiddenGroups.WithoutMembers, 200)]
    [InlineData(HiddenGroups.Denied, 403)]
    [InlineData(HiddenGroups.Absent, 404)]
    public async Task Hidden_members_are_an_empty_list_a_403_or_a_404(HiddenGroups hidden, int status)
    {
        await using var emulator = await StartAsync(new() { Listing = new() { Hidden = hidden } }, Bare);
        using var response = await emulator.SendAsync(HttpMethod.Get, $"{Crew}/members");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(2, (await emulator.AllAsync($"/groups/{TestHistory.Id(101)}/members")).Rows.Count);
    }

    [Fact]
    public async Task A_page_link_expires_after_its_life_and_not_before()
    {
        await using var emulator = await StartAsync(new() { Listing = new() { PageLife = TimeSpan.FromMinutes(5) } });
        var link = (await emulator.GetAsync("/users?$top=1"))["@odata.nextLink"]!.GetValue<string>();
        emulator.Clock.Advance(TimeSpan.FromMinutes(4));
        await emulator.GetAsync(link);
        emulator.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((400, "Directory_ExpiredPageToken"), Code(await emulator.FailAsync(link)));
    }

    [Fact]
    public async Task A_page_link_of_a_round_expires_after_its_life_and_a_delta_link_does_not()
    {
        await using var emulator = await StartAsync(
            new() { Delta = new() { PageLife = TimeSpan.FromMinutes(5) } },
            null,
            new() { UsersPerDeltaPage = 1 }
        );
        var page = await emulator.GetAsync("/users/delta");
        var (_, link, _) = await emulator.AllAsync("/users/delta");
        emulator.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((400, "Directory_ExpiredPageToken"), Code(await emulator.FailAsync(page["@odata.nextLink"]!.GetValue<string>())));
        await emulator.GetAsync(link!);
    }

    [Fact]
    public async Task Links_of_a_list_lead_back_for_a_time()
    {
        await using var emulator = await StartAsync(new() { Listing = new() { LoopingLinks = TimeSpan.FromMinutes(5) } });
        var first = await emulator.GetAsync("/users?$top=1");
        var second = await emulator.GetAsync(first["@odata.nextLink"]!.GetValue<string>());
        Assert.Equal(first.RowsOf().Names(), second.RowsOf().Names());
        emulator.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(["Ada", "Grace"], (await emulator.AllAsync("/users?$top=1")).Rows.Names());
    }

    [Fact]
    public async Task A_stale_replica_answers_as_before_the_change_for_a_time()
    {
        await using var emulator = await StartAsync(new() { Listing = new() { StaleReads = TimeSpan.FromMinutes(5) } }, Writer.All);
        Assert.Equal(2, (await emulator.AllAsync($"{Crew}/members")).Rows.Count);
        await emulator.DoneAsync("DELETE", $"{Crew}/members/{TestHistory.Id(2)}/$ref");
        Assert.Equal(2, (await emulator.AllAsync($"{Crew}/members")).Rows.Count);
        emulator.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Single((await emulator.AllAsync($"{Crew}/members")).Rows);
    }

    [Fact]
    public async Task What_was_just_created_is_not_found_for_a_time_but_listed()
    {
        await using var emulator = await StartAsync(new() { Listing = new() { NewObjectsMissing = TimeSpan.FromMinutes(5) } }, Writer.All);
        var (_, made) = await emulator.DoAsync("POST", "/groups", Writer.NewGroup("Fresh"));
        var path = $"/groups/{made.Text("id")}";
        Assert.Equal((404, "Request_ResourceNotFound"), Code(await emulator.FailAsync(path)));
        Assert.Equal(3, (await emulator.AllAsync("/groups")).Rows.Count);
        await emulator.GetAsync($"/groups/{TestHistory.Id(101)}");
        emulator.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("Fresh", (await emulator.GetAsync(path)).Text("displayName"));
    }

    [Theory]
    [InlineData("", "Café", "café", true)]
    [InlineData("", "Café", "Cafe", false)]
    [InlineData("", "Crew ", "Crew", false)]
    [InlineData("", "Ｃrew", "Crew", false)]
    [InlineData(nameof(ListingQuirks.NamesFoldAccents), "Café", "cafe", true)]
    [InlineData(nameof(ListingQuirks.NamesFoldAccents), "Cafe\u0301", "CAFÉ", true)]
    [InlineData(nameof(ListingQuirks.NamesFoldWidth), "Ｃrew", "Crew", true)]
    [InlineData(nameof(ListingQuirks.NamesFoldTrailingSpaces), "Crew  ", "crew", true)]
    [InlineData(nameof(ListingQuirks.NamesFoldTrailingSpaces), " Crew", "crew", false)]
    [InlineData(nameof(ListingQuirks.NamesKeepCase), "Crew", "crew", false)]
    [InlineData(nameof(ListingQuirks.NamesKeepCase), "Crew", "Crew", true)]
    public async Task Which_names_are_equal_depends_on_the_folding(string quirk, string name, string asked, bool found)
    {
        var listing = new ListingQuirks();
        if (quirk.Length > 0)
            typeof(ListingQuirks).GetProperty(quirk)!.SetValue(listing, true);
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().Group(100, name).Group(101, "Another"),
            new() { Quirks = new() { Listing = listing } }
        );
        var (rows, _, _) = await emulator.AllAsync($"/groups?$filter=displayName eq '{asked}'");
        Assert.Equal(found ? 1 : 0, rows.Count);
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 403)]
    public async Task Many_ids_at_once_ask_for_the_wider_permission_or_not(bool forReaders, int status)
    {
        await using var emulator = await StartAsync(new() { Listing = new() { GetByIdsForReaders = forReaders } }, Bare);
        var (answered, _) = await emulator.DoAsync(
            "POST",
            "/directoryObjects/getByIds",
            new JsonObject { ["ids"] = new JsonArray(TestHistory.Id(1).ToString()) }
        );
        Assert.Equal(status, answered);
    }

    [Theory]
    [InlineData(true, 1, "odata.maxpagesize=1")]
    [InlineData(false, 2, null)]
    public async Task A_wish_for_a_page_size_is_granted_and_said_so_or_passed_over(bool honoured, int rows, string? applied)
    {
        await using var emulator = await StartAsync(new() { Delta = new() { HonoursMaxPageSize = honoured } });
        using var response = await emulator.SendAsync(HttpMethod.Get, "/users/delta", null, ("Prefer", "odata.maxpagesize=1"));
        Assert.Equal(rows, (await TestEmulator.Read(response)).RowsOf().Count);
        Assert.Equal(applied, response.Headers.TryGetValues("Preference-Applied", out var values) ? values.Single() : null);
    }

    [Fact]
    public async Task A_round_of_groups_repeats_a_page_under_new_links_for_a_time()
    {
        await using var emulator = await StartAsync(new() { Delta = new() { EndlessPages = TimeSpan.FromMinutes(5) } });
        var links = new HashSet<string>();
        var link = "/groups/delta?$select=displayName,members";
        for (var i = 0; i < 20; i++)
        {
            var page = await emulator.GetAsync(link);
            Assert.Equal(["Crew", "Outer"], page.RowsOf().Names());
            Assert.True(links.Add(link = page["@odata.nextLink"]!.GetValue<string>()));
        }
        emulator.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.NotNull((await emulator.AllAsync(link)).DeltaLink);
    }

    [Fact]
    public async Task Groups_are_told_under_a_400_for_a_time()
    {
        await using var emulator = await StartAsync(new() { Service = new() { DataInRefusals = TimeSpan.FromMinutes(5) } });
        using var refused = await emulator.SendAsync(HttpMethod.Get, "/groups/delta");
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Equal(["Crew", "Outer"], (await TestEmulator.Read(refused)).RowsOf().Names());
        emulator.Clock.Advance(TimeSpan.FromMinutes(6));
        await emulator.GetAsync("/groups/delta");
    }

    [Fact]
    public async Task Every_page_behind_the_first_is_refused_once()
    {
        await using var emulator = await StartAsync(new() { Service = new() { BadGatewayOnce = true } });
        var link = (await emulator.GetAsync("/users?$top=1"))["@odata.nextLink"]!.GetValue<string>();
        Assert.Equal(502, (await emulator.FailAsync(link)).Status);
        Assert.Equal(["Grace"], (await emulator.GetAsync(link)).RowsOf().Names());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_429_says_how_long_to_wait_in_the_form_that_is_switched_on(RetryAfterForm form, string pattern)
    {
        await using var emulator = await StartAsync(
            new()
            {
                Service = new() { RetryAfter = form, DeltaCost = 1000 },
            },
            null,
            new() { Throttle = true }
        );
        for (var i = 0; i < 3; i++)
            await emulator.GetAsync("/users/delta");
        using var refused = await emulator.SendAsync(HttpMethod.Get, "/users/delta");
        Assert.Equal(429, (int)refused.StatusCode);
        var text = refused.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? values.Single() : "";
        Assert.Matches(pattern, text);
    }

    [Fact]
    public async Task A_delta_request_costs_what_is_switched_on()
    {
        await using var emulator = await StartAsync(new() { Service = new() { DeltaCost = 5 } });
        using var response = await emulator.SendAsync(HttpMethod.Get, "/users/delta?$select=id");
        Assert.Equal("5", response.Headers.GetValues("x-ms-resource-unit").Single());
    }

    [Theory]
    [InlineData(true, 400)]
    [InlineData(false, 401)]
    public async Task A_wrong_secret_has_the_status_that_is_switched_on(bool as400, int status)
    {
        await using var emulator = await StartAsync(new() { Service = new() { InvalidClientIs400 = as400 } });
        using var response = await emulator.SignInAsync(("client_secret", "wrong"));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("invalid_client", (await TestEmulator.Read(response)).Text("error"));
    }

    [Theory]
    [InlineData(true, 400)]
    [InlineData(false, 204)]
    public async Task A_circle_of_groups_can_be_made_or_not(bool refused, int status)
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().Group(100, "A").Group(101, "B").Group(102, "C").Nested(100, 101).Nested(101, 102),
            new()
            {
                Permissions = Writer.All,
                Quirks = new() { Service = new() { CirclesRefused = refused } },
            }
        );
        var (answered, _) = await emulator.DoAsync("POST", $"/groups/{TestHistory.Id(102)}/members/$ref", Writer.Reference(100));
        Assert.Equal(status, answered);
        await emulator.DoneAsync("POST", $"/groups/{TestHistory.Id(100)}/members/$ref", Writer.Reference(102));
    }

    private static (int, string) Code((int Status, string Code, string Message) error) => (error.Status, error.Code);

    private static Task<TestEmulator> StartAsync(QuirkSet quirks, string[]? permissions = null, EmulatorOptions? options = null) =>
        TestEmulator.StartAsync(Company(), (options ?? new()) with { Quirks = quirks, Permissions = permissions });
}
