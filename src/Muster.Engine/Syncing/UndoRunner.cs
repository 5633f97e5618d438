using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Exceptions;
using Muster.Engine.Guarding;
using Muster.Engine.Incremental;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Users;

namespace Muster.Engine.Syncing;

/// <summary>Undoes what runs did to memberships, sub-groups and exceptions, by a plan like any other: shown, judged, applied as a run of its own.</summary>
public sealed class UndoRunner(
    IConnectionStore connections,
    IMirrorStore mirrorStore,
    IPlatformStore platform,
    IExceptionStore exceptions,
    PolicyReader policyReader,
    ProtectedNames protectedNames,
    GuardWatch guards,
    IRunJournal journal,
    ILeaseStore leases,
    TimeProvider clock
)
{
    /// <summary>Undoes runs together.</summary>
    /// <param name="which">Which runs.</param>
    /// <param name="until">When the pauses of the groups end by themselves; null for never.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="seen">Hash of the plan that was looked at: another one is refused; null when none was.</param>
    /// <param name="observer">Shows the plan and asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<DecisionOutcome> RunAsync(
        UndoneRuns which,
        DateTimeOffset? until,
        string actor,
        string? seen,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(which);
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"runs undo {which}", clock, cancellationToken);
        var (runs, refused) = await FindAsync(which, lease.Token);
        if (refused is not null)
            return refused;
        var connection = await ConnectionOfAsync(runs, lease.Token);
        var planned = await PlanAsync(runs, connection, until, lease.Token);
        var run = await journal.BeginAsync(connection, "runs undo", actor, lease.Lease, lease.Token) with
        {
            Message = runs.Count == 1 ? $"Undoes run {runs[0].Id}." : $"Undoes runs {string.Join(", ", runs.Select(undone => undone.Id))}.",
        };
        var decisions = new SmallPlans(platform, journal, clock);
        return new DecisionOutcome.Done(await decisions.DecideAsync(planned, run, observer, lease, seen));
    }

    /// <summary>What undoing runs would do; nothing is changed, and no run is recorded.</summary>
    /// <param name="which">Which runs.</param>
    /// <param name="until">When the pauses of the groups would end; null for never.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The plan with its verdict, or why the runs cannot be undone.</returns>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<(PlannedRun? Planned, DecisionOutcome? Refused)> DraftAsync(
        UndoneRuns which,
        DateTimeOffset? until,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(which);
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"runs undo {which}", clock, cancellationToken);
        var (runs, refused) = await FindAsync(which, lease.Token);
        return refused is null
            ? (await PlanAsync(runs, await ConnectionOfAsync(runs, lease.Token), until, lease.Token), null)
            : (null, refused);
    }

    /// <summary>The runs that changed something, the oldest first, or why they cannot be undone together.</summary>
    private async Task<(List<Run> Runs, DecisionOutcome? Refused)> FindAsync(UndoneRuns which, CancellationToken cancellationToken)
    {
        var runs = new List<Run>();
        if (which is UndoneRuns.Between(var from, var to))
        {
            runs.AddRange(await journal.ListAsync(new RunFilter { Changed = (from, to) }, cancellationToken));
            if (runs.Count == 0)
                return (runs, new DecisionOutcome.NotFound());
        }
        else
            foreach (var id in ((UndoneRuns.These)which).Ids.Distinct())
                switch (await journal.FindAsync(id, cancellationToken))
                {
                    case null:
                        return (runs, new DecisionOutcome.NotFound());
                    case { Revision: null } unchanged:
                        return (runs, new DecisionOutcome.NotHeld(unchanged));
                    case var run:
                        runs.Add(run);
                        break;
                }
        runs.Sort((left, right) => left.Revision!.Value.CompareTo(right.Revision!.Value));
        return runs.Select(run => run.Connection).OfType<int>().Distinct().Count() > 1
            ? (runs, new DecisionOutcome.SeveralConnections(await ByConnectionAsync(runs, cancellationToken)))
            : (runs, null);
    }

    private async Task<string> ByConnectionAsync(List<Run> runs, CancellationToken cancellationToken)
    {
        var names = (await connections.ListAsync(cancellationToken)).ToDictionary(
            connection => connection.Key,
            connection => connection.Name
        );
        return string.Join(
            ", ",
            runs.GroupBy(run => run.Connection)
                .Select(of =>
                    (
                        Name: of.Key is { } key ? $"'{names.GetValueOrDefault(key, "a removed one")}'" : "none",
                        Runs: of.Select(run => run.Id)
                    )
                )
                .Select(of => $"{of.Name} (runs {string.Join(' ', of.Runs)})")
        );
    }

    /// <summary>The connection whose rules judge it; of runs that needed none, such as edits by hand, the only one there is.</summary>
    private async Task<int?> ConnectionOfAsync(List<Run> runs, CancellationToken cancellationToken) =>
        runs.Select(run => run.Connection).FirstOrDefault(key => key is not null) is { } key ? key
        : await connections.ListAsync(cancellationToken) is [var only] ? only.Key
        : null;

    private async Task<PlannedRun> PlanAsync(List<Run> runs, int? connectionKey, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var connection =
            (await connections.ListAsync(cancellationToken)).FirstOrDefault(candidate => candidate.Key == connectionKey) ?? Unconnected;
        var mirror = connection.Key == 0 ? NothingRead : await mirrorStore.LoadAsync(connection.Key, cancellationToken);
        var actual = await platform.LoadAsync(connection.Key, cancellationToken);
        var policies =
            connection.Key == 0 ? ConnectionPolicies.Default : await policyReader.OfConnectionAsync(connection.Key, cancellationToken);
        var plan = UndoPlanner.Plan(await RequestAsync(runs, connection, mirror, actual, until, cancellationToken));
        var context = await guards.ContextAsync(connection.Key, policies, plan, cancellationToken);
        return new PlannedRun
        {
            Connection = connection,
            Mirror = mirror,
            Actual = actual,
            Plan = plan,
            Policies = policies,
            Verdict = policies.Guards.Judge(plan, actual, context),
            Guards = policies.Guards,
            Spending = new ReadSpending(0, 0, 0),
            Read = new ReadSummary(false, [], 0),
            Planning = new PlanningWay(true, "It undoes what runs did."),
        };
    }

    private async Task<UndoRequest> RequestAsync(
        List<Run> runs,
        Connection connection,
        DirectoryMirror mirror,
        PlatformState actual,
        DateTimeOffset? until,
        CancellationToken cancellationToken
    )
    {
        var revisions = runs.Select(run => run.Revision!.Value).ToHashSet();
        var changes = new List<ExceptionChange>();
        var paused = new HashSet<int>();
        foreach (var revision in revisions.Order())
        {
            changes.AddRange(await exceptions.ChangesAsync(revision, cancellationToken));
            paused.UnionWith(await platform.PausedByAsync(revision, cancellationToken));
        }
        var events = await platform.EventsAsync(revisions.Min(), revisions.Max(), cancellationToken);
        var subGroups = await platform.SubGroupEventsAsync(revisions.Min(), revisions.Max(), cancellationToken);
        return new UndoRequest
        {
            Basis = new PlanBasis(actual.Revision, mirror.Certificate, connection.ConfigurationVersion),
            Actual = actual,
            Now = clock.GetUtcNow(),
            Runs = [.. runs.Select(run => run.Id)],
            Events = [.. events.Where(item => revisions.Contains(item.Revision)).Select(item => item.Event)],
            SubGroups = [.. subGroups.Where(item => revisions.Contains(item.Revision)).Select(item => item.Event)],
            Exceptions = changes,
            PausedByRuns = paused,
            Until = until,
            // What is done here by hand concerns the people of all connections (INV-11).
            ProtectedUsers = await protectedNames.AllAsync(cancellationToken),
        };
    }

    private static DirectoryMirror NothingRead => new([], [], new ReadCertificate(StreamCertificate.NotRead, StreamCertificate.NotRead, 0));

    /// <summary>Stands in for the connection of a run that needed none, such as one that retired a group.</summary>
    private static Connection Unconnected =>
        new()
        {
            Name = "",
            TenantId = "",
            ClientId = "",
            Credential = CredentialKind.Secret,
            GraphUrl = new Uri("https://localhost/"),
            Authority = new Uri("https://localhost/"),
            ConfigurationVersion = 0,
        };
}

/// <summary>Which runs to undo.</summary>
public abstract record UndoneRuns
{
    private UndoneRuns() { }

    /// <summary>Runs by number.</summary>
    public sealed record These(IReadOnlyList<long> Ids) : UndoneRuns
    {
        /// <inheritdoc />
        public override string ToString() => string.Join(' ', Ids);
    }

    /// <summary>Every run that ended in a stretch of time and changed something.</summary>
    public sealed record Between(DateTimeOffset From, DateTimeOffset To) : UndoneRuns
    {
        /// <inheritdoc />
        public override string ToString() => $"from {From:u} to {To:u}";
    }
}
