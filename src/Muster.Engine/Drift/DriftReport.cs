using Muster.Engine.History;

namespace Muster.Engine.Drift;

/// <summary>What differs although nothing is running.</summary>
/// <param name="Rows">Every difference: damage first, then by group and person.</param>
/// <param name="LastRead">The last run that read the directory to its end; null when none did.</param>
/// <param name="Compared">False when what is stored is damaged so that nothing could be compared with the directory.</param>
public sealed record DriftReport(IReadOnlyList<DriftRow> Rows, DirectoryRead? LastRead, bool Compared)
{
    /// <summary>Whether anything is stored against the history; nothing is healed before that is repaired.</summary>
    public bool IsDamaged => Rows.Any(row => row.State == DriftState.Damaged);
}
