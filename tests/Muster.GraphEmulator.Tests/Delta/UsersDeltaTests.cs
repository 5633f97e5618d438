using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Delta;

public sealed class UsersDeltaTests
{
    [Fact]
    public async Task A_round_without_a_token_tells_every_user_over_pages_and_ends_in_a_delta_link()
    {
        var history = new TestHistory();
        for (var id = 1; id <= 5; id++)
            history.User(id, $"User {id}");
        await using var emulator = await TestEmulator.StartAsync(history, new() { UsersPerDeltaPage = 2 });

        var (rows, deltaLink, pages) = await emulator.AllAsync("/users/delta?$select=displayName");

        Assert.Equal(["User 1", "User 2", "User 3", "User 4", "User 5"], rows.Names());
        Assert.Equal(3, pages);
        Assert.Contains("/users/delta?$deltatoken=", deltaLink, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_holds_two_hundred_users_by_default()
    {
        var history = new TestHistory();
        for (var id = 1; id <= 201; id++)
            history.User(id, $"User {id}");
        await using var emulator = await TestEmulator.StartAsync(history);

        var page = await emulator.GetAsync("/users/delta");

        Assert.Equal(200, page["value"]!.AsArray().Count);
        Assert.NotNull(page["@odata.nextLink"]);
        Assert.Null(page["@odata.deltaLink"]);
    }

    [Fact]
    public async Task A_delta_link_tells_what_is_new_changed_and_deleted_since_and_nothing_else()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory()
                .User(1, "Ada")
                .User(2, "Grace")
                .User(3, "Edsger")
                .Then()
                .User(4, "Barbara")
                .UpdateUser(2, ("displayName", "Grace H"))
                .DeleteUser(3)
        );
        var (_, deltaLink, _) = await emulator.AllAsync("/users/delta?$select=displayName");

        await emulator.AdvanceAsync(2);
        var (rows, next, _) = await emulator.AllAsync(deltaLink!);

        Assert.Equal(3, rows.Count);
        Assert.Equal("Barbara", rows.With(4).Text("displayName"));
        Assert.Equal("Grace H", rows.With(2).Text("displayName"));
        Assert.Equal("""{"reason":"changed"}""", rows.With(3)["@removed"]!.ToJsonString());
        Assert.Equal(2, rows.With(3).Count);
        Assert.Empty((await emulator.AllAsync(next!)).Rows);
    }

