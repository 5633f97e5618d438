using System.Net;
using System.Text.RegularExpressions;

namespace Muster.Server.Tests;

/// <summary>The texts of a page as a browser lays them out: each element with what stands in it itself, and what is said of it in attributes.</summary>
internal static partial class MarkupTexts
{
    private static readonly HashSet<string> Void = ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"];

    /// <summary>Texts of elements: what stands in one directly, beside all that stands in it.</summary>
    public static IEnumerable<(string Own, string All)> Elements(string html)
    {
        var open = new Stack<(string Name, List<string> Own, List<string> All)>();
        foreach (Match part in Part().Matches(Skipped().Replace(html, "")))
        {
            if (part.Groups["text"].Success)
            {
                var text = WebUtility.HtmlDecode(part.Value);
                if (open.TryPeek(out var inner))
                    inner.Own.Add(text);
                foreach (var (_, _, all) in open)
                    all.Add(text);
            }
            else if (part.Groups["begin"].Success)
            {
                if (!Void.Contains(part.Groups["begin"].Value) && !part.Value.EndsWith("/>", StringComparison.Ordinal))
                    open.Push((part.Groups["begin"].Value, [], []));
            }
            else
                while (open.TryPop(out var ended))
                {
                    yield return (string.Concat(ended.Own), string.Concat(ended.All));
                    if (ended.Name == part.Groups["end"].Value)
                        break;
                }
        }
    }

    /// <summary>Names and hints in attributes.</summary>
    public static IEnumerable<string> Said(string html) =>
        Attribute().Matches(Skipped().Replace(html, "")).Select(found => WebUtility.HtmlDecode(found.Groups["said"].Value));

    [GeneratedRegex(
        "<(?<skipped>script|style|template)\\b.*?</\\k<skipped>>|<!--.*?-->|<!doctype[^>]*>",
        RegexOptions.Singleline | RegexOptions.IgnoreCase
    )]
    private static partial Regex Skipped();

    [GeneratedRegex("""<(?<begin>[a-z][a-z0-9-]*)(?:"[^"]*"|[^">])*>|</(?<end>[a-z][a-z0-9-]*)>|(?<text>[^<]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Part();

    [GeneratedRegex(@"\b(?:title|aria-label|placeholder|alt)=""(?<said>[^""]*)""")]
    private static partial Regex Attribute();
}
