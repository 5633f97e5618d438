using Muster.GraphEmulator.Histories;

namespace Muster.Testing.Simulation;

/// <summary>A history written down in a test: one list of operations for each change set, an hour apart.</summary>
public sealed class WrittenHistory(params IReadOnlyList<DirectoryOperation>[] changes) : ITenantHistory
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public string DisplayName => "Written down";

    public long? LastSeq => changes.Length;

    public IEnumerable<ChangeSet> ChangeSets() => changes.Select((operations, n) => new ChangeSet(n + 1, Start.AddHours(n), operations));
}
