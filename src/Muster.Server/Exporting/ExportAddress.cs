using Microsoft.AspNetCore.Http.Extensions;

namespace Muster.Server.Exporting;

/// <summary>The filter of a list as its export is asked for it.</summary>
internal static class ExportAddress
{
    /// <summary>The query of an address with its question mark, without what is empty; empty for all.</summary>
    public static string Query(params IReadOnlyList<(string Name, string? Value)> parts)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in parts)
            if (!string.IsNullOrWhiteSpace(value))
                query.Add(name, value.Trim());
        return query.ToString();
    }
}
