using System.Security.Cryptography;
using System.Text;
using Muster.Engine.Signing;

namespace Muster.Storage.Tests;

public sealed class SigningKeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_key_is_the_same_when_the_data_are_opened_again_and_does_not_lie_there_in_the_clear()
    {
        var folder = Directory.CreateTempSubdirectory("muster-signing").FullName;
        string key;
        byte[] signed;
        await using (var muster = await MusterDatabase.OpenAsync(folder, TimeProvider.System, Token))
        {
            key = muster.Signer.PublicKeyPem;
            signed = muster.Signer.Sign("x"u8);
        }
        var stored = await File.ReadAllBytesAsync(Path.Combine(folder, "keys", "signing.key"), Token);
        using var plain = ECDsa.Create();
        Assert.ThrowsAny<CryptographicException>(() => plain.ImportPkcs8PrivateKey(stored, out _));
        await using (var again = await MusterDatabase.OpenAsync(folder, TimeProvider.System, Token))
            Assert.Equal(key, again.Signer.PublicKeyPem);
        plain.ImportFromPem(key);
        Assert.Equal(64, signed.Length);
        Assert.True(plain.VerifyData("x"u8, signed, HashAlgorithmName.SHA256));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("ES384")]
    public void Whatever_a_header_says_nothing_but_ES256_is_taken(string algorithm)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = Signed(key, $$"""{"alg":"{{algorithm}}","typ":"t"}""");
        Assert.Throws<FormatException>(() => Jws.Open(text, "t", key.ExportSubjectPublicKeyInfoPem()));
    }

    [Theory]
    [InlineData("""{"alg":"ES256","typ":"other"}""")]
    [InlineData("""{"alg":"ES256","typ":"t","crit":["exp"]}""")]
    [InlineData("[]")]
    [InlineData("""{"alg":7}""")]
    public void A_header_of_something_else_is_refused(string header)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<FormatException>(() => Jws.Open(Signed(key, header), "t", key.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal("{}"u8, Jws.Open(Signed(key, """{"alg":"ES256","typ":"t"}"""), "t", key.ExportSubjectPublicKeyInfoPem()));
    }

    private static string Signed(ECDsa key, string header)
    {
        static string Part(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
        var signed = $"{Part(Encoding.ASCII.GetBytes(header))}.{Part("{}"u8.ToArray())}";
        return $"{signed}.{Part(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }
}
