namespace Muster.Storage.Model;

/// <summary>A problem by its cause; as many rows as there ever were causes, reused when one returns.</summary>
internal sealed class ProblemRow
{
    public int Workspace { get; set; }
    public long Id { get; set; }
    public int Connection { get; set; }
    public string Cause { get; set; } = "";
    public string Code { get; set; } = "";
    public string Subject { get; set; } = "";
    public int Count { get; set; }
    public string Effect { get; set; } = "";
    public string Fix { get; set; } = "";
    public long FirstSeen { get; set; }
    public long LastSeen { get; set; }
    public long LastRun { get; set; }
    public long? ResolvedAt { get; set; }
    public long? SnoozedUntil { get; set; }
    public string? Snoozed { get; set; }
}

/// <summary>What happened to a problem: not each sighting, only when it came, went or was put aside.</summary>
internal sealed class ProblemEventRow
{
    public int Workspace { get; set; }
    public long Problem { get; set; }
    public long Number { get; set; }
    public long At { get; set; }
    public string What { get; set; } = "";
    public long? Run { get; set; }
    public string Actor { get; set; } = "";
    public string? Text { get; set; }
}
