using System.Text.Json;
using System.Text.RegularExpressions;

namespace Muster.GraphEmulator.Faults;

/// <summary>Makes some requests go wrong.</summary>
internal sealed record FaultRule
{
    /// <summary>Beginning of path and query; with <c>^</c> in front, a regular expression on them.</summary>
    public required string Path { get; init; }

    /// <summary>Method it is limited to, or null for any.</summary>
    public string? Method { get; init; }

    /// <summary>How many requests it hits; null for all from then on.</summary>
    public int? Times { get; init; }

    /// <summary>How many matching requests it lets pass first.</summary>
    public int Skip { get; init; }

    public int? Status { get; init; }

    /// <summary>Value of the Retry-After header, whole or fractional seconds, or a date; null for no header.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>
    /// <c>"html"</c>, <c>"truncated"</c>, <c>"empty"</c>, <c>"reset"</c>, or the JSON to send; without it, Graph's error body.
    /// </summary>
    public JsonElement? Body { get; init; }

    public int DelayMs { get; init; }

    public bool Matches(string method, string target)
    {
        if (Method is not null && !Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            return false;
        return Path.StartsWith('^')
            ? Regex.IsMatch(target, Path, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1))
            : target.StartsWith(Path, StringComparison.OrdinalIgnoreCase);
    }
}
