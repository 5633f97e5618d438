namespace Muster.GraphEmulator.Histories;

/// <summary>Changes that take effect together at one moment.</summary>
/// <param name="Seq">Position in the history; 1 is the first, without gaps.</param>
/// <param name="At">When it happened, never before the change set in front of it.</param>
/// <param name="Operations">The changes in order; may be streamed and is read once.</param>
public sealed record ChangeSet(long Seq, DateTimeOffset At, IEnumerable<DirectoryOperation> Operations);
