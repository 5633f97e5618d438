using Muster.Testing.Planned;

namespace Muster.Simulation.Tests;

/// <summary>Syncs that plan from what changed leave nothing for a plan of everything.</summary>
public sealed class IncrementalPlanTests
{
    private const int Lives = 4;

    [Fact]
    public async Task Whatever_happens_a_full_plan_finds_nothing_that_planning_from_changes_left_INV_8()
    {
        var incremental = 0;
        for (var seed = 1; seed <= Lives; seed++)
        {
            var (failure, planned) = await IncrementalTrial.RunAsync(seed, TestContext.Current.CancellationToken);
            Assert.True(failure is null, $"seed {seed}: {failure}");
            incremental += planned;
        }
        Assert.True(incremental > Lives, $"only {incremental} syncs planned from what had changed");
    }
}
