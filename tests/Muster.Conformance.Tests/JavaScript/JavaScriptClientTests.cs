using System.Text.Json;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.JavaScript;

[Through(ThroughAttribute.JavaScript)]
public sealed class JavaScriptClientTests(JavaScriptRun run) : IClassFixture<JavaScriptRun>
{
    [Fact]
    [Supports("GET /users", "`$select`, `$top`")]
    public void A_list_has_what_was_selected()
    {
        var found = run.Result("list");
        Assert.Equal(5, Number(found, "count"));
        Assert.Contains("Ada Lovelace", Texts(found, "names"));
        Assert.Equal(["displayName", "id"], Texts(found, "members"));
    }

    [Fact]
    [Supports("GET /users", "pages to the end")]
    [Supports("GET /groups", "pages to the end")]
    public void Lists_are_paged_to_the_end()
    {
        var found = run.Result("pages");
        Assert.Equal((Company.Users, Company.Groups), (Number(found, "users"), Number(found, "groups")));
        Assert.True(found.GetProperty("complete").GetBoolean());
    }

    [Fact]
    [Supports("GET /users/{id}", "by id and by UPN, `$select`")]
    [Supports("GET /groups/{id}", "`$select`")]
    public void One_object_is_read_by_its_key()
    {
        var found = run.Result("single");
        Assert.True(found.GetProperty("same").GetBoolean() && found.GetProperty("accountEnabled").GetBoolean());
        Assert.Equal("Crew", Text(found, "group"));
    }

    [Fact]
    [Supports("GET /users", "`$filter` by `eq`, `in`, `startswith`, `and`, `or`")]
    public void Plain_filters_find()
    {
        var found = run.Result("filter");
        Assert.Equal(10, Number(found, "count"));
        Assert.Equal(["Team"], Texts(found, "groups"));
    }

    [Fact]
    [Supports("GET /users", "advanced queries: `$filter` by `ne`, `not`, `endswith`, `$orderby`, `$count`")]
    public void Advanced_queries_count_and_order()
    {
        var found = run.Result("advanced");
        Assert.Equal(Company.Users - (Company.Users / 10), Number(found, "count"));
        Assert.Equal("Person 229", Text(found, "first"));
    }

    [Fact]
    [Supports("GET /users", "`$search`")]
    [Supports("GET /groups", "`$expand` of one level, up to 20 objects")]
    public void Searches_and_expansions_bring_what_they_should()
    {
        var found = run.Result("search");
        Assert.Equal(["Ada Lovelace"], Texts(found, "users"));
        Assert.Equal(4, Number(found, "members"));
    }

    [Fact]
    [Supports("GET /users/$count", "with `ConsistencyLevel: eventual`, `$filter`")]
    [Supports("GET /groups/$count", "with `ConsistencyLevel: eventual`, `$filter`")]
    public void Counts_are_plain_numbers()
    {
        var found = run.Result("count");
        Assert.Equal((Company.Users, Company.Groups), (Number(found, "users"), Number(found, "groups")));
    }

    [Fact]
    [Supports("GET /groups/{id}/members", "mixed types, each with its `@odata.type`")]
    [Supports("GET /groups/{id}/members", "pages, casts, `$select`, `$top`, `$count`, `/$count`")]
    public void Members_are_listed_cast_and_paged()
    {
        var found = run.Result("members");
        Assert.Equal(
            ["#microsoft.graph.device", "#microsoft.graph.group", "#microsoft.graph.user", "#microsoft.graph.user"],
            Texts(found, "types")
        );
        Assert.Equal(["Ada Lovelace", "Grace Hopper"], Texts(found, "users"));
        Assert.Equal(Company.Users, Number(found, "everyone"));
    }

    [Fact]
    [Supports("GET /groups/{id}/transitiveMembers", "mixed types, casts, `/$count`")]
    [Supports("GET /groups/{id}/owners", "mixed types, casts")]
    [Supports("GET /users/{id}/memberOf", "casts, `$select`")]
    [Supports("GET /users/{id}/transitiveMemberOf", "casts, `$select`")]
    public void Relationships_are_followed()
    {
        var found = run.Result("related");
        Assert.Equal(["Ada Lovelace", "Alan Turing", "Grace Hopper"], Texts(found, "transitive"));
        Assert.Equal(["Ada Lovelace"], Texts(found, "owners"));
        Assert.Equal(["Everyone", "Inner"], Texts(found, "memberOf"));
        Assert.Equal(["Crew", "Everyone", "Inner", "Outer"], Texts(found, "groups"));
    }

    [Fact]
    [Supports("GET /users/delta", "a round to its delta link, `$select`; later rounds with changes and `@removed`")]
    [Supports(
        "GET /groups/delta",
        "a round to its delta link, `$select` with `members`, `owners`; later rounds with changes and `@removed`"
    )]
    public void Delta_rounds_are_followed_to_their_links_and_on()
    {
        var found = run.Result("delta");
        Assert.Equal((Company.Users, Company.Groups), (Number(found, "users"), Number(found, "groups")));
        Assert.Equal(Company.Users, Number(found, "members"));
        Assert.Equal("Ada King", Text(found, "renamed"));
        Assert.Equal([Company.Alan.ToString()], Texts(found, "deleted"));
        Assert.Equal([Company.Edsger.ToString()], Texts(found, "joined"));
        Assert.Equal([Company.Grace.ToString()], Texts(found, "left"));
    }

