namespace Muster.GraphEmulator.Protocol;

/// <summary>Splits a request path into the segments that requests are told apart by.</summary>
internal static class GraphPath
{
    private const string Namespace = "microsoft.graph.";

    /// <summary>The name Graph's schema gives the namespace for short; the vendor's .NET SDK writes casts with it.</summary>
    private const string Alias = "graph.";

    /// <summary>
    /// Segments with their escapes undone; <c>microsoft.graph.delta()</c> reads <c>delta</c>, <c>graph.user</c> reads
    /// <c>microsoft.graph.user</c>, and a key in parentheses,
    /// <c>users('ada')</c>, is a segment of its own.
    /// </summary>
    public static IReadOnlyList<string> Split(string rawPath) =>
        [
            .. rawPath
                .Split('/', StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(segment => Keyed(Uri.UnescapeDataString(segment)))
                .Select(Plain),
        ];

    /// <summary>A named key, <c>appId='1'</c>, stays as it is written; a quoted one loses its quotes.</summary>
    private static string[] Keyed(string segment)
    {
        var open = segment.IndexOf('(', StringComparison.Ordinal);
        if (open <= 0 || !segment.EndsWith("')", StringComparison.Ordinal))
            return [segment];
        var (name, key) = (segment[..open], segment[(open + 1)..^1]);
        if (!name.All(char.IsAsciiLetter))
            return [segment];
        return key is ['\'', _, ..] ? [name, key[1..^1].Replace("''", "'", StringComparison.Ordinal)] : [name, key];
    }

    private static string Plain(string segment)
    {
        var bare = segment.EndsWith("()", StringComparison.Ordinal) ? segment[..^2] : segment;
        var full = bare.StartsWith(Alias, StringComparison.OrdinalIgnoreCase) ? $"{Namespace}{bare[Alias.Length..]}" : bare;
        return full.Equals($"{Namespace}delta", StringComparison.OrdinalIgnoreCase) ? "delta" : full;
    }
}
