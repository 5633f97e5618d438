namespace Muster.Server.Tests.Api;

/// <summary>A connection is not made under a name by which its page could not be opened.</summary>
[Collection(ApiRig.Name)]
public sealed class ConnectionNameTests(ApiRig rig)
{
    [Theory]
    [InlineData("new", "The page that adds a connection is called so")]
    [InlineData("..", "this name would mean another page")]
    [InlineData("a/b", "The name holds a slash")]
    [InlineData(" ", "Give the connection a name")]
    public async Task A_name_whose_page_could_not_be_opened_is_refused_with_what_to_do(string name, string said)
    {
        using var http = rig.As("Owner");
        var body =
            $$"""{"name":"{{name}}","tenantId":"contoso.com","clientId":"3a5e0000-0000-4000-8000-0000000091c0","clientSecret":"abc"}""";

        using var answer = await http.SendAsync("POST", "/api/v1/connections", body, ApiHttp.Key());

        var error = (await answer.BodyAsync()).GetProperty("errors")[0];
        Assert.Equal("/name", error.GetProperty("pointer").GetString());
        Assert.Contains(said, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
