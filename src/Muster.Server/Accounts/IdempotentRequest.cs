namespace Muster.Server.Accounts;

/// <summary>A request that carried a key of the caller's own, with its answer: sent again, it is answered and not done again.</summary>
internal sealed class IdempotentRequest
{
    /// <summary>SHA-256 of account, method, address and key, as hexadecimal digits; the key itself is not kept.</summary>
    public required string Key { get; init; }

    /// <summary>Whose request it was.</summary>
    public required Guid Account { get; init; }

    /// <summary>Keyed hash of what was sent, to know the same request by.</summary>
    public required string RequestHash { get; init; }

    /// <summary>The server process that took it.</summary>
    public required Guid Process { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Until when it is remembered.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>HTTP status of the answer; null while there is none.</summary>
    public int? Status { get; set; }

    /// <summary>Media type of the answer.</summary>
    public string? ContentType { get; set; }

    /// <summary>Address in the answer.</summary>
    public string? Location { get; set; }

    /// <summary>Tag in the answer.</summary>
    public string? Tag { get; set; }

    /// <summary>Body of the answer; null where it was too long to keep.</summary>
    public byte[]? Body { get; set; }

    /// <summary>Number of the work that it began, in its process; null for none.</summary>
    public long? Work { get; set; }

    /// <summary>What that work had come to when it ended, as the body of an answer; null before.</summary>
    public byte[]? WorkEnd { get; set; }
}
