namespace Muster.Cli.Tests;

/// <summary>What every test here needs at hand.</summary>
internal static class Tests
{
    /// <summary>Cancelled when the test run is.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Handles with numbers, such as <c>p1</c> to <c>p40</c>.</summary>
    public static string[] Several(string prefix, int count, int from = 1) =>
        [.. Enumerable.Range(from, count).Select(number => $"{prefix}{number}")];
}
