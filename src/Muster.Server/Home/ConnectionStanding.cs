using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.History;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Server.Connections;
using Muster.Server.Runs;

namespace Muster.Server.Home;

/// <summary>A connection and how it stands: the one judgement, for the first page, the page of the connection and the API.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Health">The worst that is true of it.</param>
/// <param name="Last">Its latest run that has ended; null for none.</param>
/// <param name="Read">When its directory was last read to the end; null for never.</param>
/// <param name="Failed">The latest run that failed since that read; null for none. Nothing else that succeeds makes up for it.</param>
/// <param name="Held">The latest run that waits for a person, also when its plan has expired; null for none.</param>
/// <param name="Waiting">Its latest plan that waits; null for none.</param>
/// <param name="Schedule">When it is synchronised by itself.</param>
/// <param name="Problems">How many of its problems stand and are not put aside.</param>
/// <param name="NotRead">The attempt to read for something that is no run, such as a plan, which failed and which no read has made up for since; null for none.</param>
internal sealed record ConnectionStanding(
    Connection Connection,
    HealthWord Health,
    Run? Last,
    DirectoryRead? Read,
    Run? Failed,
    Run? Held,
    StoredPlan? Waiting,
    SchedulePolicy Schedule,
    long Problems,
    FailedRead? NotRead
)
{
    private const int RunsLookedAt = 20;

    /// <summary>The pause that holds; null while it does not rest.</summary>
    public StandingPause? Pause { get; init; }

    /// <summary>Whether its directory also tells of its changes.</summary>
    public bool Notified { get; init; }

    /// <summary>How it is followed, in a word.</summary>
    public ConnectionMode Mode { get; init; }

    /// <summary>Whether members of linked groups come with their group.</summary>
    public bool ImportsMembers { get; init; }

    /// <summary>Whether something was saved that no sync has followed and one could: not where none was followed so far, nor where nothing is ever applied.</summary>
    public bool HasUnapplied => IsUnapplied(Connection, Mode);

    /// <summary>The plan that waits, where somebody can decide about it; null where nothing is ever applied.</summary>
    public StoredPlan? Decidable => Mode == ConnectionMode.ObserveOnly ? null : Waiting;

    /// <summary>When its directory was last read to the end; null for never.</summary>
    public DateTimeOffset? ReadAt => Read?.At;

    /// <summary>Looks at one.</summary>
    /// <param name="muster">Where it is kept.</param>
    /// <param name="live">Work of this server; null where there is none.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="problems">How many problems that stand and are not put aside each connection has; none for one that is not there.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<ConnectionStanding> LoadAsync(
        MusterInstance muster,
        LiveRuns? live,
        Connection connection,
        IReadOnlyDictionary<int, long> problems,
        CancellationToken cancellationToken
    )
    {
        var runs = muster.Database.Runs;
        Task<Run?> LatestAsync(RunOutcome outcome) => FirstAsync(runs, connection, outcome, cancellationToken);
        var read = await muster.Database.History.LastReadAsync(connection.Key, cancellationToken);
        var (failed, incomplete) = (await LatestAsync(RunOutcome.Failed), await LatestAsync(RunOutcome.Incomplete));
        var worst = failed is null || incomplete?.Id > failed.Id ? incomplete : failed;
        var since = worst?.Id > (read?.Run ?? 0) ? worst : null;
        var heldRun = await LatestAsync(RunOutcome.Held);
        var latest = await runs.ListAsync(new RunFilter { Connection = connection.Key, Limit = RunsLookedAt }, cancellationToken);
        var held = await PlanAsync(muster, connection, PlanState.Held, cancellationToken);
        var ready = await PlanAsync(muster, connection, PlanState.Ready, cancellationToken);
        var notRead = await FailedRead.FindAsync(muster, live, connection, latest, cancellationToken);
        var policies = await muster.Policies.OfConnectionAsync(connection.Key, cancellationToken);
        var notified = await muster.IsNotifiedAsync(connection, cancellationToken);
        var mode = ConnectionModes.Of(policies, notified);
        var pause = await StandingPause.FindAsync(muster.Database.Settings, connection.Key, muster.Clock.GetUtcNow(), cancellationToken);
        var own = problems.GetValueOrDefault(connection.Key);
        return new ConnectionStanding(
            connection,
            Judge(
                failed: since is not null,
                held: heldRun is not null || (held is not null && mode != ConnectionMode.ObserveOnly),
                notRead: notRead is not null,
                read: read is not null,
                paused: pause is not null,
                asks: own > 0 || IsUnapplied(connection, mode)
            ),
            latest.FirstOrDefault(run => run.Outcome != RunOutcome.Running),
            read,
            since,
            heldRun,
            held is null || ready?.Id > held.Id ? ready : held,
            policies.Schedule,
            own,
            notRead
        )
        {
            Pause = pause,
            Notified = notified,
            Mode = mode,
            ImportsMembers = policies.AutoImportMembers,
        };
    }

    /// <summary>The one word for all that is true of a connection: the worst wins.</summary>
    /// <param name="failed">A run failed since the last read.</param>
    /// <param name="held">A plan or run waits for a person, since a guard rail holds it.</param>
    /// <param name="notRead">The last attempt to read failed.</param>
    /// <param name="read">It was ever read to its end.</param>
    /// <param name="paused">Somebody paused it.</param>
    /// <param name="asks">A problem stands, or something was saved that no sync has followed.</param>
    public static HealthWord Judge(bool failed, bool held, bool notRead, bool read, bool paused, bool asks) =>
        failed ? HealthWord.Failing
        : held ? HealthWord.Held
        : notRead ? HealthWord.Attention
        : !read ? HealthWord.NeverRun
        : paused ? HealthWord.Paused
        : asks ? HealthWord.Attention
        : HealthWord.Healthy;

    private static bool IsUnapplied(Connection connection, ConnectionMode mode) =>
        mode != ConnectionMode.ObserveOnly && connection is { AppliedConfiguration: > 0, HasUnappliedConfiguration: true };

    private static async Task<Run?> FirstAsync(
        IRunJournal runs,
        Connection connection,
        RunOutcome outcome,
        CancellationToken cancellationToken
    ) =>
        await runs.ListAsync(
            new RunFilter
            {
                Connection = connection.Key,
                Outcome = outcome,
                Limit = 1,
            },
            cancellationToken
        )
            is [var run, ..]
            ? run
            : null;

    private static async Task<StoredPlan?> PlanAsync(
        MusterInstance muster,
        Connection connection,
        PlanState state,
        CancellationToken cancellationToken
    ) =>
        await muster.Database.Plans.ListAsync(new PlanFilter(connection.Key, state, null, 1), cancellationToken) is [var plan, ..]
            ? plan
            : null;
}
