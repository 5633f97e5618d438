using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Muster.Server.Accounts;

namespace Muster.Server.Views;

/// <summary>A set of filters of a list that a person has named.</summary>
/// <param name="Name">What the person calls it.</param>
/// <param name="Query">The query of the list's address, with its question mark; filters in the order of their names.</param>
/// <param name="Version">Counts the saves.</param>
internal sealed record ListView(string Name, string Query, int Version)
{
    /// <summary>The kind under which the views of a list are kept.</summary>
    public static string Kind(string list) => $"view:{list}";

    /// <summary>The filters of an address, always in the same order; how many rows are shown, and from where on, is none.</summary>
    public static string Filters(string? query) =>
        QueryHelpers
            .ParseQuery(query)
            .Where(filter => filter.Key is not ("rows" or "requests" or "before") && !string.IsNullOrWhiteSpace(filter.Value))
            .OrderBy(filter => filter.Key, StringComparer.Ordinal)
            .Aggregate("", (address, filter) => QueryHelpers.AddQueryString(address, filter.Key, filter.Value.ToString()));

    /// <summary>How it is kept.</summary>
    public static string Text(string filters) => JsonSerializer.Serialize(new Dictionary<string, string> { ["query"] = filters });

    /// <summary>As it was kept; null for what is no view.</summary>
    public static ListView? Of(KeptText kept)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(kept.Text)?.GetValueOrDefault("query") is { } query
                ? new ListView(kept.Name, Filters(query), kept.Version)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
