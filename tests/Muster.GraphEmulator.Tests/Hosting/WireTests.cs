using System.IO.Compression;
using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Hosting;

public sealed class WireTests
{
    private static readonly TestHistory Company = new TestHistory()
        .User(1, "Ada")
        .User(2, "Guest", ("userPrincipalName", "o'neil_x.com#EXT#@contoso.onmicrosoft.com"))
        .Group(100, "Crew")
        .Member(100, 1);

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, gzip;q=0.8", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("identity", false)]
    public async Task Answers_are_packed_for_whoever_accepts_that(string accepted, bool isPacked)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        using var response = await emulator.SendAsync(HttpMethod.Get, "/users", null, ("Accept-Encoding", accepted));

        Assert.Equal(isPacked ? ["gzip"] : [], response.Content.Headers.ContentEncoding);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var plain = isPacked ? new GZipStream(body, CompressionMode.Decompress) : body;
        var answer = await JsonNode.ParseAsync(plain, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(2, answer!["value"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("application/json;odata.metadata=none", false)]
    [InlineData("application/json; odata.metadata=minimal", true)]
    [InlineData("application/json;odata.metadata=full", true)]
    [InlineData("text/html, */*", true)]
    public async Task Contexts_and_types_are_left_out_for_whoever_wants_none(string accepted, bool hasMetadata)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var answer = await emulator.GetAsync($"/groups/{TestHistory.Id(100)}/members?$top=1", ("Accept", accepted));
        var paged = await emulator.GetAsync("/users?$top=1", ("Accept", accepted));

        Assert.Equal(hasMetadata, answer.ContainsKey("@odata.context"));
        Assert.Equal(hasMetadata, answer["value"]![0]!.AsObject().ContainsKey("@odata.type"));
        Assert.Equal("Ada", answer["value"]![0]!.AsObject().Text("displayName"));
        Assert.True(paged.ContainsKey("@odata.nextLink"));
    }

    [Fact]
    public async Task Head_is_a_get_without_its_body_and_options_needs_no_token()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        using var head = await emulator.SendAsync(HttpMethod.Head, "/users");
        using var missing = await emulator.SendAsync(HttpMethod.Head, "/users/nobody@contoso.com");
        using var options = await emulator.Http.SendAsync(
            new(HttpMethod.Options, $"{emulator.Host.GraphUrl}/users"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal((200, 404), ((int)head.StatusCode, (int)missing.StatusCode));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("*", options.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("GET", options.Content.Headers.Allow);
    }

    [Fact]
    public async Task The_service_document_names_the_collections_to_anybody()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        foreach (var end in new[] { "", "/" })
        {
            using var response = await emulator.Http.GetAsync(new Uri(emulator.Host.GraphUrl + end), TestContext.Current.CancellationToken);
            var answer = await TestEmulator.Read(response);
            Assert.Equal($"{emulator.Host.GraphUrl}/$metadata", answer.Text("@odata.context"));
            Assert.Contains("users", answer["value"]!.AsArray().Select(set => set!["name"]!.GetValue<string>()));
        }
        Assert.Equal(501, (await emulator.FailAsync("/$metadata")).Status);
    }

    [Theory]
    [InlineData("/users('00000000-0000-4000-8000-000000000001')", "Ada")]
    [InlineData("/users('ada@contoso.com')", "Ada")]
    [InlineData("/users('o''neil_x.com%23EXT%23@contoso.onmicrosoft.com')", "Guest")]
    [InlineData("/users/o'neil_x.com%23EXT%23@contoso.onmicrosoft.com", "Guest")]
    [InlineData("/groups('00000000-0000-4000-8000-000000000100')", "Crew")]
    public async Task A_key_stands_in_a_segment_or_in_parentheses(string path, string name)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        Assert.Equal(name, (await emulator.GetAsync(path)).Text("displayName"));
    }

    [Fact]
    public async Task Lists_behind_a_key_in_parentheses_page_by_links_that_work()
    {
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory().User(1, "Ada").User(2, "Grace").Group(100, "Crew").Member(100, 1, 2)
        );

        var (rows, _, pages) = await emulator.AllAsync($"/groups('{TestHistory.Id(100)}')/members?$top=1");

        Assert.Equal((2, 2), (rows.Count, pages));
    }

    [Theory]
    [InlineData("/users?select=displayName&TOP=1")]
    [InlineData("/users?%24Select=displayName&$Top=1")]
    [InlineData("/users?$select=displayName&$top=1&$format=application/json&mine=1")]
    public async Task Option_names_are_taken_in_any_case_with_or_without_their_sign(string path)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var page = await emulator.GetAsync(path);

        Assert.EndsWith("$metadata#users(displayName)", page.Text("@odata.context"), StringComparison.Ordinal);
        Assert.Single(page["value"]!.AsArray());
        // The id always comes.
        Assert.Equal(["displayName", "id"], page["value"]![0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task A_batch_searches_filters_and_expands_as_single_requests_do()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var body = JsonNode.Parse(
            """
            {"requests":[
              {"id":"s","method":"GET","url":"/users?$search=\"displayName:ad\"","headers":{"ConsistencyLevel":"eventual"}},
              {"id":"n","method":"GET","url":"/users?$search=\"displayName:ad\""},
              {"id":"e","method":"GET","url":"groups?$expand=members"},
              {"id":"c","method":"GET","url":"/users/$count","headers":{"consistencylevel":"eventual"}}]}
            """
        );

        using var response = await emulator.SendAsync(HttpMethod.Post, "/$batch", body);
        var answers = (await TestEmulator.Read(response))["responses"]!
            .AsArray()
            .ToDictionary(answer => answer!["id"]!.GetValue<string>(), answer => answer!, StringComparer.Ordinal);

        Assert.Equal("Ada", answers["s"]["body"]!["value"]![0]!["displayName"]!.GetValue<string>());
        Assert.Equal(400, answers["n"]["status"]!.GetValue<int>());
        Assert.Equal("Ada", answers["e"]["body"]!["value"]![0]!["members"]![0]!["displayName"]!.GetValue<string>());
        Assert.Equal(2, answers["c"]["body"]!.GetValue<int>());
    }
}
