namespace Muster.Server.Tests;

/// <summary>What every test needs.</summary>
internal static class Tests
{
    /// <summary>Ends with the test.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "Muster.slnx")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
