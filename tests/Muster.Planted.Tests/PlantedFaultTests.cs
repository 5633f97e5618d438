[assembly: Parallelization(MaxThreads = Muster.Planted.Tests.PlantedFaultTests.Slices)]

namespace Muster.Planted.Tests;

public sealed class PlantedFaultTests
{
    /// <summary>Faults are tried in so many slices at once: a trial mostly waits.</summary>
    public const int Slices = 4;

    [Fact]
    public void There_are_at_least_thirty_and_each_changes_one_place_of_the_sources_as_they_are()
    {
        Assert.True(PlantedFaults.All.Count >= 30);
        Assert.All(PlantedFaults.All, fault => Assert.Equal(2, Workbench.Source(fault.File).Split(fault.Right).Length));
    }
}

/// <summary>Break any one rule, and a trial fails.</summary>
public abstract class SliceOfFaults
{
    protected static TheoryData<string> Slice(int number) =>
        [.. PlantedFaults.All.Where((_, index) => index % PlantedFaultTests.Slices == number).Select(fault => fault.Name)];

    protected static async Task AssertCaughtAsync(string name)
    {
        var fault = PlantedFaults.All.Single(one => one.Name == name);
        var failure = await PlantedReader.FirstFailureAsync(fault, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(failure);
        Assert.NotEqual("", failure);
    }
}

public sealed class FirstSliceOfFaultsTests : SliceOfFaults
{
    public static TheoryData<string> Names => Slice(0);

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_broken_rule_is_caught(string name) => AssertCaughtAsync(name);
}

public sealed class SecondSliceOfFaultsTests : SliceOfFaults
{
    public static TheoryData<string> Names => Slice(1);

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_broken_rule_is_caught(string name) => AssertCaughtAsync(name);
}

public sealed class ThirdSliceOfFaultsTests : SliceOfFaults
{
    public static TheoryData<string> Names => Slice(2);

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_broken_rule_is_caught(string name) => AssertCaughtAsync(name);
}

public sealed class FourthSliceOfFaultsTests : SliceOfFaults
{
    public static TheoryData<string> Names => Slice(3);

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_broken_rule_is_caught(string name) => AssertCaughtAsync(name);
}
