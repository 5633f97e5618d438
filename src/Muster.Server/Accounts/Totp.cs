using System.Globalization;
using System.Security.Cryptography;

namespace Muster.Server.Accounts;

/// <summary>Codes of an authenticator app: RFC 6238 with SHA-1, thirty seconds, six digits, as all of them do.</summary>
internal static class Totp
{
    private const int StepSeconds = 30;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new secret of 160 bits.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(20);

    /// <summary>The secret as people type it into an app: Base32.</summary>
    public static string Text(ReadOnlySpan<byte> secret)
    {
        var text = new System.Text.StringBuilder();
        int bits = 0,
            value = 0;
        foreach (var part in secret)
        {
            value = (value << 8) | part;
            for (bits += 8; bits >= 5; bits -= 5)
                text.Append(Base32[(value >> (bits - 5)) & 31]);
            value &= (1 << bits) - 1;
        }
        if (bits > 0)
            text.Append(Base32[(value << (5 - bits)) & 31]);
        return text.ToString();
    }

    /// <summary>The address by which an app takes a secret over.</summary>
    public static string Uri(ReadOnlySpan<byte> secret, string account) =>
        $"otpauth://totp/{System.Uri.EscapeDataString($"Muster:{account}")}?secret={Text(secret)}&issuer=Muster&digits=6&period=30";

    /// <summary>The code of a step.</summary>
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 with SHA-1 is what authenticator apps know; nothing rests on collisions here.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var offset = hash[^1] & 15;
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>The step of an instant.</summary>
    public static long Step(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The step whose code was given: the present one, or one beside it, since clocks differ.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="code">What was typed.</param>
    /// <param name="at">The present.</param>
    /// <param name="last">The last step that was accepted: no code works twice.</param>
    /// <returns>The step; null when the code is wrong or used up.</returns>
    public static long? Accept(ReadOnlySpan<byte> secret, string code, DateTimeOffset at, long last)
    {
        var typed = System.Text.Encoding.UTF8.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        long? found = null;
        for (var step = Step(at) - 1; step <= Step(at) + 1; step++)
            if (CryptographicOperations.FixedTimeEquals(typed, System.Text.Encoding.UTF8.GetBytes(Code(secret, step))) && step > last)
                found = step;
        return found;
    }
}
