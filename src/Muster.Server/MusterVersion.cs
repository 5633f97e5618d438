namespace Muster.Server;

/// <summary>The version of the program.</summary>
internal static class MusterVersion
{
    /// <summary>Three numbers with dots between.</summary>
    public static string Text { get; } = typeof(MusterVersion).Assembly.GetName().Version?.ToString(3) ?? "";
}
