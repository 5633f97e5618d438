namespace Muster.Server.Tests;

/// <summary>What every test needs.</summary>
internal static class Tests
{
    /// <summary>Ends with the test.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;
}
