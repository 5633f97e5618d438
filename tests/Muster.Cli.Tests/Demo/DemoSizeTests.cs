namespace Muster.Cli.Tests.Demo;

/// <summary>How large a demo is asked for.</summary>
public sealed class DemoSizeTests
{
    [Fact]
    public async Task A_smaller_company_with_a_shorter_past_is_made_on_request_and_nonsense_is_refused()
    {
        using var muster = new CommandLine();

        var told = await muster.MustAsync(0, Tests.Token, "demo", "--exit", "--size", "240x80", "--months", "1");

        Assert.Contains("240 people, 80 groups.", told.Output, StringComparison.Ordinal);
        await muster.MustAsync(64, Tests.Token, "demo", "--exit", "--size", "many");
        await muster.MustAsync(64, Tests.Token, "demo", "--exit", "--months", "0");
        await muster.MustAsync(64, Tests.Token, "demo", "--exit", "--months", "61");
    }
}
