using System.Collections.Frozen;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>Which comparisons there are, how they are written, and which kind of property takes which.</summary>
internal static class Comparisons
{
    private static readonly Comparison[] Text =
    [
        Comparison.Equals,
        Comparison.NotEquals,
        Comparison.StartsWith,
        Comparison.EndsWith,
        Comparison.Contains,
        Comparison.In,
        Comparison.Empty,
        Comparison.NotEmpty,
    ];

    private static readonly Comparison[] Flag = [Comparison.Equals, Comparison.NotEquals, Comparison.Empty, Comparison.NotEmpty];

    private static readonly Comparison[] Instant =
    [
        Comparison.Before,
        Comparison.AtMost,
        Comparison.After,
        Comparison.AtLeast,
        Comparison.Empty,
        Comparison.NotEmpty,
    ];

    /// <summary>Signs, the longer ones first.</summary>
    public static readonly (string Sign, Comparison Comparison)[] Signs =
    [
        ("!=", Comparison.NotEquals),
        ("<=", Comparison.AtMost),
        (">=", Comparison.AtLeast),
        ("=", Comparison.Equals),
        ("<", Comparison.Before),
        (">", Comparison.After),
    ];

    /// <summary>Comparisons that are words.</summary>
    public static readonly FrozenDictionary<string, Comparison> Named = new[]
    {
        Comparison.StartsWith,
        Comparison.EndsWith,
        Comparison.Contains,
        Comparison.In,
    }.ToFrozenDictionary(ConditionText.Of, StringComparer.OrdinalIgnoreCase);

    /// <summary>Words of other languages that people bring along, with ours.</summary>
    public static readonly FrozenDictionary<string, string> Foreign = new Dictionary<string, string>
    {
        ["eq"] = "=",
        ["equals"] = "=",
        ["ne"] = "!=",
        ["lt"] = "<",
        ["le"] = "<=",
        ["gt"] = ">",
        ["ge"] = ">=",
        ["like"] = "startsWith, endsWith or contains",
        ["match"] = "startsWith, endsWith or contains",
        ["matches"] = "startsWith, endsWith or contains",
        ["not"] = "'not' before the property",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a property of a kind can be compared by.</summary>
    public static IReadOnlyList<Comparison> Of(PropertyKind kind) =>
        kind switch
        {
            PropertyKind.Text => Text,
            PropertyKind.Flag => Flag,
            _ => Instant,
        };

    /// <summary>The same in words.</summary>
    public static string Words(PropertyKind kind)
    {
        var words = Of(kind).Select(ConditionText.Of).ToList();
        return $"{string.Join(", ", words[..^1])} or {words[^1]}";
    }

    /// <summary>What the values of a kind are, in words.</summary>
    public static string Kind(PropertyKind kind) =>
        kind switch
        {
            PropertyKind.Text => "a text",
            PropertyKind.Flag => "true or false",
            _ => "a date",
        };
}
