using System.Diagnostics;
using System.Diagnostics.Metrics;
using Muster.Engine.Runs;
using Muster.Server.Runs;
using Muster.Server.Wording;

namespace Muster.Server.Telemetry;

/// <summary>What Muster counts and times of its own work, beside what the platform does of requests, the database and the process. <c>docs/operations.md</c> lists all of it.</summary>
internal sealed class ServerMeter
{
    /// <summary>Name of the meter, and of the source of its spans.</summary>
    public const string Name = "Muster";

    /// <summary>Spans of Muster's own work: one a piece of work, around those of requests and statements.</summary>
    public static readonly ActivitySource Spans = new(Name);

    private readonly Counter<long> _runs;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _phases;

    /// <summary>Makes the instruments; nothing is measured before somebody listens.</summary>
    /// <param name="meters">Makes meters of this host.</param>
    /// <param name="live">Work of this process.</param>
    /// <param name="figures">How the workspace stands.</param>
    public ServerMeter(IMeterFactory meters, LiveRuns live, WorkspaceFigures figures)
    {
        var meter = meters.Create(Name);
        _runs = meter.CreateCounter<long>(
            "muster.runs",
            "{run}",
            "Runs that this process brought to an end, by what they were for, what began them and how they ended"
        );
        _phases = meter.CreateHistogram<double>("muster.run.phase.duration", "s", "How long the parts of runs took");
        _changes = meter.CreateCounter<long>("muster.changes", "{change}", "What applied runs changed, by kind");
        _requests = meter.CreateCounter<long>("muster.directory.requests", "{request}", "Requests that reads of a directory took");
        meter.CreateObservableGauge(
            "muster.work.active",
            () => live.Own.Count(run => run.State.EndedAt is null),
            "{work}",
            "Work that goes on in this process now"
        );
        meter.CreateObservableGauge(
            "muster.users",
            () => figures.Recent is { } now ? [new(now.Users)] : None<long>(),
            "{user}",
            "Active users"
        );
        meter.CreateObservableGauge(
            "muster.groups",
            () => figures.Recent is { } now ? [new(now.Groups)] : None<long>(),
            "{group}",
            "Groups in use"
        );
        meter.CreateObservableGauge(
            "muster.plans.held",
            () => figures.Recent is { } now ? [new(now.HeldPlans)] : None<long>(),
            "{plan}",
            "Plans that wait for a person"
        );
        meter.CreateObservableGauge(
            "muster.problems.open",
            () => figures.Recent is { } now ? [new(now.OpenProblems)] : None<long>(),
            "{problem}",
            "Problems that stand and are not put aside"
        );
        meter.CreateObservableGauge(
            "muster.connection.read.age",
            () => figures.Recent is { } now ? [.. now.ReadAges(figures.Now)] : None<double>(),
            "s",
            "How long ago the directory of a connection was last read to the end"
        );
        meter.CreateObservableGauge(
            "muster.connection.health",
            () => figures.Recent is { } now ? [.. now.Healths()] : None<int>(),
            description: "1 for the word that says how a connection stands, 0 for the others"
        );
        live.Made += Count;
    }

    private void Count(Run run)
    {
        _runs.Add(
            1,
            new TagList
            {
                { "muster.run.verb", run.Verb },
                { "muster.run.trigger", JsonFormat.Word(RunTriggers.Of(run)) },
                { "muster.run.outcome", JsonFormat.Word(run.Outcome) },
            }
        );
        foreach (var (phase, seconds) in new[] { ("read", run.Seconds.Read), ("plan", run.Seconds.Plan), ("apply", run.Seconds.Apply) })
            if (seconds > 0)
                _phases.Record(seconds, new KeyValuePair<string, object?>("muster.run.phase", phase));
        if (run.Spending.Requests > 0)
            _requests.Add(run.Spending.Requests);
        if (run.Outcome != RunOutcome.Applied)
            return;
        var counts = run.Counts;
        foreach (
            var (kind, count) in new[]
            {
                ("usersCreated", counts.UsersCreated),
                ("usersUpdated", counts.UsersUpdated),
                ("usersSuspended", counts.UsersSuspended),
                ("usersReactivated", counts.UsersReactivated),
                ("groupsCreated", counts.GroupsCreated),
                ("membersAdded", counts.MembersAdded),
                ("membersRemoved", counts.MembersRemoved),
                ("ownersAdded", counts.OwnersAdded),
                ("ownersRemoved", counts.OwnersRemoved),
            }
        )
            if (count > 0)
                _changes.Add(count, new KeyValuePair<string, object?>("muster.change", kind));
    }

    /// <summary>What is not known yet is left out: 0 would be a statement.</summary>
    private static Measurement<T>[] None<T>()
        where T : struct => [];
}
