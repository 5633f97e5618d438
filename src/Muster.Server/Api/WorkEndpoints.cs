using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Nodes;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>Work that the server does for somebody: a plan, a sync, an import, an approval.</summary>
/// <param name="Number">Number of the work; every process that serves the workspace knows it.</param>
/// <param name="What">What it is, for people.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Connection">Name of its connection; null for none.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it goes on.</param>
/// <param name="Stopping">Whether somebody has asked it to stop.</param>
/// <param name="Version">Counts the changes; the id of an event.</param>
/// <param name="Phase">The phase it is in; null before the first.</param>
/// <param name="Pages">Pages read.</param>
/// <param name="Users">Users read.</param>
/// <param name="Groups">Groups read.</param>
/// <param name="Memberships">Memberships read.</param>
/// <param name="WaitingSeconds">How long the directory asked to wait; null when it does not.</param>
/// <param name="Done">Steps written.</param>
/// <param name="Steps">Steps to write; 0 before it is known.</param>
/// <param name="InFlight">What is under way at this moment, for people; null when nothing is.</param>
/// <param name="SecondsLeft">How long it will still take, where its pace is steady; null otherwise.</param>
/// <param name="Waits">The last waits that the directory asked for, in sentences, the newest first.</param>
/// <param name="Sentence">How it stands, in one sentence: the same that the admin app and the command line show.</param>
/// <param name="Rail">Its declared steps, in order, with where each stands.</param>
/// <param name="Failure">Why it did not do what it was for; null when it did, or goes on.</param>
/// <param name="Result">Address of what came of it, a plan or a run; null while it goes on.</param>
/// <param name="Held">Whether a guard rail holds what came of it: it waits for a person, and nothing was changed.</param>
internal sealed record WorkItem(
    long Number,
    string What,
    string Actor,
    string? Connection,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    bool Stopping,
    long Version,
    RunPhase? Phase,
    int Pages,
    long Users,
    long Groups,
    long Memberships,
    double? WaitingSeconds,
    long Done,
    long Steps,
    string? InFlight,
    double? SecondsLeft,
    IReadOnlyList<string> Waits,
    string Sentence,
    IReadOnlyList<RailItem> Rail,
    string? Failure,
    string? Result,
    bool Held = false
)
{
    private static readonly Texts T = Texts.English;

    public static WorkItem Of(LiveRun run, IReadOnlyDictionary<int, string> connections) => Of(run, run.State, connections);

    public static WorkItem Of(LiveRun run, LiveState state, IReadOnlyDictionary<int, string> connections) =>
        new(
            run.Number,
            run.What,
            run.Actor,
            run.Connection is { } key ? connections.GetValueOrDefault(key) : null,
            run.StartedAt,
            state.EndedAt,
            run.IsStopping && state.EndedAt is null,
            state.Version,
            state.Phase,
            state.Pages,
            state.Users,
            state.Groups,
            state.Edges,
            state.Waiting?.TotalSeconds,
            state.Done,
            state.Total,
            LiveWords.InFlight(T, state),
            state.EndedAt is null ? state.Pace.Left(state.Done, state.Total)?.TotalSeconds : null,
            [.. state.Waits.Reverse().Select(wait => wait.Words(T))],
            HttpWords.Of(LiveWords.Sentence(T, run, state, run.StartedAt)),
            RailItem.Of(RunRail.Of(run.Work, state)),
            state.Failure is { } failure ? HttpWords.Of(failure) : null,
            Address(state.Result),
            state is { EndedAt: not null, Failure: null, Outcome: RunOutcome.Held }
        );

    /// <summary>Pages lead to other things too, such as a comparison; the API has plans and runs.</summary>
    public static string? Address(string? result) =>
        result?.Split('/') is ["", "plans" or "runs", var id] && long.TryParse(id, out _) ? "/api/v1" + result : null;
}

/// <summary>One of the declared steps of a run.</summary>
/// <param name="Step">Which.</param>
/// <param name="State">Where it stands.</param>
internal sealed record RailItem(RunStep Step, StepState State)
{
    public static IReadOnlyList<RailItem> Of(IReadOnlyList<StepState> states) =>
        [.. Enum.GetValues<RunStep>().Zip(states, (step, state) => new RailItem(step, state))];
}