    [Fact]
    public async Task A_change_of_a_property_that_was_not_selected_shows_nothing()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().User(1, "Ada").Then().UpdateUser(1, ("jobTitle", "Countess"))
        );
        var (_, byName, _) = await emulator.AllAsync("/users/delta?$select=displayName");
        var (_, byTitle, _) = await emulator.AllAsync("/users/delta?$select=jobTitle");
        await emulator.AdvanceAsync(2);

        Assert.Empty((await emulator.AllAsync(byName!)).Rows);
        Assert.Equal("Countess", (await emulator.AllAsync(byTitle!)).Rows.With(1).Text("jobTitle"));
    }

    [Fact]
    public async Task What_was_never_set_is_absent_and_what_was_cleared_is_null()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().User(1, "Ada", ("mail", "ada@contoso.com"), ("jobTitle", null)).Then().UpdateUser(1, ("mail", null))
        );
        var (rows, link, _) = await emulator.AllAsync("/users/delta?$select=displayName,mail,jobTitle");
        Assert.False(rows.With(1).ContainsKey("jobTitle"));

        await emulator.AdvanceAsync(2);
        var row = (await emulator.AllAsync(link!)).Rows.With(1);

        Assert.True(row.ContainsKey("mail"));
        Assert.Null(row["mail"]);
        Assert.Equal("Ada", row.Text("displayName"));
        Assert.False(row.ContainsKey("jobTitle"));
    }

    [Fact]
    public async Task Return_minimal_sends_the_id_and_what_changed()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().User(1, "Ada").Then().UpdateUser(1, ("jobTitle", "Countess"))
        );
        var (_, link, _) = await emulator.AllAsync("/users/delta?$select=displayName,jobTitle");
        await emulator.AdvanceAsync(2);

        using var response = await emulator.SendAsync(HttpMethod.Get, link!, null, ("Prefer", "return=minimal"));
        var row = (await TestEmulator.Read(response))["value"]!.AsArray().Single()!.AsObject();

        Assert.Equal(["jobTitle", "id"], row.Select(member => member.Key));
        Assert.Equal("return=minimal", response.Headers.GetValues("Preference-Applied").Single());
    }

    [Fact]
    public async Task The_token_latest_gives_no_rows_and_a_link_that_starts_now()
    {
        await using var emulator = await TestEmulator.StartAsync(new TestHistory().User(1, "Ada").Then().User(2, "Grace"));
        var (rows, link, _) = await emulator.AllAsync("/users/delta?$deltatoken=latest&$select=displayName");
        Assert.Empty(rows);

        await emulator.AdvanceAsync(2);
        Assert.Equal(["Grace"], (await emulator.AllAsync(link!)).Rows.Names());
    }

    [Fact]
    public async Task A_user_purged_thirty_days_after_its_deletion_is_told_again_as_deleted()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().User(1, "Ada").Then().DeleteUser(1).Then(TimeSpan.FromDays(31)).User(2, "Grace")
        );
        await emulator.AdvanceAsync(2);
        var (_, link, _) = await emulator.AllAsync("/users/delta");
        await emulator.AdvanceAsync(3);

        var row = (await emulator.AllAsync(link!)).Rows.With(1);

        Assert.Equal("""{"reason":"deleted"}""", row["@removed"]!.ToJsonString());
    }

    [Fact]
    public async Task A_restored_user_comes_back_as_an_ordinary_row_whose_lost_values_are_null()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().User(1, "Ada", ("mail", "ada@contoso.com")).Then().DeleteUser(1).Then().User(1, "Ada")
        );
        var (_, link, _) = await emulator.AllAsync("/users/delta?$select=displayName,mail");
        await emulator.AdvanceAsync(3);

        var row = (await emulator.AllAsync(link!)).Rows.With(1);

        Assert.False(row.IsTombstone());
        Assert.True(row.ContainsKey("mail"));
        Assert.Null(row["mail"]);
    }

    [Fact]
    public async Task The_long_form_of_the_function_and_any_spelling_of_option_names_work()
    {
        await using var emulator = await TestEmulator.StartAsync(new TestHistory().User(1, "Ada"));

        foreach (var path in new[] { "/users/microsoft.graph.delta()", "/users/microsoft.graph.delta", "/users/delta()" })
            Assert.Equal(["Ada"], (await emulator.AllAsync($"{path}?%24SELECT=displayName")).Rows.Names());
        var (_, link, _) = await emulator.AllAsync("/users/delta?select=displayName");
        Assert.Empty((await emulator.AllAsync(link!.Replace("$deltatoken", "$deltaToken", StringComparison.Ordinal))).Rows);
    }

    [Fact]
    public async Task A_filter_on_ids_limits_the_round_and_every_round_after_it()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory()
                .User(1, "Ada")
                .User(2, "Grace")
                .User(3, "Edsger")
                .Then()
                .UpdateUser(1, ("displayName", "Ada L"))
                .UpdateUser(3, ("displayName", "Edsger D"))
        );
        var filter = $"id eq '{TestHistory.Id(1)}' or id eq '{TestHistory.Id(2)}'";
        var (rows, link, _) = await emulator.AllAsync($"/users/delta?$filter={Uri.EscapeDataString(filter)}");
        Assert.Equal(["Ada", "Grace"], rows.Names());

        await emulator.AdvanceAsync(2);
        Assert.Equal(["Ada L"], (await emulator.AllAsync(link!)).Rows.Names());
    }

    [Theory]
    [InlineData("$filter=startswith(displayName,'A')", "Request_UnsupportedQuery")]
    [InlineData("$expand=manager", "Request_UnsupportedQuery")]
    [InlineData("$top=5", "Request_UnsupportedQuery")]
    [InlineData("$orderby=displayName", "Request_UnsupportedQuery")]
    [InlineData("$search=\"displayName:a\"", "Request_UnsupportedQuery")]
    [InlineData("$select=nonsense", "BadRequest")]
    [InlineData("$deltatoken=garbage", "Request_BadRequest")]
    [InlineData("$skiptoken=AAAA", "Request_BadRequest")]
    [InlineData("$nonsense=1", "BadRequest")]
    [InlineData("$select=id&$select=mail", "BadRequest")]
    public async Task What_delta_does_not_take_is_a_400(string query, string code)
    {
        await using var emulator = await TestEmulator.StartAsync(new TestHistory().User(1, "Ada"));

        var error = await emulator.FailAsync($"/users/delta?{query}");

        Assert.Equal((400, code), (error.Status, error.Code));
    }

    [Fact]
    public async Task More_than_fifty_ids_in_a_filter_are_refused()
    {
        await using var emulator = await TestEmulator.StartAsync(new TestHistory().User(1, "Ada"));
        var filter = string.Join(" or ", Enumerable.Range(1, 51).Select(id => $"id eq '{TestHistory.Id(id)}'"));

        var error = await emulator.FailAsync($"/users/delta?$filter={Uri.EscapeDataString(filter)}");

        Assert.Equal((400, "Request_UnsupportedQuery"), (error.Status, error.Code));
    }

    [Fact]
    public async Task A_token_that_was_tampered_with_or_belongs_elsewhere_is_a_400()
    {
        await using var emulator = await TestEmulator.StartAsync(new TestHistory().User(1, "Ada"));
        var (_, link, _) = await emulator.AllAsync("/users/delta");

        var last = link![^1] == 'A' ? 'Q' : 'A';
        Assert.Equal(400, (await emulator.FailAsync(link[..^1] + last)).Status);
        Assert.Equal(400, (await emulator.FailAsync(link.Replace("/users/", "/groups/", StringComparison.Ordinal))).Status);
        Assert.Equal(400, (await emulator.FailAsync(link.Replace("deltatoken", "skiptoken", StringComparison.Ordinal))).Status);
        Assert.Equal(400, (await emulator.FailAsync(link + "&$select=mail")).Status);
    }

    [Fact]
    public async Task A_delta_link_older_than_seven_days_is_an_expired_sync_state()
    {
        await using var emulator = await TestEmulator.StartAsync(new TestHistory().User(1, "Ada"));
        var (_, link, _) = await emulator.AllAsync("/users/delta");

        emulator.Clock.Advance(TimeSpan.FromDays(7.01));
        await using var later = emulator;
        using var token = await emulator.SignInAsync();
        var access = (await TestEmulator.Read(token)).Text("access_token");
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        request.Headers.Authorization = new("Bearer", access);
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("syncStateNotFound", (await TestEmulator.Read(response))["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_manager_of_a_user_is_told_as_a_relationship()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory()
                .User(1, "Ada")
                .User(2, "Grace", ("manager", TestHistory.Id(1).ToString()))
                .Then()
                .UpdateUser(1, ("manager", TestHistory.Id(2).ToString()))
        );
        var (rows, link, _) = await emulator.AllAsync("/users/delta?$select=displayName,manager");
        Assert.Equal(["+1"], rows.With(2).Edges("manager@delta"));
        Assert.False(rows.With(1).ContainsKey("manager@delta"));

        await emulator.AdvanceAsync(2);
        Assert.Equal(["+2"], (await emulator.AllAsync(link!)).Rows.With(1).Edges("manager@delta"));
    }

    [Fact]
    public async Task A_manager_who_no_longer_is_one_is_told_as_removed()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory()
                .User(1, "Ada")
                .User(2, "Grace", ("manager", TestHistory.Id(1).ToString()))
                .User(3, "Mary", ("manager", TestHistory.Id(1).ToString()))
                .Then()
                .UpdateUser(2, ("manager", null))
                .UpdateUser(3, ("manager", TestHistory.Id(2).ToString()))
        );
        var (_, link, _) = await emulator.AllAsync("/users/delta?$select=displayName,manager");

        await emulator.AdvanceAsync(2);
        var rows = (await emulator.AllAsync(link!)).Rows;

        Assert.Equal(["-1"], rows.With(2).Edges("manager@delta"));
        Assert.Equal(["+2", "-1"], rows.With(3).Edges("manager@delta"));
    }
}
