namespace Muster.Server.Tests.Api;

/// <summary>What is asked for across connections whose rules differ.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class SeveralConnectionsTests(TwoDirectoriesRig rig)
{
    [Fact]
    public async Task Runs_of_two_connections_are_not_undone_together_and_the_answer_says_which_belong_to_which()
    {
        using var http = await rig.WithTokenAsync("owner@example.com");
        var runs = new List<long>();
        foreach (var name in rig.Two.Of.Keys)
        {
            var list = await http.JsonAsync($"/api/v1/runs?connection={name}&outcome=applied&limit=1");
            runs.Add(list.GetProperty("items")[0].GetProperty("id").GetInt64());
        }
        var body = $$"""{"runs":[{{string.Join(',', runs)}}]}""";

        using var looked = await http.SendAsync("POST", "/api/v1/runs/undo/preview", body);
        Assert.Equal("severalConnections", (await looked.BodyAsync()).GetProperty("code").GetString());
        using var asked = await http.SendAsync("POST", "/api/v1/runs/undo", body, ApiHttp.Key());
        var failure = (await http.EndOfAsync(asked)).GetProperty("failure").GetString();

        Assert.Contains($"'corp' (runs {runs[0]})", failure, StringComparison.Ordinal);
        Assert.Contains($"'lab' (runs {runs[1]})", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sync_of_one_connection_that_is_limited_to_a_group_of_another_takes_nothing_from_anybody()
    {
        using var http = await rig.WithTokenAsync("owner@example.com");
        var before = await MembersAsync(http);

        using var asked = await http.SendAsync(
            "POST",
            "/api/v1/sync",
            """{"connection":"corp","groups":["lab staff"],"full":true}""",
            ApiHttp.Key()
        );
        await http.EndOfAsync(asked);

        Assert.Equal(before, await MembersAsync(http));
    }

    private async Task<string> MembersAsync(HttpClient http) =>
        (await http.JsonAsync($"/api/v1/groups/{rig.Two.Of["lab"].Staff}/members?limit=500")).GetProperty("items").GetRawText();
}
