using System.Globalization;
using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Muster.Engine.Auditing;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Company;
using Muster.Server;
using Muster.Server.Api;
using Muster.Server.Demo;
using Muster.Server.Scheduling;

namespace Muster.Cli.Demo;

/// <summary>Lives the demo's past: real syncs of a company that changes, at the end of each month and on each of the last days.</summary>
internal sealed class DemoPast(
    Terminal terminal,
    MovedClock clock,
    EmulatorHost tenant,
    CompanyHistory company,
    DemoSize size,
    string folder
)
{
    /// <summary>Who decided what a guard rail held in the past.</summary>
    public const string Administrator = "ines.carvalho@lindhaven.example";

    private const int Step = 5;
    private const int LastDays = 14;

    private static readonly TimeOnly Evening = new(18, 30);

    private DateOnly _at = company.Start;
    private int _done;

    /// <summary>The days on which it syncs, oldest first.</summary>
    public IReadOnlyList<DateOnly> Stops { get; } = [.. StopsOf(company, size.Months)];

    /// <summary>First of the last days, of which each has its sync.</summary>
    public DateOnly Fortnight { get; } = FortnightOf(company, size.Months);

    /// <summary>Lives it, up to a day or to the end.</summary>
    /// <param name="before">The day that is not lived any more; null for the end.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UserErrorException">A sync ended as it should not.</exception>
    public async Task LiveAsync(DateOnly? before, IProgress<DemoProgress> progress, CancellationToken cancellationToken)
    {
        await using var muster = await MusterInstance.OpenAsync(folder, clock, cancellationToken);
        for (; _done < Stops.Count && (before is null || Stops[_done] < before); _done++)
        {
            var day = Stops[_done];
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(new(_done, Stops.Count));
            for (var between = _at.AddDays(Step); between < day; between = between.AddDays(Step))
                await ReadAsync(muster, between, cancellationToken);
            await GoToAsync(day, cancellationToken);
            var start = clock.GetTimestamp();
            var run = await SyncAsync(muster, cancellationToken);
            var seconds = Numbers.Seconds(clock.GetElapsedTime(start).TotalSeconds);
            terminal.Say(
                $"  {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}  {What(run.Counts)}{(run.DecidedBy is null ? "" : "; held, then approved")}  [grey]{seconds}[/]"
            );
            terminal.Writer.Flush();
        }
    }

    private async Task GoToAsync(DateOnly day, CancellationToken cancellationToken)
    {
        _at = day;
        clock.MoveTo(new(day.ToDateTime(Evening), TimeSpan.Zero));
        await tenant.AdvanceAsync(company.LastOn(day), cancellationToken);
    }

    /// <summary>Reads what has changed, and changes nothing here: a delta link is good for six days, and to read everything again costs ten times as much.</summary>
    private async Task ReadAsync(MusterInstance muster, DateOnly day, CancellationToken cancellationToken)
    {
        await GoToAsync(day, cancellationToken);
        await using var lease = await LeaseKeeper.AcquireAsync(muster.Database.Leases, "read", clock, cancellationToken);
        var connection = await muster.ConnectionAsync(null, cancellationToken);
        await muster.Reading.ReadAsync(connection, full: false, GroupNeed.All, lease.Lease, Quiet.Observer, lease.Token);
    }

    private static DateOnly FortnightOf(CompanyHistory company, int months) => company.Start.AddMonths(months).AddDays(-LastDays);

    private static IEnumerable<DateOnly> StopsOf(CompanyHistory company, int months)
    {
        var (fortnight, today) = (FortnightOf(company, months), company.Start.AddMonths(months));
        for (var month = 1; company.Start.AddMonths(month).AddDays(-1) is var day && day < fortnight; month++)
            yield return day;
        for (var day = fortnight; day < today; day = day.AddDays(1))
            if (company.LastOn(day) > company.LastOn(day.AddDays(-1)))
                yield return day;
    }

    /// <summary>A sync; what a guard rail holds is approved, since a person would have looked at it then.</summary>
    private static async Task<Run> SyncAsync(MusterInstance muster, CancellationToken cancellationToken)
    {
        DeedOrigin.Current = DeedOrigin.Schedule;
        var request = new SyncRequest
        {
            Connection = await muster.ConnectionAsync(null, cancellationToken),
            Actor = ConnectionSchedules.Actor,
        };
        var run = await muster.Syncs.RunAsync(request, Quiet.Observer, cancellationToken);
        if (run.Outcome == RunOutcome.Held)
        {
            DeedOrigin.Current = DeedOrigin.CommandLine;
            var reason = "Asked the owners of the groups: it is meant so";
            var decided = await muster.Plans.Approvals.ApproveRunAsync(run.Id, Administrator, reason, null, null, cancellationToken);
            run = decided is DecisionOutcome.Done(var done) ? done : run;
        }
        return run.Outcome is RunOutcome.Applied or RunOutcome.NoChanges
            ? run
            : throw new UserErrorException(ExitCodes.Unexpected, $"The demo stopped: run {run.Id} ended as {run.Outcome}. {run.Message}");
    }

    private static string What(PlanCounts counts)
    {
        var parts = new List<string>();
        Add(counts.UsersCreated, "joined");
        Add(counts.UsersSuspended, "left");
        Add(counts.GroupsCreated, counts.GroupsCreated == 1 ? "new group" : "new groups");
        Add(counts.GroupsRenamed, "renamed");
        Add(counts.MembersAdded, "added to groups");
        Add(counts.MembersRemoved, "taken out");
        return parts.Count == 0 ? "nothing to do" : string.Join(", ", parts);

        void Add(int count, string what)
        {
            if (count > 0)
                parts.Add($"{Numbers.Of(count)} {what}");
        }
    }
}
