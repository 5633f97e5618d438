using System.Net;

namespace Muster.Server.Tests.Api;

/// <summary>A request whose exception a guard rail holds, on a server of its own, since the crew shrinks.</summary>
public sealed class HeldRequestTests(TwoDirectoriesRig rig) : IClassFixture<TwoDirectoriesRig>
{
    [Theory]
    [InlineData("approve", "taken")]
    [InlineData("reject", "waiting")]
    public async Task What_a_guard_rail_holds_is_taken_when_its_run_is_released_and_waits_again_when_it_is_rejected(
        string decision,
        string end
    )
    {
        var person = decision == "approve" ? "corp-5" : "corp-6";
        await rig.Two.Rig.Tenant.SetAsync("protectedGroups", "corp crew", Tests.Token);
        var id = await rig.AskAsync("corp", person, "exclude");
        using var worker = await rig.WithTokenAsync("owner@example.com");
        using var taken = await worker.SendAsync("POST", $"/api/v1/requests/{id}/take", "{}");
        var held = await taken.BodyAsync();
        Assert.Equal("taking", held.GetProperty("state").GetString());
        var run = held.GetProperty("run").GetInt64();
        Assert.Equal("held", (await worker.JsonAsync($"/api/v1/runs/{run}")).GetProperty("outcome").GetString());
        using (var again = await worker.SendAsync("POST", $"/api/v1/requests/{id}/refuse", """{"reason":"x"}"""))
            Assert.Contains($"holds run {run}", await again.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        using var decided = await worker.SendAsync(
            "POST",
            $"/api/v1/runs/{run}/{decision}",
            """{"reason":"Looked at it"}""",
            ApiHttp.Key()
        );
        if (decided.StatusCode == HttpStatusCode.Accepted)
            await worker.EndOfAsync(decided);
        else
            Assert.Equal(HttpStatusCode.OK, decided.StatusCode);

        await worker.JsonAsync("/api/v1/requests");

        Assert.Equal(end, (await worker.JsonAsync($"/api/v1/requests/{id}")).GetProperty("state").GetString());
        var action = end == "taken" ? "request.taken" : "request.reopened";
        var entry = (await worker.JsonAsync($"/api/v1/audit?action={action}")).GetProperty("items")[0].ToString();
        Assert.Contains($"{run}", entry, StringComparison.Ordinal);
    }
}
