using Muster.Testing.Model;

namespace Muster.Simulation.Tests.Rules;

public sealed class RuleHistoryTests
{
    /// <summary>More and longer ones: the bench plays any number (<c>bench/Muster.Bench -- rules COUNT [FIRST-SEED]</c>).</summary>
    private const int Histories = 200;

    private const int Steps = 8;

    [Fact]
    public async Task Any_history_of_tenant_decisions_and_clock_ends_as_the_model_says_with_the_same_past_and_explanations_INV_8_INV_19_INV_21() =>
        await Parallel.ForAsync(
            1,
            Histories + 1,
            TestContext.Current.CancellationToken,
            async (seed, token) => await RuleHistory.PlayAsync(seed, token, Steps)
        );
}
