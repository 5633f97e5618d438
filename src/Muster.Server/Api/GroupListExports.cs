using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Drift;
using Muster.Engine.Groups;
using Muster.Engine.Reviewing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;
using Muster.Server.Drifting;
using Muster.Server.Exporting;
using Muster.Server.Groups;
using Muster.Server.Runs;

namespace Muster.Server.Api;

/// <summary>Exceptions, requests, drift, candidates, histories of groups, changes of runs and failed sign-ins as files: the tables of the app.</summary>
internal static class GroupListExports
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var export = api.MapGroup("/export").WithTags("Export");
        ListExports.Shape(export.MapGet("/exceptions", ExceptionsAsync), "exportExceptions").Narrowed();
        ListExports.Shape(export.MapGet("/requests", RequestsAsync), "exportRequests").Narrowed();
        ListExports.Shape(export.MapGet("/candidates", CandidatesAsync), "exportCandidates").Narrowed();
        ListExports.Shape(export.MapGet("/failed-sign-ins", FailedSignInsAsync), "exportFailedSignIns", Right.People);
        ListExports.Shape(api.MapGet("/groups/{key:int}/history/export", HistoryAsync).WithTags("Export"), "exportGroupHistory");
        ListExports.Shape(api.MapGet("/connections/{name}/drift/export", DriftAsync).WithTags("Export"), "exportDrift");
        ListExports.Shape(api.MapGet("/runs/{id:long}/changes/export", ChangesAsync).WithTags("Export"), "exportRunChanges");
        ListExports.Shape(api.MapGet("/runs/{id:long}/compare/export", ComparedAsync).WithTags("Export"), "exportComparedRuns");
    }

    /// <summary>Sends the exceptions that stand, or stood, as a file, those that end first on top.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="group">Only those of this group, by number.</param>
    /// <param name="user">Only those of this person.</param>
    /// <param name="endingBefore">Only those that end before this instant.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<IResult> ExceptionsAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        int? group,
        string? user,
        string? endingBefore,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var (form, moment) = (ListExports.Form(format), await ListExports.MomentAsync(muster, at, clock, cancellationToken));
        var query = new ExceptionQuery
        {
            Group = group,
            User = user is null ? null : (await Named.UserAsync(muster, user, moment.Moment.Revision, cancellationToken)).Key,
            EndingBefore = Moments.Instant(endingBefore, "endingBefore"),
            Within = context.Where(Right.Export),
        };
        var names = await desk.NamesAsync(cancellationToken);
        return await ListExports.SendAsync(context, desk, form, GroupTables.Exceptions(muster, names, moment, query, cancellationToken));
    }

    /// <summary>Sends what owners of groups asked for as a file, the newest first.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="state">Only requests that stand so.</param>
    /// <param name="group">Only about this group, by number.</param>
    internal static async Task<IResult> RequestsAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        OwnerRequests requests,
        [Word(typeof(ExportFormat))] string? format,
        [Word(typeof(RequestState))] string? state,
        int? group,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var filter = new RequestFilter
        {
            Within = context.Where(Right.Export),
            Group = group,
            State = Words.Of<RequestState>(state, "state"),
        };
        var names = await desk.NamesAsync(cancellationToken);
        return await ListExports.SendAsync(context, desk, form, GroupTables.Requests(muster, names, requests, filter, cancellationToken));
    }

    /// <summary>Sends the groups of a directory, as they were last read, as a file, and how each stands to the groups here.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="connection">Name of the connection; may be left out where there is only one.</param>
    /// <param name="search">Only groups whose name, mail or description contains this.</param>
    /// <param name="kind">Only groups of this kind.</param>
    /// <param name="state">Only groups that stand so.</param>
    internal static async Task<IResult> CandidatesAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        KnownDirectories directories,
        [Word(typeof(ExportFormat))] string? format,
        string? connection,
        string? search,
        [Word(typeof(DirectoryGroupKind))] string? kind,
        [Word(typeof(DiscoveryState))] string? state,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var found = await Named.ConnectionAsync(muster, connection, "?connection", cancellationToken);
        var filter = new DirectoryGroupFilter { Search = search, Kind = Words.Of<DirectoryGroupKind>(kind, "kind") };
        var stands = Words.Of<DiscoveryState>(state, "state");
        var known = await directories.OfAsync(found, cancellationToken);
        return await ListExports.SendAsync(context, desk, form, RecordTables.Candidates(known, found.Name, filter, stands));
    }

    /// <summary>Sends failed sign-ins and refusals as a file, by hour, name and address, the latest hours first.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="since">Not before the hour of this instant; the last seven days when left out, and none is kept for more than ninety.</param>
    internal static Task<IResult> FailedSignInsAsync(
        HttpContext context,
        ExportDesk desk,
        FailureLog failures,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        string? since,
        CancellationToken cancellationToken
    ) =>
        ListExports.SendAsync(
            context,
            desk,
            ListExports.Form(format),
            RecordTables.FailedSignIns(
                failures,
                Moments.Instant(since, "since") ?? clock.GetUtcNow() - FailureLog.Listed,
                cancellationToken
            )
        );

    /// <summary>Sends the days on which it changed who is in a group as a file, the latest first.</summary>
    /// <param name="key">Number of the group.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    internal static async Task<IResult> HistoryAsync(
        int key,
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        [Word(typeof(ExportFormat))] string? format,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var group = await Named.GroupAsync(muster, key, revision, cancellationToken);
        return await ListExports.SendAsync(context, desk, form, GroupTables.History(muster, group, cancellationToken));
    }

    /// <summary>Sends what differs from the directory as it was last read as a file, damage first, then by group and person, with who made it so.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="kind">Only differences of this kind.</param>
    /// <param name="state">Only differences of which this becomes.</param>
    /// <param name="group">Only this group, by number.</param>
    /// <param name="user">Only what is about this person: UPN, mail or display name.</param>
    internal static async Task<IResult> DriftAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        SeenDrift seen,
        [Word(typeof(ExportFormat))] string? format,
        [Word(typeof(DriftKind))] string? kind,
        [Word(typeof(DriftState))] string? state,
        int? group,
        string? user,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var filter = DriftEndpoints.Filter(kind, state, group, user);
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var report = await DriftEndpoints.FindAsync(muster, connection, context, cancellationToken);
        var read = await muster.Database.History.LastReadAsync(connection.Key, cancellationToken);
        var rows = await seen.OfAsync(report.Rows, context.Caller(), cancellationToken);
        return await ListExports.SendAsync(context, desk, form, GroupTables.Drift(rows, connection.Name, read?.At, filter));
    }

    /// <summary>Sends the memberships that a run began or ended as a file, by group.</summary>
    /// <param name="id">Number of the run.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    internal static async Task<IResult> ChangesAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        RunChanges changes,
        [Word(typeof(ExportFormat))] string? format,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var run = await RunChangeEndpoints.RunAsync(muster, id, cancellationToken);
        return await ListExports.SendAsync(context, desk, form, RunTables.Changes(changes, run, cancellationToken));
    }

    /// <summary>Sends the memberships that two runs changed as a file, side by side, by group.</summary>
    /// <param name="id">Number of the one run.</param>
    /// <param name="with">Number of the other run.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="show">Only memberships that stand so.</param>
    internal static async Task<IResult> ComparedAsync(
        long id,
        long with,
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        RunChanges changes,
        [Word(typeof(ExportFormat))] string? format,
        [Word(typeof(ChangeOverlap))] string? show,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var (one, other, pair) = await RunChangeEndpoints.PairAsync(
            context,
            muster,
            changes,
            id,
            with,
            show,
            Right.Export,
            cancellationToken
        );
        var (first, second) = one.Revision == pair.First ? (one, other) : (other, one);
        return await ListExports.SendAsync(
            context,
            desk,
            form,
            RunTables.Compared(muster.Database.Reviews, first, second, pair, cancellationToken)
        );
    }
}
