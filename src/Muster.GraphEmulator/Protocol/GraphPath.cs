namespace Muster.GraphEmulator.Protocol;

/// <summary>Splits a request path into the segments that requests are told apart by.</summary>
internal static class GraphPath
{
    private const string Namespace = "microsoft.graph.";

    /// <summary>Segments with their escapes undone; <c>microsoft.graph.delta()</c> reads <c>delta</c>.</summary>
    public static IReadOnlyList<string> Split(string rawPath) =>
        [.. rawPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(segment => Plain(Uri.UnescapeDataString(segment)))];

    private static string Plain(string segment)
    {
        var bare = segment.EndsWith("()", StringComparison.Ordinal) ? segment[..^2] : segment;
        return bare.Equals($"{Namespace}delta", StringComparison.OrdinalIgnoreCase) ? "delta" : bare;
    }
}
