using System.Security.Cryptography;
using System.Text;

namespace Muster.Server.Accounts;

/// <summary>Random secrets that are kept as hashes. They have 256 bits, so a plain hash is as good as a slow one.</summary>
internal static class Secrets
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz";

    /// <summary>A new secret.</summary>
    /// <param name="prefix">What tells people and scanners what it is.</param>
    public static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, 46);

    /// <summary>SHA-256, for comparing in the same time whatever was typed.</summary>
    public static byte[] Bytes(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>SHA-256, as hexadecimal digits.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
