namespace Muster.Server.Accounts;

/// <summary>The token that makes the first owner: printed on the console once, kept as a hash, gone with its use.</summary>
internal sealed class Setup
{
    /// <summary>Always 1.</summary>
    public int Id { get; init; } = 1;

    /// <summary>SHA-256 of the token; null once the first owner exists.</summary>
    public string? TokenHash { get; set; }

    /// <summary>When the token stops working.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When the first owner was made.</summary>
    public DateTimeOffset? CompletedAt { get; set; }
}
