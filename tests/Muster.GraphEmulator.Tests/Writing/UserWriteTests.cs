using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Writing;

public sealed class UserWriteTests
{
    private static readonly string Ada = $"/users/{TestHistory.Id(1)}";

    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada")
            .User(2, "Grace")
            .User(3, "Synced", ("onPremisesSyncEnabled", true))
            .Group(10, "Crew")
            .Member(10, 1);

    [Fact]
    public async Task A_new_user_is_answered_found_by_its_name_and_told_by_delta()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var (_, link, _) = await emulator.AllAsync("/users/delta?$select=displayName");
        var body = Writer.NewUser("Edsger");
        body["extension_0123_badge"] = "17";

        using var response = await emulator.SendAsync(HttpMethod.Post, "/users", body);
        var created = await TestEmulator.Read(response);

        Assert.Equal(201, (int)response.StatusCode);
        Assert.EndsWith("$metadata#users/$entity", created.Text("@odata.context"), StringComparison.Ordinal);
        Assert.Equal("Edsger", created.Text("displayName"));
        Assert.True(created.ContainsKey("businessPhones"));
        Assert.False(created.ContainsKey("passwordProfile"));
        Assert.EndsWith($"/users/{created.Text("id")}", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        var found = await emulator.GetAsync("/users/EDSGER@contoso.com?$select=id,userType,accountEnabled,extension_0123_badge");
        Assert.Equal(created.Text("id"), found.Text("id"));
        Assert.Equal(("Member", "17"), (found.Text("userType"), found.Text("extension_0123_badge")));
        Assert.Equal(created.Text("id"), Assert.Single((await emulator.AllAsync(link!)).Rows).Text("id"));
    }

    [Fact]
    public async Task A_user_without_what_is_required_is_refused()
    {
        await using var emulator = await Writer.StartAsync(Company());
        foreach (var property in new[] { "accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile" })
        {
            var body = Writer.NewUser("Edsger");
            body.Remove(property);
            Assert.Equal(
                (400, "Request_BadRequest", $"A value is required for property '{property}' of resource 'User'."),
                await emulator.RefusedAsync("POST", "/users", body)
            );
        }
        Assert.Equal(3, emulator.Host.State.Users);
    }

    [Fact]
    public async Task A_name_that_another_user_has_is_refused_whatever_its_case()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var taken = (400, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists.");

        Assert.Equal(taken, await emulator.RefusedAsync("POST", "/users", Writer.NewUser("ADA")));
        Assert.Equal(taken, await emulator.RefusedAsync("PATCH", Ada, Name("grace@contoso.com")));
        await emulator.DoneAsync("PATCH", Ada, Name("ADA@contoso.com"));
        await emulator.DoneAsync("PATCH", Ada, Name("countess@contoso.com"));

        Assert.Equal(404, (await emulator.FailAsync("/users/ada@contoso.com")).Status);
        Assert.Equal("Ada", (await emulator.GetAsync("/users/Countess@Contoso.com")).Text("displayName"));
        Assert.Equal(201, (await emulator.DoAsync("POST", "/users", Writer.NewUser("Ada"))).Status);
    }

    [Theory]
    [InlineData("""{"displayName":""}""", "Invalid value specified for property 'displayName'")]
    [InlineData("""{"accountEnabled":"yes"}""", "the expected type is 'Edm.Boolean'")]
    [InlineData("""{"displayName":5}""", "the expected type is 'Edm.String'")]
    [InlineData("""{"otherMails":["a@b.c",1]}""", "Collection(Edm.String)")]
    [InlineData("""{"id":"00000000-0000-4000-8000-000000000009"}""", "'id' is read-only")]
    [InlineData("""{"onPremisesSyncEnabled":true}""", "'onPremisesSyncEnabled' is read-only")]
    [InlineData("""{"dispayName":"Ada"}""", "'dispayName' does not exist on type 'microsoft.graph.user'")]
    [InlineData("""{"mailNickname":"a b"}""", "Invalid value specified for property 'mailNickname'")]
    [InlineData("""{"userPrincipalName":"nowhere"}""", "Property userPrincipalName is invalid.")]
    [InlineData("""{"onPremisesExtensionAttributes":{"extensionAttribute16":"x"}}""", "onPremisesExtensionAttributes")]
    [InlineData("[]", "Unable to read JSON request payload.")]
    public async Task A_value_that_does_not_fit_is_refused(string body, string reason)
    {
        await using var emulator = await Writer.StartAsync(Company());
        var (status, _, message) = await emulator.RefusedAsync("PATCH", Ada, JsonNode.Parse(body));
        Assert.Equal(400, status);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Equal("Ada", (await emulator.GetAsync(Ada)).Text("displayName"));
    }

    [Theory]
    [InlineData("displayName", 256)]
    [InlineData("givenName", 64)]
    [InlineData("jobTitle", 128)]
    [InlineData("department", 64)]
    [InlineData("mailNickname", 64)]
    [InlineData("extension_0123_badge", 256)]
    public async Task A_text_can_be_as_long_as_its_limit_and_no_longer(string property, int limit)
    {
        await using var emulator = await Writer.StartAsync(Company());
        await emulator.DoneAsync("PATCH", Ada, new JsonObject { [property] = new string('x', limit) });
        var refused = await emulator.RefusedAsync("PATCH", Ada, new JsonObject { [property] = new string('x', limit + 1) });
        Assert.Equal((400, $"Invalid value specified for property '{property}' of resource 'User'."), (refused.Status, refused.Message));
    }

