namespace Muster.Server.Access;

/// <summary>When a session is over.</summary>
/// <param name="IdleAt">When it ends if nobody works at it until then.</param>
/// <param name="LatestAt">When it ends whatever happens.</param>
internal sealed record SessionEnd(DateTimeOffset IdleAt, DateTimeOffset LatestAt)
{
    /// <summary>How long before its end people are told.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromMinutes(3);

    /// <summary>The earlier of both.</summary>
    public DateTimeOffset At => IdleAt < LatestAt ? IdleAt : LatestAt;

    /// <summary>Whether working on prolongs it.</summary>
    public bool CanBeProlonged => IdleAt < LatestAt;

    /// <summary>Whether people should be told now.</summary>
    public bool IsNear(DateTimeOffset now) => now < At && At - now <= Notice;
}
