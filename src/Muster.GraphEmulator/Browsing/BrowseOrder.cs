using System.Globalization;
using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.Control;

namespace Muster.GraphEmulator.Browsing;

/// <summary>Which rows are asked for.</summary>
/// <param name="Search">Part of a name or address, or the beginning of an id; empty for all.</param>
/// <param name="Only">A word of <see cref="OnlyWords"/>, or null for what is not deleted.</param>
/// <param name="After">Where the page before ended; 0 for the first.</param>
/// <param name="Limit">Rows on a page.</param>
internal sealed record BrowseOrder(string Search, string? Only, int After, int Limit)
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 200;
    private const int LongestSearch = 200;

    public static readonly IReadOnlyList<string> OnlyWords = ["deleted", Outliner.Disabled, Outliner.Guest, Outliner.Hidden];

    /// <exception cref="ControlException">A parameter makes no sense.</exception>
    public static BrowseOrder Read(IQueryCollection query)
    {
        var search = query["search"].ToString().Trim();
        if (search.Length > LongestSearch)
            throw ControlException.Invalid($"A search has at most {LongestSearch} characters.");
        var only = query["only"].ToString();
        if (only.Length > 0 && !OnlyWords.Contains(only))
            throw ControlException.Invalid($"only is one of {string.Join(", ", OnlyWords)}, not '{only}'.");
        return new(
            search,
            only.Length == 0 ? null : only,
            Number(query, "after", 0, int.MaxValue, 0),
            Number(query, "limit", 1, LargestLimit, DefaultLimit)
        );
    }

    /// <exception cref="ControlException">It is no number within the bounds.</exception>
    public static int Number(IQueryCollection query, string name, int least, int most, int otherwise) =>
        query[name] is not [{ Length: > 0 } text] ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw ControlException.Invalid($"{name} is a whole number from {least} to {most}.");
}
