using System.Buffers.Text;
using System.Text.Json;

namespace Muster.Entra.SigningIn;

/// <summary>
/// What the access token states. It is opaque by contract, so that nothing is taken away on its word: it can stop a read, or leave memberships as they are, no more.
/// </summary>
/// <param name="TenantId">Tenant that issued it; null when it does not say.</param>
/// <param name="Roles">Application permissions; empty when it says none, null when they cannot be read.</param>
internal sealed record TokenClaims(Guid? TenantId, IReadOnlyList<string>? Roles)
{
    /// <returns>The claims; null when the token cannot be read.</returns>
    public static TokenClaims? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return claims.RootElement.ValueKind == JsonValueKind.Object
                ? new TokenClaims(TenantOf(claims.RootElement), RolesOf(claims.RootElement))
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

    private static Guid? TenantOf(JsonElement claims) =>
        claims.TryGetProperty("tid", out var tenant) && IsText(tenant) && Guid.TryParse(tenant.GetString(), out var id) ? id : null;

    private static IReadOnlyList<string>? RolesOf(JsonElement claims) =>
        !claims.TryGetProperty("roles", out var roles) ? []
        : roles.ValueKind == JsonValueKind.Array ? [.. roles.EnumerateArray().Where(IsText).Select(role => role.GetString()!)]
        : null;

    private static bool IsText(JsonElement element) => element.ValueKind == JsonValueKind.String;
}
