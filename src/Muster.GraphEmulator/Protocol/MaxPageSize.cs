using System.Globalization;
using System.Text.RegularExpressions;

namespace Muster.GraphEmulator.Protocol;

/// <summary>The wish for pages of a size, among others in a <c>Prefer</c> header.</summary>
internal static partial class MaxPageSize
{
    /// <summary>Rows a page, from 1; null when the header says nothing of it that can be read.</summary>
    public static int? Read(string? prefer) =>
        prefer is not null
        && Wish().Match(prefer) is { Success: true } match
        && int.TryParse(match.Groups["rows"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
        && rows > 0
            ? rows
            : null;

    [GeneratedRegex(
        "(^|[,;\\s])(odata\\.)?maxpagesize\\s*=\\s*(?<rows>[0-9]+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Wish();
}
