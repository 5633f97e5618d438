using Muster.Testing.Simulation;

namespace Muster.Simulation.Tests;

public sealed class NastyHistoryTests
{
    [Fact]
    public async Task Whatever_goes_wrong_on_the_way_the_mirror_equals_the_tenant_in_the_end()
    {
        var failed = new List<NastyOutcome>();
        for (var seed = 1; seed <= 60; seed++)
        {
            var outcome = await NastyHistory.RunAsync(seed, TestContext.Current.CancellationToken);
            if (outcome.Violations.Count > 0)
                failed.Add(outcome);
        }
        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }
}
