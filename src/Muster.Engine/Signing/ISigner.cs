namespace Muster.Engine.Signing;

/// <summary>Signs in the name of this installation: ECDSA over P-256 with SHA-256 (ES256 of RFC 7518).</summary>
public interface ISigner
{
    /// <summary>Names the key: its thumbprint (RFC 7638), base64url.</summary>
    string KeyId { get; }

    /// <summary>The public key as PEM (SubjectPublicKeyInfo), for whoever verifies.</summary>
    string PublicKeyPem { get; }

    /// <summary>The signature: r and s, 32 bytes each.</summary>
    byte[] Sign(ReadOnlySpan<byte> data);
}
