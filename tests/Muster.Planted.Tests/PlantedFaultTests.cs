[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 3)]

namespace Muster.Planted.Tests;

/// <summary>Break any one rule of the reader, and a trial fails.</summary>
public sealed class PlantedFaultTests
{
    public static TheoryData<string> Names => [.. PlantedFaults.All.Select(fault => fault.Name)];

    [Fact]
    public void There_are_at_least_thirty_and_each_changes_one_place_of_the_sources_as_they_are()
    {
        Assert.True(PlantedFaults.All.Count >= 30);
        Assert.All(PlantedFaults.All, fault => Assert.Equal(2, Workbench.Source(fault.File).Split(fault.Right).Length));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_broken_rule_is_caught(string name)
    {
        var fault = PlantedFaults.All.Single(one => one.Name == name);
        var failure = await PlantedReader.FirstFailureAsync(fault, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(failure);
        Assert.NotEqual("", failure);
    }
}
