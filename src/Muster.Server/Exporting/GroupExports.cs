using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Groups;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api;
using Muster.Server.Drifting;
using Muster.Server.Groups;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>Lists of exceptions, drift, requests of owners, histories of groups and failed sign-ins as files, with the filters of their pages.</summary>
internal static class GroupExports
{
    /// <summary>Maps <c>/export/exceptions.FORMAT</c>, <c>requests</c>, <c>failed-sign-ins</c>, <c>/groups/KEY/history.FORMAT</c>, <c>/groups/KEY/nested.FORMAT</c>, <c>nested-in</c> and <c>/connections/NAME/drift.FORMAT</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ExportEndpoints.Narrowed(routes.MapGet("/export/exceptions.{format}", ExceptionsAsync));
        ExportEndpoints.Narrowed(routes.MapGet("/export/requests.{format}", RequestsAsync));
        routes
            .MapGet("/export/failed-sign-ins.{format}", FailedSignInsAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.People), new NeedsRightAttribute(Right.Export));
        // Under the thing, so that they are there for whoever may look at it.
        routes.MapGet("/groups/{key:int}/history.{format}", HistoryAsync).RequireAuthorization(new NeedsRightAttribute(Right.Export));
        routes.MapGet("/groups/{key:int}/nested.{format}", NestedAsync).RequireAuthorization(new NeedsRightAttribute(Right.Export));
        routes.MapGet("/groups/{key:int}/nested-in.{format}", NestedInAsync).RequireAuthorization(new NeedsRightAttribute(Right.Export));
        routes.MapGet("/connections/{name}/drift.{format}", DriftAsync).RequireAuthorization(new NeedsRightAttribute(Right.Export));
    }

    internal static Task<IResult> NestedAsync(
        int key,
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        KnownDirectories directories
    ) =>
        NestingAsync(
            key,
            context,
            format,
            desk,
            muster,
            directories,
            (group, root, discovery) => GroupTables.Nested(group, NestingTree.Of(discovery.Find, root, int.MaxValue))
        );

    internal static Task<IResult> NestedInAsync(
        int key,
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        KnownDirectories directories
    ) =>
        NestingAsync(
            key,
            context,
            format,
            desk,
            muster,
            directories,
            (group, root, discovery) => GroupTables.NestedIn(group, NestingTree.Above(discovery, root))
        );

    private static async Task<IResult> NestingAsync(
        int key,
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        KnownDirectories directories,
        Func<GroupRow, int, GroupDiscovery, ExportTable> table
    )
    {
        var cancellation = context.RequestAborted;
        var revision = await muster.Database.Platform.RevisionAsync(cancellation);
        if (
            await muster.GroupAsync(key, revision, cancellation) is not { } group
            || await muster.OriginAsync(group, cancellation) is not { } origin
        )
            return Results.Problem("There is no such group, or it follows no directory group.", statusCode: StatusCodes.Status404NotFound);
        var discovery = (await directories.OfAsync(origin.Connection, cancellation)).Discovery;
        return await desk.SendAsync(context, table(group, origin.Source.Key, discovery), format);
    }

    internal static async Task<IResult> ExceptionsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        int? group,
        string? at
    )
    {
        if (await desk.MomentAsync(at, context.RequestAborted) is not { } moment)
            return Results.Problem(ExportEndpoints.NoMoment, statusCode: StatusCodes.Status400BadRequest);
        var query = new ExceptionQuery { Group = group, Within = await desk.WhereAsync(context) };
        var names = await desk.NamesAsync(context.RequestAborted);
        return await desk.SendAsync(context, GroupTables.Exceptions(muster, names, moment, query, context.RequestAborted), format);
    }

    internal static async Task<IResult> RequestsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        OwnerRequests requests,
        string? state,
        int? group
    )
    {
        var filter = new RequestFilter
        {
            Within = await desk.WhereAsync(context),
            Group = group,
            State = Enum.TryParse<RequestState>(state, ignoreCase: true, out var stands) && Enum.IsDefined(stands) ? stands : null,
        };
        var names = await desk.NamesAsync(context.RequestAborted);
        return await desk.SendAsync(context, GroupTables.Requests(muster, names, requests, filter, context.RequestAborted), format);
    }

    internal static Task<IResult> FailedSignInsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        FailureLog failures,
        TimeProvider clock
    ) =>
        desk.SendAsync(
            context,
            RecordTables.FailedSignIns(failures, clock.GetUtcNow() - FailureLog.Listed, context.RequestAborted),
            format
        );

    internal static async Task<IResult> HistoryAsync(int key, HttpContext context, string format, ExportDesk desk, MusterInstance muster)
    {
        var revision = await muster.Database.Platform.RevisionAsync(context.RequestAborted);
        return await muster.GroupAsync(key, revision, context.RequestAborted) is { } group
            ? await desk.SendAsync(context, GroupTables.History(muster, group, context.RequestAborted), format)
            : Results.Problem("There is no such group.", statusCode: StatusCodes.Status404NotFound);
    }

    internal static async Task<IResult> DriftAsync(
        string name,
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        Callers callers,
        SeenDrift seen,
        string? kind,
        string? state
    )
    {
        var cancellation = context.RequestAborted;
        if (
            await muster.Connections.FindAsync(name, cancellation) is not { } connection
            || await callers.FindAsync(context.User, cancellation) is not { } caller
        )
            return Results.Problem("There is no such connection.", statusCode: StatusCodes.Status404NotFound);
        if (await muster.Drift.FindAsync(connection, read: false, caller.Name, Quiet.Observer, cancellation) is not { } report)
            return Results.Problem(
                "The directory was not read to its end so far, so nothing can be compared with it.",
                statusCode: StatusCodes.Status409Conflict
            );
        var read = await muster.Database.History.LastReadAsync(connection.Key, cancellation);
        var rows = await seen.OfAsync(report.Rows, caller, cancellation);
        return await desk.SendAsync(context, GroupTables.Drift(rows, connection.Name, read?.At, DriftWords.Filter(kind, state)), format);
    }
}
