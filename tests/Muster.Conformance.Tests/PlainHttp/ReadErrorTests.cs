using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.PlainHttp;

[Through(ThroughAttribute.PlainHttp)]
public sealed class ReadErrorTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>, IDisposable
{
    private const string Bad = "Request_BadRequest";
    private const string Unsupported = "Request_UnsupportedQuery";
    private readonly PlainClient _http = new(tenant);

    public void Dispose() => _http.Dispose();

    [Fact]
    [Refuses("GET /users", "`$skip`, unknown options, `$top` over 999")]
    [Refuses("GET /groups", "`$skip`, unknown options, `$top` over 999")]
    public async Task Options_that_a_list_does_not_take_are_refused()
    {
        foreach (var list in new[] { "/users", "/groups" })
        {
            Assert.Equal((400, Bad), await _http.RefusedAsync($"GET {list}?$skip=5"));
            Assert.Equal((400, Unsupported), await _http.RefusedAsync($"GET {list}?$top=1000"));
            Assert.Equal((400, "BadRequest"), await _http.RefusedAsync($"GET {list}?$nonsense=1"));
            Assert.Equal((400, "BadRequest"), await _http.RefusedAsync($"GET {list}?$select=id&$select=mail"));
        }
    }

    [Fact]
    [Refuses("GET /users/$count", "without `ConsistencyLevel`")]
    [Refuses("GET /groups/$count", "without `ConsistencyLevel`")]
    public async Task Counts_need_their_header()
    {
        Assert.Equal((400, Bad), await _http.RefusedAsync("GET /users/$count"));
        Assert.Equal((400, Bad), await _http.RefusedAsync("GET /groups/$count"));
    }

    [Fact]
    [Refuses("GET /users/{id}", "not found, a property that does not exist")]
    [Refuses("GET /groups/{id}", "not found, a property that does not exist")]
    public async Task What_is_not_there_is_not_found()
    {
        foreach (var (list, known) in new[] { ("/users", Company.Ada), ("/groups", Company.Crew) })
        {
            Assert.Equal((404, "Request_ResourceNotFound"), await _http.RefusedAsync($"GET {list}/{Guid.Empty}"));
            Assert.Equal((400, "BadRequest"), await _http.RefusedAsync($"GET {list}/{known}?$select=nonsense"));
        }
    }

    [Fact]
    [Refuses("GET /users/delta", "`$expand`, `$top`, `$orderby`, `$search`, a filter other than by id, over 50 ids, a malformed token")]
    [Refuses("GET /groups/delta", "`$expand`, `$top`, `$orderby`, `$search`, a filter other than by id, over 50 ids, a malformed token")]
    public async Task Options_that_delta_does_not_take_are_refused()
    {
        var ids = string.Join(" or ", Enumerable.Range(1, 51).Select(number => $"id eq '{Company.UserId(number)}'"));
        foreach (var kind in new[] { "users", "groups" })
        foreach (var option in new[] { "$expand=members", "$top=5", "$orderby=displayName", "$search=\"displayName:a\"" })
            Assert.Equal(400, (await _http.RefusedAsync($"GET /{kind}/delta?{option}")).Status);
        foreach (var kind in new[] { "users", "groups" })
        foreach (
            var option in new[] { "$filter=startswith(displayName,'A')", $"$filter={ids}", "$deltatoken=nonsense", "$skiptoken=nonsense" }
        )
            Assert.Equal(400, (await _http.RefusedAsync($"GET /{kind}/delta?{option}")).Status);
    }

    [Fact]
    [Refuses("GET /groups/{id}/members", "unknown casts, a group cast on a Microsoft 365 group, `/$count` without `ConsistencyLevel`")]
    public async Task Casts_that_make_no_sense_are_refused()
    {
        Assert.Equal((400, "BadRequest"), await _http.RefusedAsync($"GET /groups/{Company.Crew}/members/microsoft.graph.nonsense"));
        Assert.Equal((400, Unsupported), await _http.RefusedAsync($"GET /groups/{Company.Team}/members/microsoft.graph.group"));
        Assert.Equal((400, Bad), await _http.RefusedAsync($"GET /groups/{Company.Crew}/members/$count"));
    }

