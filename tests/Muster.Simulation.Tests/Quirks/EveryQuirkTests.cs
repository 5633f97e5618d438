using System.Globalization;
using Muster.Testing.Simulation;

namespace Muster.Simulation.Tests.Quirks;

/// <summary>Each switch of the quirk records alone, through random lives of a tenant.</summary>
public sealed class EveryQuirkTests
{
    private static readonly int[] Seeds = [11, 12];

    public static TheoryData<string, string> Switches() =>
        [.. QuirkSwitches.All.SelectMany(quirk => quirk.Value.Select(value => (quirk.Key, Text(value))))];

    [Theory]
    [MemberData(nameof(Switches))]
    public async Task With_one_quirk_on_the_mirror_equals_the_tenant_in_the_end(string name, string value)
    {
        var quirks = QuirkSwitches.Alone(name, QuirkSwitches.All[name].Single(candidate => Text(candidate) == value));
        foreach (var seed in Seeds)
        {
            var violations = await QuirkLife.RunAsync(seed, quirks, TestContext.Current.CancellationToken);
            Assert.True(violations.Count == 0, $"{name} = {value}, seed {seed}:\n{string.Join('\n', violations.Take(12))}");
        }
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
