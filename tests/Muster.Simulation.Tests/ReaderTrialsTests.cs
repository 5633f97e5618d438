using Muster.Testing.Simulation;

namespace Muster.Simulation.Tests;

public sealed class ReaderTrialsTests
{
    [Fact]
    public async Task The_reader_passes_every_trial()
    {
        var failure = await ReaderTrials.FirstFailureAsync("", TestContext.Current.CancellationToken);
        Assert.True(failure.Length == 0, failure);
    }
}
