using System.Buffers.Text;
using System.Text.Json;

namespace Muster.Entra.SigningIn;

/// <summary>Application permissions as the access token states them. The token is opaque by contract, so this is a hint and never a decision.</summary>
internal static class TokenRoles
{
    /// <returns>The roles; empty when the token says none; null when it cannot be read.</returns>
    public static IReadOnlyList<string>? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            if (claims.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            if (!claims.RootElement.TryGetProperty("roles", out var roles))
                return [];
            return roles.ValueKind == JsonValueKind.Array
                ? [.. roles.EnumerateArray().Where(IsText).Select(role => role.GetString()!)]
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the permission lets an application change something.</summary>
    public static bool MayWrite(string role) =>
        role.Contains("Write", StringComparison.OrdinalIgnoreCase)
        || role.Contains("FullControl", StringComparison.OrdinalIgnoreCase)
        || role.Contains(".Manage", StringComparison.OrdinalIgnoreCase)
        || role.Contains(".Create", StringComparison.OrdinalIgnoreCase)
        || role.Contains(".Delete", StringComparison.OrdinalIgnoreCase)
        || role.Contains("AccessAsUser", StringComparison.OrdinalIgnoreCase);

    private static bool IsText(JsonElement element) => element.ValueKind == JsonValueKind.String;
}