    [Fact]
    public async Task Malformed_json_is_refused_in_graphs_words()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var request = new HttpRequestMessage(HttpMethod.Patch, emulator.Host.GraphUrl + Ada)
        {
            Content = new StringContent("""{"displayName":""", null, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {await emulator.TokenAsync()}");
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.StartsWith(
            "Unable to read JSON",
            (await TestEmulator.Read(response))["error"]!["message"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Extension_attributes_are_written_one_by_one_and_read_as_a_whole()
    {
        await using var emulator = await Writer.StartAsync(Company());
        const string Selected = "?$select=onPremisesExtensionAttributes,assignedLicenses";
        var before = await emulator.GetAsync(Ada + Selected);
        Assert.Equal(15, before["onPremisesExtensionAttributes"]!.AsObject().Count);
        Assert.Empty(before["assignedLicenses"]!.AsArray());

        await emulator.DoneAsync("PATCH", Ada, Attributes("extensionAttribute1", "one"));
        await emulator.DoneAsync("PATCH", Ada, Attributes("extensionAttribute15", "fifteen"));

        var after = (await emulator.GetAsync(Ada + Selected))["onPremisesExtensionAttributes"]!.AsObject();
        Assert.Equal(("one", "fifteen"), (after.Text("extensionAttribute1"), after.Text("extensionAttribute15")));
        Assert.Null(after["extensionAttribute2"]);
        Assert.Equal(400, (await emulator.FailAsync($"{Ada}?$select=extensionAttribute1")).Status);
    }

    [Fact]
    public async Task A_deleted_user_leaves_no_word_in_the_groups_stream_and_is_purged_thirty_days_later()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var (_, users, _) = await emulator.AllAsync("/users/delta?$select=displayName");
        var (_, groups, _) = await emulator.AllAsync("/groups/delta?$select=members");
        await emulator.DoneAsync("DELETE", "/users/ada@contoso.com");

        Assert.Equal(404, (await emulator.FailAsync(Ada)).Status);
        var (rows, next, _) = await emulator.AllAsync(users!);
        Assert.Equal("changed", Assert.Single(rows)["@removed"]!["reason"]!.GetValue<string>());
        Assert.Empty((await emulator.AllAsync(groups!)).Rows);

        emulator.Clock.Advance(TimeSpan.FromDays(31));
        await emulator.DoneAsync("PATCH", $"/users/{TestHistory.Id(2)}", new JsonObject { ["jobTitle"] = "Admiral" });
        // The link is older than seven days by now.
        Assert.Equal(400, (await emulator.FailAsync(next!)).Status);
        Assert.Equal(404, (await emulator.RefusedAsync("POST", $"/directory/deletedItems/{TestHistory.Id(1)}/restore")).Status);
    }

    [Fact]
    public async Task A_user_from_on_premises_takes_what_is_the_clouds_and_nothing_else()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var synced = $"/users/{TestHistory.Id(3)}";
        var refused = await emulator.RefusedAsync("PATCH", synced, new JsonObject { ["jobTitle"] = "Clerk" });
        Assert.Equal((400, "Request_BadRequest"), (refused.Status, refused.Code));
        Assert.StartsWith("Unable to update the specified properties for on-premises mastered", refused.Message, StringComparison.Ordinal);
        Assert.Equal(400, (await emulator.RefusedAsync("DELETE", synced)).Status);
        await emulator.DoneAsync("PATCH", synced, new JsonObject { ["usageLocation"] = "NL" });
    }

    [Fact]
    public async Task A_manager_is_set_read_from_both_sides_and_removed()
    {
        await using var emulator = await Writer.StartAsync(Company());
        Assert.Equal(404, (await emulator.FailAsync($"{Ada}/manager")).Status);
        await emulator.DoneAsync("PUT", $"{Ada}/manager/$ref", Writer.Reference(2));

        var manager = await emulator.GetAsync($"{Ada}/manager");
        Assert.Equal(("#microsoft.graph.user", "Grace"), (manager.Text("@odata.type"), manager.Text("displayName")));
        Assert.Equal(["Ada"], (await emulator.AllAsync("/users/grace@contoso.com/directReports")).Rows.Names());

        await emulator.DoneAsync("DELETE", $"{Ada}/manager/$ref");
        Assert.Equal(404, (await emulator.FailAsync($"{Ada}/manager")).Status);
        Assert.Equal(404, (await emulator.RefusedAsync("DELETE", $"{Ada}/manager/$ref")).Status);
        Assert.Equal(404, (await emulator.RefusedAsync("PUT", $"{Ada}/manager/$ref", Writer.Reference(99))).Status);
    }

    [Fact]
    public async Task A_manager_can_be_given_with_a_new_user_and_other_relationships_cannot()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var body = Writer.NewUser("Edsger");
        body["manager@odata.bind"] = Writer.Reference(2)["@odata.id"]!.DeepClone();
        Assert.Equal(201, (await emulator.DoAsync("POST", "/users", body)).Status);
        Assert.Equal("Grace", (await emulator.GetAsync("/users/edsger@contoso.com/manager")).Text("displayName"));

        var wrong = Writer.NewUser("Barbara");
        wrong["friends@odata.bind"] = Writer.Links(1);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", "/users", wrong)).Status);
    }

    private static JsonObject Name(string name) => new() { ["userPrincipalName"] = name };

    private static JsonObject Attributes(string name, string value) =>
        new() { ["onPremisesExtensionAttributes"] = new JsonObject { [name] = value } };
}
