namespace Muster.Server.Accounts;

/// <summary>How often signing in failed in one hour, for one account name and address. Bounded: beyond a thousand pairs an hour the rest is counted together.</summary>
internal sealed class FailedSignIns
{
    /// <summary>Start of the hour.</summary>
    public required DateTimeOffset Hour { get; init; }

    /// <summary>The name that was typed, shortened; "(others)" for the rest.</summary>
    public required string Name { get; init; }

    /// <summary>Where from; "(others)" for the rest.</summary>
    public required string Address { get; init; }

    /// <summary>How often.</summary>
    public required int Count { get; set; }
}
