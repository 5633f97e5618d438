using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Configuration;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Connections;
using Muster.Server.Home;
using Muster.Server.Runs;
using Muster.Server.Scheduling;

namespace Muster.Server.Exporting;

/// <summary>Connections, sessions and API tokens as files, with the filters of their pages.</summary>
internal static class InForceExports
{
    /// <summary>Maps <c>/export/connections.FORMAT</c>, <c>sessions</c> and <c>tokens</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ExportEndpoints.Narrowed(routes.MapGet("/export/connections.{format}", ConnectionsAsync));
        ForOwners(routes.MapGet("/export/sessions.{format}", SessionsAsync));
        ForOwners(routes.MapGet("/export/tokens.{format}", TokensAsync));
    }

    private static void ForOwners(RouteHandlerBuilder route) =>
        route.RequireAuthorization(new NeedsRightAttribute(Right.People), new NeedsRightAttribute(Right.Export));

    internal static async Task<IResult> ConnectionsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        LiveRuns live,
        ConnectionSchedules schedules,
        string? search,
        string? health,
        string? mode
    )
    {
        var query = new ConnectionQuery
        {
            Search = search,
            Health = Enum.TryParse<HealthWord>(health, ignoreCase: true, out var stands) && Enum.IsDefined(stands) ? stands : null,
            Mode = Enum.TryParse<ConnectionMode>(mode, ignoreCase: true, out var followed) && Enum.IsDefined(followed) ? followed : null,
            Within = await desk.WhereAsync(context),
        };
        var table = await InForceTables.ConnectionsAsync(muster, live, schedules.Next, query, context.RequestAborted);
        return await desk.SendAsync(context, table, format);
    }

    internal static Task<IResult> SessionsAsync(HttpContext context, string format, ExportDesk desk, SessionDesk sessions) =>
        desk.SendAsync(context, InForceTables.Sessions(sessions, context.RequestAborted), format);

    internal static async Task<IResult> TokensAsync(HttpContext context, string format, ExportDesk desk, TokenDesk tokens) =>
        await desk.SendAsync(
            context,
            InForceTables.Tokens(tokens, await desk.NamesAsync(context.RequestAborted), context.RequestAborted),
            format
        );
}
