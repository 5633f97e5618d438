namespace Muster.GraphEmulator.Batching;

/// <summary>How <c>$batch</c> answers, where the service promises nothing.</summary>
public sealed record BatchHabits
{
    /// <summary>Order of the answers; a client has to join them by id.</summary>
    public BatchOrder Order { get; init; }

    /// <summary>The outer status is 424 when a step was throttled, as an older edition of the throttling page said; else 200.</summary>
    public bool ThrottledIs424 { get; init; }
}

/// <summary>Order of the answers in a batch.</summary>
public enum BatchOrder
{
    /// <summary>The last step's answer comes first.</summary>
    LastFirst,

    /// <summary>As the steps were sent.</summary>
    FirstFirst,

    /// <summary>Another one each time.</summary>
    Shuffled,
}
