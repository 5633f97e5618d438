using System.Net;
using System.Text.Json;

namespace Muster.Server.Tests.Api;

/// <summary>Change notifications, by programs.</summary>
[Collection(ApiRig.Name)]
public sealed class NotificationApiTests(ApiRig rig)
{
    private const string Path = "/api/v1/connections/corp/notifications";

    [Fact]
    public async Task A_server_that_the_directory_cannot_reach_refuses_to_switch_them_on_and_says_what_to_change()
    {
        using var http = rig.As("Administrator");
        using var read = await http.SendAsync("GET", Path);
        var shown = await read.BodyAsync();
        Assert.False(shown.GetProperty("enabled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("address").ValueKind);
        var tag = ("If-Match", read.Headers.ETag!.ToString());
        using var refused = await http.SendAsync("PUT", Path, """{"enabled":true}""", tag);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var why = (await refused.BodyAsync()).GetProperty("detail").GetString();
        Assert.Contains("Start it with --public-url https://…", why, StringComparison.Ordinal);
        Assert.Equal(shown.GetProperty("fault").GetString(), why);
        Assert.False((await http.JsonAsync(Path)).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task They_are_switched_off_by_whoever_has_seen_that_they_are_on()
    {
        using var http = rig.As("Administrator");
        using var before = await http.SendAsync("GET", Path);
        var muster = rig.Server.Server.Muster;
        await muster.Database.Subscriptions.EnableAsync((await muster.Connections.ListAsync(Tests.Token))[0].Key, "test", Tests.Token);
        using var unseen = await http.SendAsync("PUT", Path, """{"enabled":false}""");
        Assert.Equal(HttpStatusCode.PreconditionRequired, unseen.StatusCode);
        using var stale = await http.SendAsync("PUT", Path, """{"enabled":false}""", ("If-Match", before.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal("selfHeal", (await StatusAsync()).GetProperty("mode").GetString());
        using var now = await http.SendAsync("GET", Path);
        using var off = await http.SendAsync("PUT", Path, """{"enabled":false}""", ("If-Match", now.Headers.ETag!.ToString()));
        var ended = await off.BodyAsync();
        Assert.True(off.IsSuccessStatusCode, ended.GetRawText());
        Assert.False(ended.GetProperty("enabled").GetBoolean());
        Assert.Equal(0, ended.GetProperty("notEnded").GetArrayLength());
        Assert.Equal(before.Headers.ETag, off.Headers.ETag);
        Assert.Equal("manual", (await StatusAsync()).GetProperty("mode").GetString());

        async Task<JsonElement> StatusAsync() => (await http.JsonAsync("/api/v1/status")).GetProperty("connections")[0];
    }
}
