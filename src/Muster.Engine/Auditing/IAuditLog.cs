namespace Muster.Engine.Auditing;

/// <summary>The append-only record of what was done, chained by hashes so that a changed, missing or inserted entry shows.</summary>
public interface IAuditLog
{
    /// <summary>Entries in order.</summary>
    /// <param name="after">Only entries with a larger number.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    IAsyncEnumerable<AuditEntry> EntriesAsync(long after, CancellationToken cancellationToken);

    /// <summary>The entries that fit, in order.</summary>
    IAsyncEnumerable<AuditEntry> EntriesAsync(AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>How many entries fit, wherever a page of them begins.</summary>
    Task<long> CountAsync(AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>Notes how far the log goes, after recomputing it up to there.</summary>
    /// <returns>The note; null while the log is empty.</returns>
    /// <exception cref="Reading.StoredDataException">The log is damaged; a note of it would vouch for that.</exception>
    Task<AuditCheckpoint?> CheckpointAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Recomputes the chain, the digests of the recorded changes from the stored intervals, and compares stored packed sets with the rows they
    /// stand for (INV-19, INV-20).
    /// </summary>
    /// <param name="checkpoints">Notes made earlier and kept elsewhere: the log must still contain them.</param>
    /// <param name="cancellationToken">Cancels the verification.</param>
    /// <returns>Every disagreement; empty when everything agrees.</returns>
    Task<AuditVerification> VerifyAsync(IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken cancellationToken);

    /// <summary>Records something that changed no user, group or membership: a sign-in, a role given, a token made.</summary>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">What: <c>account.signedIn</c>, …</param>
    /// <param name="subject">To what.</param>
    /// <param name="detail">Facts by name; no secret.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>Number of the entry.</returns>
    Task<long> AppendAsync(
        string actor,
        string action,
        string subject,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken
    );

    /// <summary>Waits until nobody else writes, and holds the log until the turn ends: short, and with nothing else held that others wait for.</summary>
    Task<IAuditTurn> TurnAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Rebuilds from the history what is only derived from it: the packed sets that plans are made from, the counters, and what a user's row repeats of its current version.
    /// Nothing is written unless the chain is whole and the history agrees with it. One transaction, with its audit entry.
    /// </summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="lease">The lease under which it is written.</param>
    /// <param name="cancellationToken">Rolls everything back.</param>
    /// <exception cref="Runs.LeaseLostException">Another process has taken over; nothing was stored.</exception>
    Task<RepairOutcome> RepairAsync(string actor, string? reason, Runs.Lease lease, CancellationToken cancellationToken);

    /// <summary>The same without notes: a cut end does not show.</summary>
    Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) => VerifyAsync([], cancellationToken);
}

/// <summary>One entry.</summary>
/// <param name="Number">Position in the chain, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who or what.</param>
/// <param name="Action">What was done, a stable word such as <c>run.applied</c>.</param>
/// <param name="Subject">To what.</param>
/// <param name="Detail">Canonical JSON with the rest: counts, reason, hashes. Never a secret.</param>
/// <param name="PreviousHash">Hash of the entry before, lower-case hex; 64 zeros at the first.</param>
/// <param name="Hash">SHA-256 over this entry and the previous hash, lower-case hex.</param>
public sealed record AuditEntry(
    long Number,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    string Detail,
    string PreviousHash,
    string Hash
);

/// <summary>What a verification found.</summary>
/// <param name="Entries">Entries checked.</param>
/// <param name="LastHash">Hash of the last entry; compare it with one noted outside to detect a cut tail.</param>
/// <param name="Faults">Disagreements, for people.</param>
public sealed record AuditVerification(long Entries, string LastHash, IReadOnlyList<string> Faults)
{
    /// <summary>Disagreements of the log or the history itself; the rest is about what is derived from them and can be rebuilt.</summary>
    public IReadOnlyList<string> OfTheRecord { get; init; } = [];

    /// <summary>Anchors outside that cannot be read or are none of this installation: they say nothing about the log.</summary>
    public IReadOnlyList<string> OfTheAnchors { get; init; } = [];

    /// <summary>Whether log and history are whole, and only anchors outside are not.</summary>
    public bool IsOfAnchorsOnly => OfTheAnchors.Count > 0 && Faults.Count == OfTheAnchors.Count;

    /// <summary>Whether there are disagreements of the log, and all of them can be put right by rebuilding what is derived.</summary>
    public bool IsRepairable => Faults.Count > OfTheAnchors.Count && OfTheRecord.Count == 0;
}
