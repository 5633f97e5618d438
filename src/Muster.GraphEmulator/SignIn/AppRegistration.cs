using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.SignIn;

/// <summary>An application that is registered in the tenant, as it stands now.</summary>
/// <param name="TenantId">Directory id, as text.</param>
/// <param name="ClientId">Application id, as text.</param>
/// <param name="ClientSecret">Its secret.</param>
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
    /// <summary>When the secret stops working; null for never.</summary>
    public DateTimeOffset? SecretExpires { get; init; }

    /// <summary>Whether an administrator has switched it off.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Whether it is a program on people's machines, which has no credential.</summary>
    public bool IsPublicClient { get; init; }

    /// <summary>Certificates whose keys may sign its assertions.</summary>
    public IReadOnlyList<AppCertificate> Certificates { get; init; } = [];

    /// <summary>Outside identities that may sign in as it.</summary>
    public IReadOnlyList<FederatedTrust> Trusts { get; init; } = [];

    /// <summary>The application that the options of an emulator are about.</summary>
    public static AppRegistration From(EmulatorOptions options) =>
        new(
            (options.TenantId ?? FromSeed(options.Seed, "tenant")).ToString(),
            (options.ClientId ?? FromSeed(options.Seed, "client")).ToString(),
            options.ClientSecret ?? Convert.ToHexStringLower(Hash(options.Seed, "secret")),
            FromSeed(options.Seed, "service principal").ToString(),
            options.Permissions ?? Permissions.Defaults
        )
        {
            SecretExpires = options.ClientSecretExpires,
            Certificates = [.. options.AppCertificates.Select(AppCertificate.Read)],
            Trusts = options.FederatedTrusts,
        };

    /// <summary>Another application beside it.</summary>
    public AppRegistration Sibling(int seed, EmulatedApp app) =>
        new(
            TenantId,
            app.ClientId.ToString(),
            app.ClientSecret ?? Convert.ToHexStringLower(Hash(seed, $"secret of {app.ClientId}")),
            FromSeed(seed, $"service principal of {app.ClientId}").ToString(),
            app.Permissions
        )
        {
            SecretExpires = app.SecretExpires,
            IsDisabled = app.IsDisabled,
            IsPublicClient = app.IsPublicClient,
            Certificates = [.. app.Certificates.Select(AppCertificate.Read)],
            Trusts = app.FederatedTrusts,
        };

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
