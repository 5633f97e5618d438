namespace Muster.Server.Tests;

/// <summary>What every test needs.</summary>
internal static class Tests
{
    /// <summary>Ends with the test.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>A page that comes whole can be read like a file; how a slow one comes is seen in a browser, where this is not set.</summary>
    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void ReadPagesWhole() => Testing.ServerRig.FirstAnswer = TimeSpan.FromMinutes(1);

    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "Muster.slnx")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
