using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Home;
using Muster.Server.Runs;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What is said of a connection whose directory could not be read by something that is no run.</summary>
public sealed class FailedReadTests
{
    [Theory]
    [InlineData("""{"path":"/v1.0/users/delta","status":500}""", "could not be read")]
    [InlineData("""{"path":"/v1.0/users/delta","status":403}""", "could not be read")]
    public async Task After_a_plan_whose_read_failed_attention_is_asked_for_until_a_read_succeeds(string fault, string sentence)
    {
        await using var api = new ApiRig();
        await api.InitializeAsync();
        var rig = api.Server;
        using var http = api.As("Operator");
        Assert.Equal(Health.Healthy, (await StandingAsync(rig)).Health);

        await rig.Tenant.FaultsAsync(Tests.Token, System.Text.Json.JsonDocument.Parse(fault).RootElement);
        using var tried = await http.SendAsync("POST", "/api/v1/plans", """{"full":true}""", ApiHttp.Key());
        var failure = (await http.EndOfAsync(tried)).GetProperty("failure").GetString()!;

        Assert.Equal((Health.Attention, failure), ((await StandingAsync(rig)).Health, (await StandingAsync(rig)).FailedRead!.Why));
        var status = (await http.JsonAsync("/api/v1/status")).GetProperty("connections")[0];
        Assert.Equal("waiting", status.GetProperty("health").GetString());
        Assert.Contains(sentence, status.GetProperty("sentence").GetString(), StringComparison.Ordinal);

        await rig.Tenant.HealAsync(Tests.Token);
        using var again = await http.SendAsync("POST", "/api/v1/plans", """{"full":true}""", ApiHttp.Key());
        await http.EndOfAsync(again);
        Assert.Equal(Health.Healthy, (await StandingAsync(rig)).Health);
        Assert.Equal("ok", (await http.JsonAsync("/api/v1/status")).GetProperty("connections")[0].GetProperty("health").GetString());
    }

    private static async Task<ConnectionStanding> StandingAsync(ServerRig rig) =>
        (
            await HomeFigures.LoadAsync(
                rig.Server.Muster,
                rig.Server.Services.GetRequiredService<LiveRuns>(),
                within: null,
                TimeProvider.System,
                Tests.Token
            )
        ).Connections[0];
}
