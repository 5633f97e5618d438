using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.SigningIn;

namespace Muster.Entra.Checks;

/// <summary>Holds the tenant that a token is of against the connection's.</summary>
internal static class TenantCheck
{
    /// <exception cref="DirectoryReadException">The token says that it is of another tenant.</exception>
    public static void Ensure(Connection connection, TokenClaims? claims)
    {
        if (claims?.TenantId is { } tenant && Guid.TryParse(connection.TenantId, out var own) && tenant != own)
            throw new DirectoryReadException(
                DirectoryFault.OtherTenant,
                $"The sign-in led to tenant {tenant}, but the connection '{connection.Name}' is for tenant {own}. Nothing was read. Check --authority; if the tenant has really changed, add a new connection."
            );
    }
}
