namespace Muster.Engine.Scheduling;

/// <summary>
/// The times at which connections are due, for all processes that serve the workspace: each time is taken up by one of them. Whoever takes one up names the next in the same step, so that nothing is begun twice and no
/// time is lost with a process that dies. All instants are by the clock that they have in common.
/// </summary>
public interface IScheduleSlots
{
    /// <summary>So long after its last sign of life whoever took a time up counts as dead. One that is known to have died on this machine does at once.</summary>
    TimeSpan Patience { get; }

    /// <summary>How it stands, in one read.</summary>
    Task<SlotBoard> LookAsync(CancellationToken cancellationToken);

    /// <summary>Says when a connection is due next, in place of what was seen.</summary>
    /// <param name="seen">How it stood when it was looked at.</param>
    /// <param name="version">Version of the settings that it was worked out from.</param>
    /// <param name="due">When; null for never.</param>
    /// <param name="cancellationToken">Cancels it; nothing is stored then.</param>
    /// <returns>False when it stood otherwise already; nothing was stored.</returns>
    Task<bool> ArmAsync(ConnectionSlot seen, long version, DateTimeOffset? due, CancellationToken cancellationToken);

    /// <summary>Takes a time up, and says when the connection is due next.</summary>
    /// <param name="seen">How it stood when it was looked at; due, and nobody carries the time before it out.</param>
    /// <param name="next">When it is due next; null for never.</param>
    /// <param name="cancellationToken">Cancels it; nothing is stored then.</param>
    /// <returns>False when somebody else was faster, it stood otherwise already, or its time has not come by the clock of all.</returns>
    Task<bool> TakeAsync(ConnectionSlot seen, DateTimeOffset? next, CancellationToken cancellationToken);

    /// <summary>Takes a time over whose process has died.</summary>
    /// <param name="seen">How it stood when it was looked at.</param>
    /// <param name="cancellationToken">Cancels it; nothing is stored then.</param>
    /// <returns>False when somebody else was faster.</returns>
    Task<bool> TakeOverAsync(ConnectionSlot seen, CancellationToken cancellationToken);

    /// <summary>A sign of life of this process for the times that it carries out.</summary>
    /// <param name="connections">Keys of the connections.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task KeepAsync(IReadOnlyCollection<int> connections, CancellationToken cancellationToken);

    /// <summary>Ends what this process has taken up, and says what became of it; only the latter where somebody else has taken it over.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="end">What became of it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task EndAsync(int connection, SlotEnd end, CancellationToken cancellationToken);

    /// <summary>Says what became of a time that nobody had to carry out, such as one that was left out.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="end">What became of it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task NoteAsync(int connection, SlotEnd end, CancellationToken cancellationToken);
}

/// <summary>How the schedules of a workspace stand.</summary>
/// <param name="Now">The present, by the clock that all processes have in common.</param>
/// <param name="Connections">All connections, in the order of their keys.</param>
public sealed record SlotBoard(DateTimeOffset Now, IReadOnlyList<ConnectionSlot> Connections)
{
    /// <summary>One of them; null when it is gone.</summary>
    public ConnectionSlot? Of(int connection) => Connections.FirstOrDefault(slot => slot.Connection == connection);
}

/// <summary>When a connection is due.</summary>
/// <param name="Connection">Key of the connection.</param>
/// <param name="Settings">Version of its settings that is in force.</param>
public sealed record ConnectionSlot(int Connection, long Settings)
{
    /// <summary>Version of the settings that the time was worked out from; null when none was yet.</summary>
    public long? Version { get; init; }

    /// <summary>When it is due next; null for never.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Who carries out the time before; null when nobody does.</summary>
    public SlotHolder? Holder { get; init; }

    /// <summary>What became of the last time that was carried out or left out; null when there was none.</summary>
    public SlotEnd? Last { get; init; }
}

/// <summary>A process that has taken a time up.</summary>
/// <param name="Process">Names it.</param>
/// <param name="Due">The time.</param>
/// <param name="KeptAt">Its last sign of life.</param>
/// <param name="IsDead">Whether it counts as dead.</param>
public sealed record SlotHolder(string Process, DateTimeOffset Due, DateTimeOffset KeptAt, bool IsDead)
{
    /// <summary>The process for people: its number and its machine.</summary>
    public required string Words { get; init; }
}

/// <summary>What became of a time.</summary>
/// <param name="At">When it was taken up or left out.</param>
/// <param name="Said">What became of it, one sentence in English.</param>
/// <param name="Address">Where to look; null for nowhere.</param>
public sealed record SlotEnd(DateTimeOffset At, string Said, string? Address);
