using System.Text.RegularExpressions;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Delta;

/// <summary>The one filter delta takes: <c>id eq '…'</c>, up to fifty of them joined by <c>or</c>.</summary>
internal static partial class DeltaFilter
{
    public const int MostIds = 50;

    /// <exception cref="GraphErrorException">Any other filter.</exception>
    public static IReadOnlyList<Guid> Parse(string? filter)
    {
        if (filter is null)
            return [];
        var ids = new List<Guid>();
        foreach (var term in OrWord().Split(filter))
        {
            var match = IdTerm().Match(term);
            if (!match.Success || !Guid.TryParse(match.Groups["id"].Value, out var id))
                throw new GraphErrorException(GraphError.UnsupportedQuery());
            ids.Add(id);
        }
        return ids.Count <= MostIds
            ? ids
            : throw new GraphErrorException(
                GraphError.UnsupportedQuery($"A delta query can be filtered by at most {MostIds} ids; {ids.Count} were given.")
            );
    }

    [GeneratedRegex(@"\s+or\s+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OrWord();

    [GeneratedRegex(
        @"^\s*\(?\s*id\s+eq\s+'(?<id>[^']*)'\s*\)?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex IdTerm();
}
