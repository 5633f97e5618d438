using Muster.GraphEmulator.Searching;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Searching;

public sealed class SearchTests
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");

    private static readonly TestHistory Company = new TestHistory()
        .User(1, "Preston Morales", ("mail", "preston@contoso.com"))
        .User(2, "Joseph Price", ("mail", "joseph@contoso.com"))
        .User(3, "Ann-Mary McDonald", ("mail", "am@contoso.com"), ("proxyAddresses", new[] { "smtp:mary@contoso.com" }))
        .Group(100, "OneVideo Team7", ("description", "Everything about video"))
        .Group(101, "Price list", ("description", "What things cost"))
        .Member(100, 1, 2, 3)
        .Nested(100, 101);

    [Theory]
    [InlineData("\"displayName:Pr\"", "Joseph Price,Preston Morales")]
    [InlineData("\"displayName:pr\"", "Joseph Price,Preston Morales")]
    [InlineData("\"displayName:morales pres\"", "Preston Morales")]
    [InlineData("\"displayName:orales\"", "")]
    [InlineData("\"displayName:mary\"", "Ann-Mary McDonald")]
    [InlineData("\"displayName:annmary\"", "Ann-Mary McDonald")]
    [InlineData("\"displayName:mcdon\"", "Ann-Mary McDonald")]
    [InlineData("\"mail:joseph\"", "Joseph Price")]
    [InlineData("\"mail:contoso\"", "")]
    [InlineData("\"proxyAddresses:smtp:mary\"", "Ann-Mary McDonald")]
    [InlineData("\"displayName:Pr\" AND \"mail:preston\"", "Preston Morales")]
    [InlineData("\"displayName:Pr\" OR \"mail:am\"", "Ann-Mary McDonald,Joseph Price,Preston Morales")]
    [InlineData("(\"mail:am\" OR \"mail:pr\") AND \"displayName:ann\"", "Ann-Mary McDonald")]
    public async Task Users_are_found_by(string search, string names)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var (rows, _, _) = await emulator.AllAsync($"/users?$search={Uri.EscapeDataString(search)}", Eventual);

        Assert.Equal(names, string.Join(',', rows.Names().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Groups_and_related_lists_are_searched_and_counted_too()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var members = $"/groups/{TestHistory.Id(100)}/members";

        Assert.Equal(["OneVideo Team7"], (await emulator.AllAsync("/groups?$search=\"displayName:video\"", Eventual)).Rows.Names());
        Assert.Equal(["OneVideo Team7"], (await emulator.AllAsync("/groups?$search=\"description:video\"", Eventual)).Rows.Names());
        var page = await emulator.GetAsync($"{members}?$search=\"displayName:pr\"&$count=true&$orderby=displayName", Eventual);
        Assert.Equal(3, page["@odata.count"]!.GetValue<int>());
        Assert.Equal(
            ["Joseph Price", "Preston Morales", "Price list"],
            page["value"]!.AsArray().Select(row => row!["displayName"]!.GetValue<string>())
        );
        using var counted = await emulator.SendAsync(HttpMethod.Get, "/users/$count?$search=\"displayName:pr\"", null, Eventual);
        Assert.Equal("2", await counted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/users?$search=displayName:Pr", "BadRequest")]
    [InlineData("/users?$search=\"Pr\"", "Request_BadRequest")]
    [InlineData("/users?$search=\"nonsense:Pr\"", "BadRequest")]
    [InlineData("/users?$search=\"onPremisesDomainName:Pr\"", "Request_UnsupportedQuery")]
    [InlineData("/users?$search=\"displayName:Pr", "BadRequest")]
    [InlineData("/users?$search=\"displayName:Pr\" and \"mail:a\"", "BadRequest")]
    [InlineData("/users?$search=\"displayName:Pr\"&$orderby=displayName", "Request_UnsupportedQuery")]
    public async Task What_is_no_search_is_a_400(string path, string code)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var error = await emulator.FailAsync(path, Eventual);

        Assert.Equal((400, code), (error.Status, error.Code));
    }

    [Theory]
    [InlineData("/users")]
    [InlineData("/groups")]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100/members")]
    public async Task Every_search_needs_its_header(string path)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var error = await emulator.FailAsync($"{path}?$search=\"displayName:Pr\"&$count=true");

        Assert.Equal((400, "Request_UnsupportedQuery"), (error.Status, error.Code));
        Assert.Contains("special request header: 'ConsistencyLevel: eventual'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello.world", "hello world helloworld")]
    [InlineData("helloWORLD", "hello WORLD helloWORLD")]
    [InlineData("hello123world x", "hello 123 world hello123world x")]
    [InlineData("e\u0301te\u0301", "e\u0301te\u0301")]
    [InlineData("...", "")]
    public void Words_end_where_the_documentation_says(string value, string words) =>
        Assert.Equal(words, string.Join(' ', SearchWords.Of(value)));
}
