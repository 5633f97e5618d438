using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server.Connections;
using Muster.Server.Runs;

namespace Muster.Server.Home;

/// <summary>Everything the first page shows, read at one moment.</summary>
internal sealed record HomeFigures
{
    /// <summary>So many problems are read at most.</summary>
    public const int MostProblems = 8;

    private const int DaysShown = 14;

    /// <summary>The connections, with how they stand.</summary>
    public required IReadOnlyList<ConnectionStanding> Connections { get; init; }

    /// <summary>Groups in use.</summary>
    public required long Groups { get; init; }

    /// <summary>When the directory was last read to its end; null for never.</summary>
    public required DateTimeOffset? ReadAt { get; init; }

    /// <summary>The first few of the problems that are counted, those seen last first.</summary>
    public required IReadOnlyList<InboxProblem> Problems { get; init; }

    /// <summary>How many problems stand and are not put aside. A run that is held is none where a plan waits that says so.</summary>
    public required long ProblemCount { get; init; }

    /// <summary>Adds and removes of the last days, the oldest first.</summary>
    public required IReadOnlyList<DayOfChanges> Days { get; init; }

    /// <summary>The latest runs.</summary>
    public required IReadOnlyList<Run> Runs { get; init; }

    /// <summary>Whether any plan was ever made.</summary>
    public required bool HasPlans { get; init; }

    /// <summary>The schedules, by connection.</summary>
    public required IReadOnlyDictionary<int, SchedulePolicy> Schedules { get; init; }

    /// <summary>When credentials end by themselves, or that they cannot be read any more (null), by connection; only those of which a notice stands (<see cref="CredentialEnd"/>).</summary>
    public required IReadOnlyDictionary<int, DateTimeOffset?> Credentials { get; init; }

    /// <summary>Steps of plans that wait.</summary>
    public long Waiting => Connections.Sum(connection => connection.Waiting?.Counts.Total ?? 0);

    /// <summary>Whether connection, import, groups and a first plan are there.</summary>
    public bool IsSetUp => HasImport && Groups > 0 && HasPlans;

    /// <summary>Whether people come: by a rule, or with the groups they are in.</summary>
    public bool HasImport => Connections.Any(one => one.Connection.ImportRule is not null || (one.ImportsMembers && Groups > 0));

    /// <summary>Reads them.</summary>
    /// <param name="muster">Where from.</param>
    /// <param name="activity">What every revision did to memberships.</param>
    /// <param name="live">Work of this server.</param>
    /// <param name="within">Keys of the connections that are shown; null for all, and what belongs to none.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<HomeFigures> LoadAsync(
        MusterInstance muster,
        KnownActivity activity,
        LiveRuns live,
        IReadOnlyList<int>? within,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var database = muster.Database;
        var now = clock.GetUtcNow();
        var counts = await database.Problems.OpenCountsAsync(within, now, cancellationToken);
        var connections = new List<ConnectionStanding>();
        foreach (var connection in (await muster.Connections.ListAsync(cancellationToken)).Where(it => within?.Contains(it.Key) != false))
            connections.Add(await ConnectionStanding.LoadAsync(muster, live, connection, counts, cancellationToken));
        var (problems, told) = await ProblemsAsync(database.Problems, connections, within, now, cancellationToken);
        var revision = await database.Platform.RevisionAsync(cancellationToken);
        var schedules = new Dictionary<int, SchedulePolicy>();
        var credentials = new Dictionary<int, DateTimeOffset?>();
        foreach (var key in connections.Select(connection => connection.Connection.Key))
        {
            var settings = await database.Settings.CurrentAsync(SettingScope.Of(key), cancellationToken);
            schedules[key] = Settings.OfConnection.FromValues(settings.Values).Schedule;
            var (endsAt, readable) = await ConnectionOverview.CredentialAsync(muster, key, cancellationToken);
            if (!readable || CredentialEnd.StageAt(endsAt, now) is not null)
                credentials[key] = readable ? endsAt : null;
        }
        return new HomeFigures
        {
            Connections = connections,
            Schedules = schedules,
            Credentials = credentials,
            Groups = within is { Count: 0 }
                ? 0
                : await database.Platform.CountGroupsAsync(revision, new GroupQuery { Within = within }, cancellationToken),
            // As of the one that was read longest ago: what is said of all of them holds for each.
            ReadAt = connections.Any(connection => connection.ReadAt is null) ? null : connections.Min(connection => connection.ReadAt),
            Problems = problems,
            ProblemCount = counts.Values.Sum() - told,
            Days = DayOfChanges.Of(await activity.OfAsync(within, cancellationToken), now, DaysShown),
            Runs = await database.Runs.ListAsync(new RunFilter { Within = within, Limit = 10 }, cancellationToken),
            HasPlans = await database.Plans.CountAsync(new PlanFilter(null, null, null, 1) { Within = within }, cancellationToken) > 0,
        };
    }

    /// <summary>The first problems that nothing else on the page says, and how many are left out for that.</summary>
    private static async Task<(IReadOnlyList<InboxProblem> First, int Told)> ProblemsAsync(
        IProblemStore store,
        List<ConnectionStanding> connections,
        IReadOnlyList<int>? within,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // The plan says it, as long as there is one: it expires, and the run stays held. A connection has one such problem at most.
        List<int> plans =
        [
            .. connections.Where(one => one.Waiting?.State == PlanState.Held && one.Problems > 0).Select(one => one.Connection.Key),
        ];
        var open = new ProblemFilter(now) { State = ProblemState.Open };
        var told =
            plans.Count == 0 ? [] : await store.PageAsync(open with { Code = ProblemCauses.Held, Within = plans }, cancellationToken);
        var first = await store.PageAsync(open with { Within = within, Limit = MostProblems + told.Count }, cancellationToken);
        var besides = first.ExceptBy(told.Select(problem => problem.Id), problem => problem.Id);
        return ([.. besides.Take(MostProblems)], told.Count);
    }
}