    [Fact]
    [Refuses("GET /users/{id}/manager", "none: 404")]
    [Refuses("GET /directory/deletedItems/{id}", "not deleted: 404")]
    [Refuses("GET /directoryObjects/{id}", "not found: 404")]
    [Refuses("GET /devices/{id}", "not found: 404")]
    public async Task Relations_and_objects_that_are_not_there_are_not_found()
    {
        foreach (
            var path in new[]
            {
                $"/users/{Company.Ada}/manager",
                $"/directory/deletedItems/{Company.Ada}",
                $"/directoryObjects/{Guid.Empty}",
                $"/devices/{Company.Ada}",
            }
        )
            Assert.Equal((404, "Request_ResourceNotFound"), await _http.RefusedAsync($"GET {path}"));
    }

    [Fact]
    [Refuses("GET /directory/deletedItems/microsoft.graph.user", "no type in the path")]
    public async Task Deleted_items_are_listed_by_type_alone() =>
        Assert.Equal((400, Unsupported), await _http.RefusedAsync("GET /directory/deletedItems"));

    [Fact]
    [Refuses("POST /directoryObjects/getByIds", "over 1,000 ids, none, or not ids")]
    [Refuses("POST /users/{id}/checkMemberGroups", "over 20 ids, none, or not ids")]
    public async Task Lookups_take_so_many_ids_and_no_more()
    {
        var many = Enumerable.Range(1, 1001).Select(Company.UserId).ToArray();
        var check = $"POST /users/{Company.Ada}/checkMemberGroups";
        Assert.Equal((400, Bad), await _http.RefusedAsync("POST /directoryObjects/getByIds", new { ids = many }));
        Assert.Equal((400, Bad), await _http.RefusedAsync("POST /directoryObjects/getByIds", new { }));
        Assert.Equal((400, Bad), await _http.RefusedAsync(check, new { groupIds = many[..21] }));
        Assert.Equal((400, Bad), await _http.RefusedAsync(check, new { groupIds = new[] { "x" } }));
    }

    [Fact]
    [Refuses("POST /$batch", "over 20 steps `MaximumValueExceeded`, no steps, an id twice, a batch in a batch")]
    public async Task A_batch_has_up_to_twenty_steps_of_its_own()
    {
        object Steps(params string[] ids) =>
            new
            {
                requests = ids.Select(id => new
                {
                    id,
                    method = "GET",
                    url = "/organization",
                }),
            };
        string[] many = [.. Enumerable.Range(1, 21).Select(number => $"{number}")];
        Assert.Equal((400, "MaximumValueExceeded"), await _http.RefusedAsync("POST /$batch", Steps(many)));
        Assert.Equal(400, (await _http.RefusedAsync("POST /$batch", Steps())).Status);
        Assert.Equal(400, (await _http.RefusedAsync("POST /$batch", Steps("1", "1"))).Status);
        var nested = await _http.SendAsync(
            "POST /$batch",
            new
            {
                requests = new[]
                {
                    new
                    {
                        id = "1",
                        method = "POST",
                        url = "/$batch",
                    },
                },
            }
        );
        Assert.Equal(400, nested.Body.GetProperty("responses")[0].GetProperty("status").GetInt32());
    }

    [Fact]
    [Refuses(Operations.Any, "an unknown path, `/me`, `/beta` and other versions: 400; a method that the path does not take: 405")]
    public async Task What_nothing_answers_is_an_error_of_graph()
    {
        foreach (var path in new[] { "/nonsense", "/users/delta/nonsense", "/me", "//beta/users", "//v2.0/users" })
            Assert.Equal((400, "BadRequest"), await _http.RefusedAsync($"GET {path}"));
        Assert.Equal((405, Bad), await _http.RefusedAsync("PUT /users", new { }));
        Assert.Equal((405, Bad), await _http.RefusedAsync("DELETE /groups"));
    }