/// <summary>Work under way, and the last hundred that ended.</summary>
internal static class WorkEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var work = api.MapGroup("/work").WithTags("Work");
        work.MapGet("", ListAsync).As("listWork", Right.Read).Narrowed();
        work.MapGet("/{number:long}", FindAsync).As("getWork", Right.Read).ForOwners();
        work.MapGet("/{number:long}/events", WatchAsync).As("watchWork", Right.Read).ForOwners();
        work.MapPost("/{number:long}/stop", StopAsync).As("stopWork", Right.Apply);
    }

    /// <summary>Answers 202 with where to look for work that has begun.</summary>
    public static async Task<Accepted<WorkItem>> AcceptedAsync(LiveRun run, MusterInstance muster, CancellationToken cancellationToken) =>
        TypedResults.Accepted(
            $"/api/v1/work/{run.Number.ToString(CultureInfo.InvariantCulture)}",
            WorkItem.Of(run, await Named.ConnectionNamesAsync(muster, cancellationToken))
        );

    /// <summary>Lists the work that goes on now, the oldest first.</summary>
    internal static async Task<Page<WorkItem>> ListAsync(
        HttpContext context,
        LiveRuns runs,
        WorkExchange work,
        MusterInstance muster,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        await work.LookAsync(cancellationToken);
        var paging = Paging.Of(context, page);
        var names = await Named.ConnectionNamesAsync(muster, cancellationToken);
        return paging.Slice(
            [.. runs.CurrentWithin(context.Where(Right.Read))],
            run => run.Number.ToString(CultureInfo.InvariantCulture),
            run => WorkItem.Of(run, names)
        );
    }

    /// <summary>Shows how work stands. Ask again for progress, or watch its events.</summary>
    /// <param name="number">Number of the work.</param>
    internal static async Task<WorkItem> FindAsync(
        long number,
        WorkExchange work,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => WorkItem.Of(await OneAsync(work, number, cancellationToken), await Named.ConnectionNamesAsync(muster, cancellationToken));

    /// <summary>Sends how work stands, and again whenever that changes, as server-sent events until it ends. Each event's id is the version; a watcher that comes back with Last-Event-ID hears what has changed since.</summary>
    /// <param name="number">Number of the work.</param>
    internal static async Task<ServerSentEventsResult<WorkItem>> WatchAsync(
        long number,
        HttpContext context,
        WorkExchange work,
        MusterInstance muster,
        Watchers watchers,
        RequestAccess access,
        IHostApplicationLifetime lifetime,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var run = await OneAsync(work, number, cancellationToken);
        if (context.IsHead())
            return TypedResults.ServerSentEvents(AsyncEnumerable.Empty<SseItem<WorkItem>>());
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : -1;
        var names = await Named.ConnectionNamesAsync(muster, cancellationToken);
        async Task<bool> MayAsync() =>
            await watchers.FindAsync(context.User, cancellationToken) is { } caller
            && (await access.DecideAsync(context, caller, Right.Read)).Verdict == Verdict.Allowed;
        return TypedResults.ServerSentEvents(
            EventsAsync(run, seen, names, MayAsync, clock, lifetime.ApplicationStopping, cancellationToken)
        );
    }

    /// <summary>Asks work to stop before its next step. What is being written is written whole or not at all.</summary>
    /// <param name="number">Number of the work.</param>
    internal static async Task<Accepted<WorkItem>> StopAsync(
        long number,
        HttpContext context,
        WorkExchange work,
        WorkStop stop,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var run = await OneAsync(work, number, cancellationToken);
        if (run.State.EndedAt is not null)
            throw ApiException.Conflict("ended", $"Work {number} has ended already.");
        await stop.StopAsync(run, context.Caller(), cancellationToken);
        return await AcceptedAsync(run, muster, cancellationToken);
    }

    /// <summary>So long a watcher may still hear how work came out that is stopped with the server.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(3);

    private static async Task<LiveRun> OneAsync(WorkExchange work, long number, CancellationToken cancellationToken) =>
        await work.FindAsync(number, cancellationToken) ?? throw ApiException.NotFound(LiveRuns.Missing(number));

    private static async IAsyncEnumerable<SseItem<WorkItem>> EventsAsync(
        LiveRun run,
        long seen,
        IReadOnlyDictionary<int, string> names,
        Func<Task<bool>> mayAsync,
        TimeProvider clock,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // So often a watcher hears that nothing has changed, and is asked whether it may still watch.
        var quiet = Watchers.AskEvery;
        var asked = clock.GetTimestamp();
        using var over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        await using var stop = stopping.Register(() => over.CancelAfter(LastWord));
        while (true)
        {
            var state = await AfterAsync(run, seen, quiet - clock.GetElapsedTime(asked), clock, over.Token, cancellationToken);
            if (over.IsCancellationRequested)
                yield break;
            if (clock.GetElapsedTime(asked) >= quiet)
            {
                if (!await mayAsync())
                    yield break;
                asked = clock.GetTimestamp();
            }
            var item = WorkItem.Of(run, state ?? run.State, names);
            seen = Math.Max(seen, item.Version);
            yield return new SseItem<WorkItem>(item, item.EndedAt is not null ? "ended" : "progress")
            {
                EventId = item.Version.ToString(CultureInfo.InvariantCulture),
            };
            if (item.EndedAt is not null)
                yield break;
        }
    }

    /// <summary>The next state; null when nothing has changed for so long.</summary>
    private static async Task<LiveState?> AfterAsync(
        LiveRun run,
        long seen,
        TimeSpan patience,
        TimeProvider clock,
        CancellationToken over,
        CancellationToken cancellationToken
    )
    {
        using var end = new CancellationTokenSource(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, clock);
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token, over);
        try
        {
            return await run.AfterAsync(seen, quiet.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
