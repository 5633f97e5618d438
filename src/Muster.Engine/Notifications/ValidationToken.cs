using System.Net;

namespace Muster.Engine.Notifications;

/// <summary>The handshake: the directory sends a token in the query and wants it back, decoded, as plain text.</summary>
internal static class ValidationToken
{
    /// <summary>Longest token in characters, as sent; real ones stay far below.</summary>
    public const int MaxLength = 4096;

    private const string Name = "validationToken";

    /// <summary>Finds the token.</summary>
    /// <param name="query">The query, still encoded.</param>
    /// <returns>Null when the call is no handshake; otherwise the token decoded exactly once, empty when there is none to give back.</returns>
    public static string? Find(string? query)
    {
        string? found = null;
        foreach (var range in (query ?? "").AsSpan().TrimStart('?').Split('&'))
        {
            var part = query.AsSpan().TrimStart('?')[range];
            var equals = part.IndexOf('=');
            var name = equals < 0 ? part : part[..equals];
            if (!name.Equals(Name, StringComparison.OrdinalIgnoreCase))
                continue;
            // Two tokens: which of them is meant is anybody's guess.
            if (found is not null)
                return "";
            found = equals < 0 || part.Length > MaxLength ? "" : WebUtility.UrlDecode(part[(equals + 1)..].ToString());
        }
        return found;
    }
}
