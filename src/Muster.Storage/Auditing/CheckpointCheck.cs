using Muster.Engine.Auditing;

namespace Muster.Storage.Auditing;

/// <summary>Looks for the entries that notes kept elsewhere speak of, while the chain goes by.</summary>
internal sealed class CheckpointCheck(IReadOnlyList<AuditCheckpoint> checkpoints, int workspace)
{
    private readonly ILookup<long, AuditCheckpoint> _waiting = checkpoints.ToLookup(checkpoint => checkpoint.Number);
    private readonly HashSet<AuditCheckpoint> _met = [];

    public void Take(ChainedEntry entry, Action<string> fault)
    {
        if (entry.Number == 1)
            foreach (var checkpoint in checkpoints.Where(checkpoint => !Is(entry, checkpoint.Log) || checkpoint.Workspace != workspace))
                fault($"{Name(checkpoint)} was made of another log: the first entry differs.");
        foreach (var checkpoint in _waiting[entry.Number])
        {
            _met.Add(checkpoint);
            if (!Is(entry, checkpoint.Head))
                fault($"{Name(checkpoint)} has another hash for entry {entry.Number}: the log was rewritten at or before it.");
        }
    }

    /// <summary>No more entries follow.</summary>
    public void End(long entries, Action<string> fault)
    {
        foreach (var checkpoint in checkpoints.Where(checkpoint => !_met.Contains(checkpoint)))
            fault($"{Name(checkpoint)} knew {checkpoint.Number} entries, and the log has {entries}: its end was cut.");
    }

    private static bool Is(ChainedEntry entry, string hash) => Convert.ToHexStringLower(entry.Hash) == hash;

    private static string Name(AuditCheckpoint checkpoint) => $"The checkpoint of {checkpoint.At:yyyy-MM-dd HH:mm:ss} UTC";
}
