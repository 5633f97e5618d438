namespace Muster.Engine.Inbox;

/// <summary>The inbox of problems: one row a cause, kept up to date in the transaction that ends a run.</summary>
public interface IProblemStore
{
    /// <summary>All rows ever, those seen last first.</summary>
    Task<IReadOnlyList<InboxProblem>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The rows that fit, those seen last first, from a place on.</summary>
    Task<IReadOnlyList<InboxProblem>> PageAsync(ProblemFilter filter, CancellationToken cancellationToken);

    /// <summary>How many fit, wherever a page of them begins.</summary>
    Task<long> CountAsync(ProblemFilter filter, CancellationToken cancellationToken);

    /// <summary>How many open problems each connection has, by its key; those without one are left out.</summary>
    /// <param name="within">Only connections with these keys; null for all, and what is about the installation itself.</param>
    /// <param name="at">The instant at which it is decided who has put aside what.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyDictionary<int, long>> OpenCountsAsync(
        IReadOnlyList<int>? within,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>How many open problems are about each of some groups, by its exact name; those without one are left out.</summary>
    /// <param name="subjects">Names of groups.</param>
    /// <param name="within">Only problems of one of the connections with these keys; null for all.</param>
    /// <param name="at">The instant at which it is decided who has put aside what.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyDictionary<string, long>> OpenAboutAsync(
        IReadOnlyCollection<string> subjects,
        IReadOnlyList<int>? within,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>One row; null when there is none with that number.</summary>
    Task<InboxProblem?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>What happened to one, the oldest first.</summary>
    Task<IReadOnlyList<ProblemEvent>> HistoryAsync(long id, CancellationToken cancellationToken);

    /// <summary>Notes that a problem of the installation itself, which no run finds, stands or is over. What is known already is left as it is.</summary>
    /// <param name="cause">The problem.</param>
    /// <param name="stands">Whether it is there.</param>
    /// <param name="actor">Who or what noticed.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task NoteAsync(ProblemCause cause, bool stands, string actor, CancellationToken cancellationToken);

    /// <summary>Puts a problem aside until an instant, or takes it up again.</summary>
    /// <param name="seen">The problem as whoever asks looked at it.</param>
    /// <param name="until">Until when; null to wake it.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The row as it is then; null when it was put aside, taken up, resolved or removed since it was looked at, and nothing was changed.</returns>
    Task<InboxProblem?> SnoozeAsync(
        InboxProblem seen,
        DateTimeOffset? until,
        string actor,
        string? reason,
        CancellationToken cancellationToken
    );
}

/// <summary>A problem by its cause.</summary>
public sealed record InboxProblem
{
    /// <summary>Stands in place of the key of a connection for what is about the installation itself.</summary>
    public const int Installation = 0;

    /// <summary>Number in the workspace.</summary>
    public required long Id { get; init; }

    /// <summary>Key of the connection; <see cref="Installation"/> for none.</summary>
    public required int Connection { get; init; }

    /// <summary>Stable word for machines.</summary>
    public required string Code { get; init; }

    /// <summary>What it is about: a group, or the first few people.</summary>
    public required string Subject { get; init; }

    /// <summary>How many it concerns.</summary>
    public required int Count { get; init; }

    /// <summary>What it does, for people.</summary>
    public required string Effect { get; init; }

    /// <summary>A command that helps.</summary>
    public required string Fix { get; init; }

    /// <summary>When it was first seen, also where it was gone meanwhile.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>Since when it has stood: when it appeared, or when it last returned after it was gone.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was last seen.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Run that saw it last; 0 where no run looks for it.</summary>
    public required long LastRun { get; init; }

    /// <summary>When a run did not see it any more; null while it stands.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Put aside until then; null when it is not.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>Who put it aside, and why.</summary>
    public string? Snoozed { get; init; }

    /// <summary>Whether it is put aside at an instant.</summary>
    public bool IsSnoozed(DateTimeOffset now) => ResolvedAt is null && SnoozedUntil > now;

    /// <summary>How it stands at an instant.</summary>
    public ProblemState StateAt(DateTimeOffset now) =>
        ResolvedAt is not null ? ProblemState.Resolved
        : IsSnoozed(now) ? ProblemState.Snoozed
        : ProblemState.Open;
}

/// <summary>Something that happened to a problem.</summary>
/// <param name="At">When.</param>
/// <param name="What"><c>appeared</c>, <c>returned</c>, <c>resolved</c>, <c>snoozed</c> or <c>woken</c>. Stored, so they must not change.</param>
/// <param name="Run">The run that saw it so; null when a person did it.</param>
/// <param name="Actor">Who or what.</param>
/// <param name="Text">More, or null.</param>
public sealed record ProblemEvent(DateTimeOffset At, string What, long? Run, string Actor, string? Text);

/// <summary>What a run says about the inbox.</summary>
public enum ProblemScope
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>What it reports is there; about the rest it does not know.</summary>
    Adds = 1,

    /// <summary>It looked at everything of its connection: what it does not report is gone.</summary>
    Settles = 2,

    /// <summary>It carried out a plan: what that reports is there, but the directory was not read again.</summary>
    AddsAsPlanned = 3,

    /// <summary>It held what is kept against the directory: a disagreement that it does not report is gone, about the rest it does not know.</summary>
    Verifies = 4,
}
