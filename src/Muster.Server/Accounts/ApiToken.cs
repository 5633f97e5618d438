using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>A secret by which a program works on somebody's behalf, never with more rights than that person has.</summary>
internal sealed class ApiToken
{
    /// <summary>Names the token.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Whose rights it has.</summary>
    public required Guid Account { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret, as hexadecimal digits.</summary>
    public required string SecretHash { get; init; }

    /// <summary>Its first characters, to recognise it by.</summary>
    public required string Prefix { get; init; }

    /// <summary>The most it may do.</summary>
    public required Role Scope { get; init; }

    /// <summary>Keys of the only connections it works on, between commas; null when it is not narrowed.</summary>
    public string? Connections { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops working; at most a year after it was made.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was last used, to the minute; null for never.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>When somebody revoked it.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