    [Fact]
    [Refuses(Operations.Any, "no token, or one that is malformed: 401 `InvalidAuthenticationToken` with `WWW-Authenticate`")]
    public async Task A_token_is_asked_for()
    {
        foreach (var authorization in new[] { "", "Bearer nonsense", "Bearer a.b.c", "Basic eDp5" })
        {
            var answer = await _http.SendAsync("GET /users", null, ("Authorization", authorization));
            Assert.Equal((401, "InvalidAuthenticationToken"), (answer.Status, answer.Code));
            Assert.Contains(
                "client_id=\"00000003-0000-0000-c000-000000000000\"",
                answer.Headers["WWW-Authenticate"],
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    [Supports("GET /groups/{id}/members", "types that may not be read: type and id, everything else null")]
    public async Task Members_of_types_that_may_not_be_read_have_nulls()
    {
        await using var lesser = await ConformanceTenant.StartedAsync(new() { Permissions = ["GroupMember.Read.All", "User.Read.All"] });
        using var http = new PlainClient(lesser);

        var rows = (await http.SendAsync($"GET /groups/{Company.Crew}/members")).Rows;

        var device = rows.Single(row => row.GetProperty("@odata.type").GetString() == "#microsoft.graph.device");
        Assert.Equal(Company.Laptop.ToString(), device.GetProperty("id").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, device.GetProperty("displayName").ValueKind);
        Assert.Contains(rows, row => row.GetProperty("displayName").GetString() == "Ada Lovelace");
    }

    [Fact]
    [Supports("GET /users/{id}/{property}", "the value, or 204 for none")]
    [Supports("GET /groups/{id}/{property}", "the value, or 204 for none")]
    public async Task A_property_has_an_address_of_its_own()
    {
        Assert.Equal(
            "Ada Lovelace",
            (await _http.SendAsync($"GET /users/{Company.Ada}/displayName")).Body.GetProperty("value").GetString()
        );
        Assert.Equal("Crew", (await _http.SendAsync($"GET /groups/{Company.Crew}/displayName")).Body.GetProperty("value").GetString());
        Assert.Equal(204, (await _http.SendAsync($"GET /users/{Company.Ada}/jobTitle")).Status);
    }

    [Fact]
    [Refuses(
        "GET /users",
        "`$search` without `ConsistencyLevel`, `$expand` in advanced queries, over two levels or with options of its own"
    )]
    [Refuses(
        "GET /groups",
        "`$search` without `ConsistencyLevel`, `$expand` in advanced queries, over two levels or with options of its own"
    )]
    public async Task Searches_and_expansions_have_their_rules()
    {
        foreach (var (list, relation) in new[] { ("/users", "memberOf"), ("/groups", "members") })
        {
            Assert.Equal(400, (await _http.RefusedAsync($"GET {list}?$search=\"displayName:a\"")).Status);
            Assert.Equal(400, (await _http.RefusedAsync($"GET {list}?$expand={relation}($select=id)")).Status);
            Assert.Equal(400, (await _http.RefusedAsync($"GET {list}?$expand={relation}/manager")).Status);
            var advanced = $"GET {list}?$count=true&$expand={relation}";
            Assert.Equal(400, (await _http.RefusedAsync(advanced, null, ("ConsistencyLevel", "eventual"))).Status);
        }
    }

    [Fact]
    [Refuses("GET /groups/{id}/members", "`$filter`, `$orderby`, `$search` outside of advanced queries")]
    public async Task Members_are_filtered_and_ordered_in_advanced_queries_alone()
    {
        foreach (var option in new[] { "$filter=displayName eq 'x'", "$orderby=displayName", "$search=\"displayName:x\"" })
            Assert.Equal(400, (await _http.RefusedAsync($"GET /groups/{Company.Crew}/members?{option}")).Status);
    }
}
