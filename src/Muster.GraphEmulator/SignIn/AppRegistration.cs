using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.SignIn;

/// <summary>The one application that is registered in the tenant.</summary>
/// <param name="TenantId">Directory id, as text.</param>
/// <param name="ClientId">Application id, as text.</param>
/// <param name="ClientSecret">Its only credential.</param>
/// <param name="ServicePrincipalId">Object id of the application in the tenant.</param>
/// <param name="Roles">Application permissions an administrator consented to.</param>
internal sealed record AppRegistration(
    string TenantId,
    string ClientId,
    string ClientSecret,
    string ServicePrincipalId,
    IReadOnlyList<string> Roles
)
{
    public static AppRegistration From(EmulatorOptions options) =>
        new(
            (options.TenantId ?? FromSeed(options.Seed, "tenant")).ToString(),
            (options.ClientId ?? FromSeed(options.Seed, "client")).ToString(),
            options.ClientSecret ?? Convert.ToHexStringLower(Hash(options.Seed, "secret")),
            FromSeed(options.Seed, "service principal").ToString(),
            options.Permissions ?? Permissions.Defaults
        );

    private static Guid FromSeed(int seed, string what)
    {
        var bytes = Hash(seed, what).AsSpan(0, 16);
        // Marked as a version 4 id, which is what directory ids look like.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private static byte[] Hash(int seed, string what) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{what} {seed}")));
}
