namespace Muster.Storage.Model;

/// <summary>Up to where plans have taken everything of a connection into account.</summary>
internal sealed class PlanMarkRow
{
    public int Workspace { get; set; }
    public int Connection { get; set; }
    public long MirrorVersion { get; set; }
    public long Revision { get; set; }
    public string Configuration { get; set; } = "";
    public long At { get; set; }
    public long FullAt { get; set; }
    public long Run { get; set; }
    public bool KeptBack { get; set; }
    public int Planner { get; set; }
}

/// <summary>An instant at which a plan may come out differently by time alone.</summary>
internal sealed class DueInstantRow
{
    public int Workspace { get; set; }
    public int Connection { get; set; }
    public long At { get; set; }
    public int Kind { get; set; }
    public int Key { get; set; }
}
