using System.Globalization;

namespace Muster.Storage.Sql;

/// <summary>A few keys as one parameter of a statement, which asks <c>{text} LIKE '%,' || column || ',%'</c>.</summary>
internal static class AnyOf
{
    /// <summary>The keys between commas; empty for "all", a single comma for none.</summary>
    public static string Text(IReadOnlyList<int>? keys) => Text(keys?.Select(key => (long)key));

    /// <inheritdoc cref="Text(IReadOnlyList{int})" />
    public static string Text(IEnumerable<long>? keys) =>
        keys is null ? "" : "," + string.Concat(keys.Select(key => key.ToString(CultureInfo.InvariantCulture) + ","));
}
