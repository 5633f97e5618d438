namespace Muster.Server.Wording;

/// <summary>A moment as somebody typed it.</summary>
internal abstract record AskedMoment
{
    private AskedMoment() { }

    /// <summary>A point of time.</summary>
    public sealed record Instant(DateTimeOffset At) : AskedMoment;

    /// <summary>What stood when a run had ended: <c>run:12</c>.</summary>
    public sealed record OfRun(long Run) : AskedMoment;

    /// <summary>One state in the numbering of states: <c>revision:7</c>.</summary>
    public sealed record OfRevision(long Revision) : AskedMoment;
}
