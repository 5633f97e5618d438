namespace Muster.Engine.Inbox;

/// <summary>How a problem stands.</summary>
public enum ProblemState
{
    /// <summary>It waits for somebody.</summary>
    Open,

    /// <summary>Somebody has put it aside.</summary>
    Snoozed,

    /// <summary>It is gone.</summary>
    Resolved,
}

/// <summary>Which problems to list, those seen last first; what is not said fits.</summary>
/// <param name="At">The instant at which it is decided who has put aside what.</param>
public sealed record ProblemFilter(DateTimeOffset At)
{
    /// <summary>Only those that stand so.</summary>
    public ProblemState? State { get; init; }

    /// <summary>Only problems of one of the connections with these keys; null for all.</summary>
    public IReadOnlyList<int>? Within { get; init; }

    /// <summary>Only problems of the connection with this key.</summary>
    public int? Connection { get; init; }

    /// <summary>Only this kind, without regard to case.</summary>
    public string? Code { get; init; }

    /// <summary>Only what is about exactly this: the name of a group.</summary>
    public string? Subject { get; init; }

    /// <summary>Only those with one of these numbers; null for all.</summary>
    public IReadOnlyList<long>? Ids { get; init; }

    /// <summary>The highest number first instead. A problem that is seen again meanwhile keeps its place then, so that whoever reads page by page gets every one, and once.</summary>
    public bool ByNumber { get; init; }

    /// <summary>Only rows behind this one: where the page before ended. It does not count.</summary>
    public ProblemPlace? After { get; init; }

    /// <summary>At most this many. It does not count.</summary>
    public int Limit { get; init; } = int.MaxValue;
}

/// <summary>A place in the list of problems.</summary>
/// <param name="LastSeen">When it was last seen.</param>
/// <param name="Id">Number, which decides between problems seen at the same time.</param>
public sealed record ProblemPlace(DateTimeOffset LastSeen, long Id)
{
    /// <summary>Where a problem stands.</summary>
    public static ProblemPlace Of(InboxProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(problem.LastSeen, problem.Id);
    }
}
