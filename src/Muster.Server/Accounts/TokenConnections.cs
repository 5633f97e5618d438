using System.Globalization;

namespace Muster.Server.Accounts;

/// <summary>The connections a token is narrowed to, as they are stored.</summary>
internal static class TokenConnections
{
    /// <summary>Keys of the only connections; null when it is not narrowed.</summary>
    public static IReadOnlyList<int>? Of(ApiToken token) =>
        token.Connections is { } text
            ? [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(key => int.Parse(key, CultureInfo.InvariantCulture))]
            : null;

    /// <summary>The same as it is stored.</summary>
    public static string? Text(IReadOnlyCollection<int>? keys) =>
        keys is null ? null : string.Join(',', keys.Order().Select(key => key.ToString(CultureInfo.InvariantCulture)));
}
