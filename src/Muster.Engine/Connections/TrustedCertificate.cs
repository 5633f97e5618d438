namespace Muster.Engine.Connections;

/// <summary>A server's private certificate that somebody trusts for a connection.</summary>
/// <param name="Host">Name and port of the server that showed it.</param>
/// <param name="Subject">To whom it is made out.</param>
/// <param name="Sha256">SHA-256 of the whole certificate, in upper-case pairs separated by colons.</param>
/// <param name="Pem">The certificate itself.</param>
public sealed record TrustedCertificate(string Host, string Subject, string Sha256, string Pem)
{
    /// <summary>What the audit log calls trusting one.</summary>
    public const string Action = "connection.certificateTrusted";

    /// <summary>The certificates that are trusted from now on.</summary>
    /// <param name="before">Those that were trusted (PEM); null for none.</param>
    public string Beside(string? before) =>
        before is null ? Pem
        : before.Contains(Pem.Trim(), StringComparison.Ordinal) ? before
        : $"{before.TrimEnd()}\n{Pem}";
}
