using System.Security.Cryptography;

namespace Muster.Testing;

/// <summary>The key that emulators of tests sign with. It is made once for a program: making one takes longer than most tests.</summary>
internal static class EmulatorKey
{
    private const string Handed = "Muster.Testing.EmulatorKey";

    private static readonly Lazy<byte[]> Made = new(() =>
    {
        if (AppContext.GetData(Handed) is byte[] handed)
            return handed;
        using var key = RSA.Create(2048);
        return key.ExportRSAPrivateKey();
    });

    /// <summary>The key, PKCS#1.</summary>
    public static byte[] Value => Made.Value;

    /// <summary>Hands it to every Muster that is loaded into this process once more.</summary>
    public static void HandOver() => AppContext.SetData(Handed, Value);
}
