using Muster.Testing.Simulation;

namespace Muster.Simulation.Tests;

public sealed class NastyHistoryTests
{
    [Fact]
    public async Task Whatever_goes_wrong_on_the_way_the_mirror_equals_the_tenant_in_the_end()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var outcome = await NastyHistory.RunAsync(seed, TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper?.WriteLine(outcome.ToString());
            Assert.True(outcome.Violations.Count == 0, outcome.ToString());
        }
    }
}
