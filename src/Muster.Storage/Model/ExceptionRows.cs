namespace Muster.Storage.Model;

/// <summary>What an exception was from one revision up to, not including, another. Kept for ever, as memberships are.</summary>
internal sealed class ExceptionRow
{
    public int Workspace { get; set; }
    public long Id { get; set; }
    public long FromRevision { get; set; }
    public long? ToRevision { get; set; }
    public int GroupKey { get; set; }
    public int UserKey { get; set; }
    public int Relation { get; set; }
    public int Kind { get; set; }
    public string Reason { get; set; } = "";
    public string Author { get; set; } = "";
    public long BeganAt { get; set; }
    public long? EndsAt { get; set; }

    /// <summary>Null while it stands, and in a version that ended because the end was moved.</summary>
    public long? EndedAt { get; set; }
    public string? EndedBy { get; set; }
    public string? EndReason { get; set; }
}
