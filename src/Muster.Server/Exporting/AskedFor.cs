using System.Collections;
using System.Globalization;
using System.Reflection;
using Muster.Core.Matching;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>What a list was asked for, taken from its filter itself: whatever a filter can narrow by is in the audit entry of an export, and none of it can be forgotten.</summary>
internal static class AskedFor
{
    private const int MostNamed = 100;

    /// <summary>Where a page begins and ends, and in which order; an export has all of it.</summary>
    private static readonly HashSet<string> Places = ["After", "Before", "Limit", "NewestFirst"];

    /// <summary>Every part of a filter by name; empty for what does not narrow.</summary>
    /// <param name="filter">The filter; its public properties are taken.</param>
    /// <param name="connections">Names of the connections by key.</param>
    public static IReadOnlyList<(string Name, string Value)> Of(object filter, IReadOnlyDictionary<int, string>? connections = null) =>
        [
            .. filter
                .GetType()
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(part => !Places.Contains(part.Name) && part.GetIndexParameters().Length == 0)
                .Select(part =>
                    (part.Name == "Within" ? "Connections" : part.Name, Text(part.GetValue(filter), Names(part.Name, connections)))
                ),
        ];

    private static IReadOnlyDictionary<int, string>? Names(string part, IReadOnlyDictionary<int, string>? connections) =>
        part is "Within" or "Connection" ? connections : null;

    private static string Text(object? value, IReadOnlyDictionary<int, string>? names) =>
        value switch
        {
            null => "",
            int key when names?.GetValueOrDefault(key) is { } name => name,
            string text => text,
            bool flag => flag ? "true" : "false",
            Enum word => char.ToLowerInvariant(word.ToString()[0]) + word.ToString()[1..],
            DateTimeOffset at => JsonFormat.Instant(at),
            NamePattern pattern => pattern.Text,
            IEnumerable all => All([.. all.Cast<object?>().Take(MostNamed + 1).Select(one => Text(one, names))]),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    private static string All(IReadOnlyList<string> values) =>
        values.Count == 0 ? "none"
        : values.Count > MostNamed ? string.Join(", ", values.Take(MostNamed)) + ", …"
        : string.Join(", ", values);
}
