using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Examples;

/// <summary>The answers have the members, types and annotations of the published ones.</summary>
public sealed class ShapeTests
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");
    private static readonly string Crew = ExampleCompany.Crew;

    [Theory]
    [InlineData("list-users.json", "/users")]
    [InlineData("list-users-guest.json", "/users?$select=displayName,mail,mailNickname,otherMails,proxyAddresses,userPrincipalName")]
    [InlineData("list-users-with-count.json", "/users?$count=true")]
    [InlineData("list-groups.json", "/groups")]
    [InlineData("list-groups-with-count.json", "/groups?$count=true&$select=id,displayName")]
    [InlineData("group-members-cast-user.json", "members/microsoft.graph.user?$count=true&$select=displayName,id")]
    [InlineData("group-members.json", "members")]
    [InlineData("group-owners.json", "owners")]
    [InlineData("group-transitive-members.json", "transitiveMembers")]
    [InlineData(
        "group-transitive-members-cast-group.json",
        "/groups/00000000-0000-4000-8000-000000000103/transitiveMembers/microsoft.graph.group?$count=true"
    )]
    [InlineData("user-member-of.json", "/users/ada@contoso.com/memberOf")]
    [InlineData("users-delta-initial-page.json", "/users/delta?$select=displayName,givenName,surname", 1)]
    [InlineData("users-delta-default-properties.json", "/users/delta", 1)]
    [InlineData("groups-delta-initial-page.json", "/groups/delta?$select=displayName,description,members", 1)]
    [InlineData("groups-delta-default-properties.json", "/groups/delta", 1)]
    public async Task An_answer_has_what_the_published_one_has(string example, string path, int deltaPageSize = 100)
    {
        var published = PublishedExample.Read(example);
        Shorten(published, deltaPageSize);
        await using var emulator = await TestEmulator.StartAsync(
            ExampleCompany.History(),
            new() { UsersPerDeltaPage = deltaPageSize, GroupsPerDeltaPage = deltaPageSize }
        );

        var answer = await emulator.GetAsync(path.StartsWith('/') ? path : $"{Crew}/{path}", Eventual);

        Assert.Empty(PublishedExample.Lacks(published, answer));
        PublishedExample.SameContext(published, answer);
    }

    [Theory]
    [InlineData("users-delta-final-page.json", "/users/delta?$select=displayName,givenName,surname")]
    [InlineData("users-delta-changes.json", "/users/delta?$select=displayName,givenName,surname")]
    [InlineData("groups-delta-membership-changes.json", "/groups/delta?$select=displayName,members")]
    [InlineData("groups-delta-select-null-property.json", "/groups/delta?$select=displayName,description,mailNickname")]
    public async Task A_later_round_has_what_the_published_one_has(string example, string path)
    {
        var published = PublishedExample.Read(example);
        // One sample is cut from a longer round; ours fits on one page.
        published.Remove("@odata.nextLink");
        RemoveWhatTheCompanyLacks(published);
        await using var emulator = await TestEmulator.StartAsync(ExampleCompany.History());
        var (_, link, _) = await emulator.AllAsync(path);
        await emulator.AdvanceAsync(2);

        var answer = await emulator.GetAsync(link!);
        Assert.Empty(PublishedExample.Lacks(published, answer));
        PublishedExample.SameContext(published, answer);
    }

    [Theory]
    [InlineData("users-delta-no-changes.json", "/users/delta")]
    [InlineData("groups-delta-no-changes.json", "/groups/delta")]
    public async Task A_round_without_changes_has_no_rows_and_a_new_link(string example, string path)
    {
        var published = PublishedExample.Read(example);
        await using var emulator = await TestEmulator.StartAsync(ExampleCompany.History());
        var (_, link, _) = await emulator.AllAsync(path);

        var answer = await emulator.GetAsync(link!);

        Assert.Equal(published.Select(member => member.Key), answer.Select(member => member.Key));
        Assert.Empty(answer["value"]!.AsArray());
        Assert.NotEqual(link, answer.Text("@odata.deltaLink"));
    }

    [Fact]
    [StructureOf("groups-delta-large-group-page-1.json")]
    public async Task A_large_group_is_told_as_published()
    {
        var first = PublishedExample.Read("groups-delta-large-group-page-1.json");
        foreach (var entry in first["value"]![0]!["members@delta"]!.AsArray())
            entry!.AsObject().Remove("@removed");
        await using var emulator = await TestEmulator.StartAsync(ExampleCompany.History(), new() { MembersPerSlice = 2 });

        var answer = await emulator.GetAsync("/groups/delta?$select=displayName,description,members");

        Assert.Empty(PublishedExample.Lacks(first, answer));
    }

    [Theory]
    [InlineData("deleted-groups.json", "/directory/deletedItems/microsoft.graph.group")]
    [InlineData(
        "deleted-groups-with-count.json",
        "/directory/deletedItems/microsoft.graph.group?$count=true&$select=id,displayName,deletedDateTime"
    )]
    public async Task Deleted_groups_are_listed_as_published(string example, string path)
    {
        var published = PublishedExample.Read(example);
        await using var emulator = await TestEmulator.StartAsync(
            ExampleCompany.History(),
            new() { StartAt = 2, Permissions = ["Group.Read.All"] }
        );

        Assert.Empty(PublishedExample.Lacks(published, await emulator.GetAsync(path, Eventual)));
    }

    [Theory]
    [InlineData("error-400-count-without-eventual.json", "/users/$count", 400)]
    [InlineData("error-400-search-without-eventual.json", "/users?$search=\"displayName:a\"", 400)]
    [InlineData("error-400-unsupported-query.json", "/users?$filter=displayName ne 'a'", 400)]
    [InlineData("error-400-filter-not-indexed.json", "/users?$filter=onPremisesDomainName eq 'a'", 400)]
    [InlineData("error-403-insufficient-privileges.json", "/directory/deletedItems/microsoft.graph.group", 403)]
    [InlineData("error-404-resource-not-found.json", "/users/8c14a998-3c8d-4c52-ad09-c9032671ea31", 404)]
    public async Task An_error_has_the_status_code_and_words_of_the_published_one(string example, string path, int status)
    {
        var published = PublishedExample.Read(example)["error"]!.AsObject();
        await using var emulator = await TestEmulator.StartAsync(ExampleCompany.History());
        using var response = await emulator.SendAsync(HttpMethod.Get, path);
        var error = (await TestEmulator.Read(response))["error"]!.AsObject();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(published.Text("code"), error.Text("code"));
        Assert.Equal(published.Text("message"), error.Text("message"));
        Assert.Empty(PublishedExample.Lacks(published, error));
    }

    [Fact]
    [StructureOf("error-405-method-not-allowed.json")]
    public async Task A_wrong_method_has_the_words_of_the_published_error()
    {
        var published = PublishedExample.Read("error-405-method-not-allowed.json")["error"]!.AsObject();
        await using var emulator = await TestEmulator.StartAsync(ExampleCompany.History());
        using var response = await emulator.SendAsync(HttpMethod.Delete, $"{Crew}/members");
        var error = (await TestEmulator.Read(response))["error"]!.AsObject();

        Assert.Equal((published.Text("code"), published.Text("message")), (error.Text("code"), error.Text("message")));
        Assert.Empty(PublishedExample.Lacks(published, error));
    }

    [Theory]
    [InlineData("token-response-client-credentials.json", "grant_type", "client_credentials")]
    [InlineData("token-error-invalid-scope.json", "scope", "https://foo.microsoft.com/.default")]
    [InlineData("token-error-invalid-client-secret.json", "client_secret", "wrong")]
    [InlineData("token-error-application-not-found.json", "client_id", "535fb089-9ff3-47b6-9bfb-4f1264799865")]
    public async Task The_token_service_answers_as_published(string example, string field, string value)
    {
        var published = PublishedExample.Read(example);
        await using var emulator = await TestEmulator.StartAsync(ExampleCompany.History());
        using var response = await emulator.SignInAsync((field, value));
        var answer = await TestEmulator.Read(response);

        Assert.Empty(PublishedExample.Lacks(published, answer));
        if (published.ContainsKey("error_codes"))
            Assert.Equal(published["error_codes"]!.ToJsonString(), answer["error_codes"]!.ToJsonString());
    }

    [Fact]
    [StructureOf("openid-configuration-common.json", "instance-discovery-response.json")]
    public async Task The_discovery_documents_have_what_the_published_ones_have()
    {
        var configuration = PublishedExample.Read("openid-configuration-common.json");
        var instances = PublishedExample.Read("instance-discovery-response.json");
        // This login host takes no certificates yet and says so.
        configuration.Remove("token_endpoint_auth_methods_supported");
        configuration.Remove("claims_supported");
        await using var emulator = await TestEmulator.StartAsync(ExampleCompany.History());

        Assert.Empty(PublishedExample.Lacks(configuration, await Json("common/v2.0/.well-known/openid-configuration")));
        Assert.Empty(PublishedExample.Lacks(instances, await Json("common/discovery/instance?api-version=1.1")));

        async Task<JsonObject> Json(string path)
        {
            using var response = await emulator.Http.GetAsync(
                new Uri(emulator.Host.AuthorityUrl, path),
                TestContext.Current.CancellationToken
            );
            return await TestEmulator.Read(response);
        }
    }

    /// <summary>A page of one row cannot hold the sample's others.</summary>
    private static void Shorten(JsonObject published, int rows)
    {
        var value = published["value"]!.AsArray();
        while (value.Count > rows)
            value.RemoveAt(value.Count - 1);
    }

    private static void RemoveWhatTheCompanyLacks(JsonObject published)
    {
        foreach (var row in published["value"]!.AsArray())
        {
            row!.AsObject().Remove("description");
            // The company only loses members in its second change set.
            if (row["members@delta"] is JsonArray { Count: > 1 } members)
                members.RemoveAt(1);
        }
    }
}
