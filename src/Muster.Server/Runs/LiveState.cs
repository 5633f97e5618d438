using System.Collections.Immutable;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Wording;

namespace Muster.Server.Runs;

/// <summary>What is known of work under way, at one moment; the same for a server and a command line. Values only grow.</summary>
internal sealed record LiveState
{
    /// <summary>Counts the changes; a watcher that has seen this one need not be told again.</summary>
    public long Version { get; init; }

    /// <summary>The phase it is in; null before the first.</summary>
    public RunPhase? Phase { get; init; }

    /// <summary>When that phase began; null before the first.</summary>
    public DateTimeOffset? PhaseAt { get; init; }

    /// <summary>Whether it has begun to read a directory.</summary>
    public bool Reads { get; init; }

    /// <summary>Pages read.</summary>
    public int Pages { get; init; }

    /// <summary>Users read.</summary>
    public long Users { get; init; }

    /// <summary>Groups read.</summary>
    public long Groups { get; init; }

    /// <summary>Memberships read.</summary>
    public long Edges { get; init; }

    /// <summary>How long the directory asked to wait before more users are read; null when it does not.</summary>
    public TimeSpan? UsersWait { get; init; }

    /// <summary>The same for groups, which are read beside them.</summary>
    public TimeSpan? GroupsWait { get; init; }

    /// <summary>How long the directory asked to wait; null when it does not.</summary>
    public TimeSpan? Waiting => UsersWait > GroupsWait || GroupsWait is null ? UsersWait : GroupsWait;

    /// <summary>The last waits that the directory asked for, the newest last.</summary>
    public ImmutableList<LiveWait> Waits { get; init; } = [];

    /// <summary>How often it asked in all.</summary>
    public int WaitCount { get; init; }

    /// <summary>Pages of users read, repeats not counted.</summary>
    public int UserPages { get; init; }

    /// <summary>The same for groups.</summary>
    public int GroupPages { get; init; }

    /// <summary>How fast steps are written.</summary>
    public LivePace Pace { get; init; } = LivePace.None;

    /// <summary>Steps written, and how many there are.</summary>
    public long Done { get; init; }

    /// <summary>Steps to write; 0 before it is known.</summary>
    public long Total { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What went wrong, for people; null when nothing did.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether that was the directory, which could not be read.</summary>
    public bool NotRead { get; init; }

    /// <summary>How what it made came out: applied, held, nothing to do; null while that is not known, and for work of another kind.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>The run it made; null while there is none.</summary>
    public RunEnd? Made { get; init; }

    /// <summary>The steps of that run, as it keeps them; null while there is none.</summary>
    public IReadOnlyList<StepState>? Rail { get; init; }

    /// <summary>Where to look next: the plan, or the run; null while it goes on.</summary>
    public string? Result { get; init; }

    /// <summary>A phase begins.</summary>
    public LiveState In(RunPhase phase, DateTimeOffset now) => Enter(phase, now) with { UsersWait = null, GroupsWait = null };

    /// <summary>Reading goes on.</summary>
    public LiveState Read(ReadProgress progress, DateTimeOffset now)
    {
        var state = (Phase is null ? Enter(RunPhase.Read, now) : this).Waited(progress, now);
        return progress.Stream == DirectoryStream.Users
            ? state with
            {
                Pages = Pages + 1,
                UserPages = Math.Max(UserPages, progress.Pages),
                Users = Math.Max(Users, progress.Objects),
                UsersWait = progress.Waiting,
            }
            : state with
            {
                Pages = Pages + 1,
                GroupPages = Math.Max(GroupPages, progress.Pages),
                Groups = Math.Max(Groups, progress.Objects),
                Edges = Math.Max(Edges, progress.Edges),
                GroupsWait = progress.Waiting,
            };
    }

    /// <summary>Applying goes on.</summary>
    public LiveState Applied(long done, long total, DateTimeOffset now) =>
        Enter(RunPhase.Apply, now) with
        {
            Done = Math.Max(done, Done),
            Total = total,
            Pace = Pace.With(now, Math.Max(done, Done)),
        };

    private LiveState Waited(ReadProgress progress, DateTimeOffset now)
    {
        var before = progress.Stream == DirectoryStream.Users ? UsersWait : GroupsWait;
        if (progress.Waiting is not { } wait || wait == before)
            return this;
        var waits = Waits.Add(new LiveWait(now, progress.Stream, wait));
        return this with { Waits = waits.Count > LiveWait.Kept ? waits.RemoveAt(0) : waits, WaitCount = WaitCount + 1 };
    }

    private LiveState Enter(RunPhase phase, DateTimeOffset now) =>
        Phase == phase ? this : this with { Phase = phase, PhaseAt = now, Reads = Reads || phase == RunPhase.Read };
}
