using System.Net;
using System.Text.Json;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>What the installation rests on through the API, and restored data that is released.</summary>
[Collection(ApiRig.Name)]
public sealed class SystemApiTests(ApiRig rig)
{
    private const string Release = "/api/v1/system/release";

    [Fact]
    public async Task Everything_is_looked_at_and_said_with_what_to_do()
    {
        using var http = rig.As("Auditor");
        var system = await http.JsonAsync("/api/v1/system");
        var checks = system.GetProperty("checks").EnumerateArray().ToList();
        var names = checks.Select(check => check.GetProperty("check").GetString()!).ToHashSet();
        Assert.Superset(new HashSet<string> { "database", "schema", "disk", "keys", "credential", "directory", "backup", "audit" }, names);
        Assert.All(
            checks,
            check =>
                Assert.Equal(check.GetProperty("finding").GetString() == "ok", check.GetProperty("advice").ValueKind == JsonValueKind.Null)
        );
    }

    [Fact]
    public async Task INV_30_restored_data_is_said_to_whoever_looks_and_released_by_an_administrator_on_record()
    {
        using var http = rig.As("Administrator");
        using var nothing = await http.SendAsync("POST", Release, """{"reason":"looked at"}""");
        Assert.Equal(HttpStatusCode.Conflict, nothing.StatusCode);
        await rig.Server.Server.Muster.Database.Audit.AppendAsync("Muster", "database.foundOld", "database", [], Tests.Token);

        Assert.Contains(
            "older than what was seen",
            (await http.JsonAsync("/api/v1/status")).GetProperty("restored").GetString(),
            StringComparison.Ordinal
        );
        using var browser = new PlainBrowser(rig.Server.Address, Tests.Token);
        (await browser.SignInAsync("owner@example.com", ServerRig.Password)).Dispose();
        foreach (var page in new[] { "/", "/connections" })
        {
            using var shown = await browser.GetAsync(page);
            Assert.Contains("the data is of a time before", await shown.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        }
        using var operators = rig.As("Operator");
        using var refused = await operators.SendAsync("POST", Release, """{"reason":"looked at"}""");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var unsaid = await http.SendAsync("POST", Release, """{"reason":" "}""");
        Assert.Equal(HttpStatusCode.BadRequest, unsaid.StatusCode);

        using var released = await http.SendAsync("POST", Release, """{"reason":"looked at"}""");

        Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        Assert.Equal(JsonValueKind.Null, (await http.JsonAsync("/api/v1/status")).GetProperty("restored").ValueKind);
        using var owner = rig.As("Owner");
        var entry = (await owner.JsonAsync("/api/v1/audit?action=database.released")).GetProperty("items").EnumerateArray().Last();
        Assert.Equal("looked at", entry.GetProperty("detail").GetProperty("reason").GetString());
    }
}
