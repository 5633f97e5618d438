using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Muster.GraphEmulator.Tests.SignIn;

/// <summary>A key with a certificate, and the assertions that it signs.</summary>
internal sealed class Signer : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;

    public Signer(TimeSpan? begins = null, TimeSpan? ends = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new CertificateRequest("CN=app", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _certificate = request.CreateSelfSigned(now + (begins ?? TimeSpan.FromDays(-1)), now + (ends ?? TimeSpan.FromDays(1)));
    }

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>The public key as a JSON Web Key Set.</summary>
    public JsonElement Keys =>
        JsonSerializer.SerializeToElement(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "RSA",
                        kid = "k1",
                        n = Base64Url.EncodeToString(_key.ExportParameters(false).Modulus),
                        e = Base64Url.EncodeToString(_key.ExportParameters(false).Exponent),
                    },
                },
            }
        );

    /// <summary>Header members that name the certificate as a client does that signs by an algorithm.</summary>
    public JsonObject Header(string algorithm) =>
        algorithm == "PS256"
            ? new()
            {
                ["alg"] = algorithm,
                ["typ"] = "JWT",
                ["x5t#S256"] = Base64Url.EncodeToString(_certificate.GetCertHash(HashAlgorithmName.SHA256)),
            }
            : new()
            {
                ["alg"] = algorithm,
                ["typ"] = "JWT",
                ["x5t"] = Base64Url.EncodeToString(_certificate.GetCertHash()),
            };

    /// <summary>Claims of an assertion that is good for the next ten minutes.</summary>
    public static JsonObject Claims(string audience, string issuer, string subject, DateTimeOffset now) =>
        new()
        {
            ["aud"] = audience,
            ["iss"] = issuer,
            ["sub"] = subject,
            ["jti"] = Guid.NewGuid().ToString(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
        };

    public string Sign(JsonObject header, JsonObject claims)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var padding = header["alg"]!.GetValue<string>() == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, padding);
        return string.Create(CultureInfo.InvariantCulture, $"{signed}.{Base64Url.EncodeToString(signature)}");
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