    [Fact]
    [Supports("POST /$batch", "each step judged on its own")]
    [Supports("POST /$batch", "`dependsOn`, 424")]
    public void A_batch_answers_every_step()
    {
        var found = run.Result("batch");
        Assert.Equal("Crew", Text(found, "group"));
        Assert.Equal([200, 404, 424], found.GetProperty("statuses").EnumerateArray().Select(status => status.GetInt32()));
    }

    [Fact]
    [Supports("POST /directoryObjects/getByIds", "objects of several types by id, `types`")]
    [Supports("POST /users/{id}/checkMemberGroups", "transitive")]
    public void Objects_and_memberships_are_looked_up()
    {
        var found = run.Result("lookups");
        Assert.Equal(["Alan Turing", "Inner"], Texts(found, "found"));
        Assert.Equal(2, Number(found, "checked"));
    }

    [Fact]
    [Supports("POST /users", "required properties, `passwordProfile`")]
    [Supports("PATCH /users/{id}", "change properties")]
    [Supports("DELETE /users/{id}", "soft delete")]
    [Supports("GET /directory/deletedItems/microsoft.graph.user", "pages, `$select`")]
    [Supports("POST /directory/deletedItems/{id}/restore", "users and groups")]
    public void A_user_lives_is_deleted_and_comes_back()
    {
        var found = run.Result("user");
        Assert.Equal("Engineer", Text(found, "jobTitle"));
        Assert.True(found.GetProperty("deleted").GetBoolean() && found.GetProperty("back").GetBoolean());
    }

    [Fact]
    [Supports("POST /groups", "security and Microsoft 365 groups, `members@odata.bind`, `owners@odata.bind`")]
    [Supports("PATCH /groups/{id}", "change properties, add members by `members@odata.bind`")]
    [Supports("POST /groups/{id}/members/$ref", "users, groups, devices")]
    [Supports("DELETE /groups/{id}/members/{id}/$ref", "users, groups, devices")]
    public void A_group_is_made_and_its_members_change()
    {
        var found = run.Result("group");
        Assert.Equal([Company.Inner.ToString()], Texts(found, "members"));
        Assert.Equal("Ships", Text(found, "description"));
    }

    [Fact]
    [Refuses(Operations.Any, "not found: 404 `Request_ResourceNotFound`")]
    public void An_unknown_user_is_the_clients_own_error_with_all_its_parts()
    {
        var error = run.Result("notFound");
        Assert.Equal(("GraphError", 404, "Request_ResourceNotFound"), (Text(error, "type"), Number(error, "status"), Text(error, "code")));
        Assert.Contains(Guid.Empty.ToString(), Text(error, "message"), StringComparison.Ordinal);
        Assert.Equal(Text(error, "requestId"), Text(error.GetProperty("inner"), "request-id"));
    }

    [Fact]
    [Refuses("GET /users", "a filter that needs an advanced query, without `ConsistencyLevel`: 400 `Request_UnsupportedQuery`")]
    public void An_advanced_filter_without_its_header_is_refused()
    {
        var error = run.Result("unsupported");
        Assert.Equal((400, "Request_UnsupportedQuery"), (Number(error, "status"), Text(error, "code")));
    }

    [Fact]
    [Supports(Operations.Any, "429 with `Retry-After`, waited for by the client itself")]
    public void A_throttled_request_is_repeated_by_the_client()
    {
        var found = run.Result("throttled");
        Assert.Equal((5, 2), (Number(found, "count"), Number(found, "refused")));
        Assert.True(found.GetProperty("seconds").GetDouble() >= 1.9, "It did not wait as it was asked to.");
    }

    [Fact]
    [Refuses(Operations.Any, "throttled for longer than the client repeats: 429 `TooManyRequests`")]
    public void A_request_throttled_for_good_ends_in_the_error()
    {
        var error = run.Result("throttledForGood");
        Assert.Equal((429, "TooManyRequests"), (Number(error, "status"), Text(error, "code")));
    }

    [Fact]
    public void A_wrong_secret_fails_the_sign_in_with_its_number() =>
        Assert.Contains("AADSTS7000215", Text(run.Result("wrongSecret"), "message"), StringComparison.Ordinal);

    [Fact]
    public void Msal_signs_in_by_the_discovery_document()
    {
        var found = run.Result("msal");
        Assert.Equal(("Bearer", "Contoso"), (Text(found, "type"), Text(found, "organization")));
    }

    private static int Number(JsonElement found, string name) => found.GetProperty(name).GetInt32();

    private static string Text(JsonElement found, string name) => found.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement found, string name) =>
        [.. found.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
