using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Configuration;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;
using Muster.Server.Connections;
using Muster.Server.Exporting;
using Muster.Server.Home;
using Muster.Server.Runs;
using Muster.Server.Scheduling;

namespace Muster.Server.Api;

/// <summary>Connections, sessions and API tokens as files: the tables of the app.</summary>
internal static class InForceListExports
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var export = api.MapGroup("/export").WithTags("Export");
        ListExports.Shape(export.MapGet("/connections", ConnectionsAsync), "exportConnections").Narrowed();
        ListExports.Shape(export.MapGet("/sessions", SessionsAsync), "exportSessions", Right.People);
        ListExports.Shape(export.MapGet("/tokens", TokensAsync), "exportTokens", Right.People);
    }

    /// <summary>Sends the connections as a file, by name; no credential is in it.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="search">Only connections whose name or tenant contains this.</param>
    /// <param name="health">Only connections that stand so.</param>
    /// <param name="mode">Only connections that are followed so.</param>
    internal static async Task<IResult> ConnectionsAsync(
        HttpContext context,
        MusterInstance muster,
        LiveRuns live,
        ConnectionSchedules schedules,
        ExportDesk desk,
        [Word(typeof(ExportFormat))] string? format,
        string? search,
        [Word(typeof(HealthWord))] string? health,
        [Word(typeof(ConnectionMode))] string? mode,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var query = new ConnectionQuery
        {
            Search = search,
            Health = Words.Of<HealthWord>(health, "health"),
            Mode = Words.Of<ConnectionMode>(mode, "mode"),
            Within = context.Where(Right.Export),
        };
        var table = await InForceTables.ConnectionsAsync(muster, live, schedules.Next, query, cancellationToken);
        return await ListExports.SendAsync(context, desk, form, table);
    }

    /// <summary>Sends the browsers that are signed in as a file, the latest sign-in first; nobody can sign in with what is in it.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    internal static Task<IResult> SessionsAsync(
        HttpContext context,
        ExportDesk desk,
        SessionDesk sessions,
        [Word(typeof(ExportFormat))] string? format,
        CancellationToken cancellationToken
    ) => ListExports.SendAsync(context, desk, ListExports.Form(format), InForceTables.Sessions(sessions, cancellationToken));

    /// <summary>Sends the API tokens that are in force as a file, the newest first; of each only how it begins.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    internal static async Task<IResult> TokensAsync(
        HttpContext context,
        ExportDesk desk,
        TokenDesk tokens,
        [Word(typeof(ExportFormat))] string? format,
        CancellationToken cancellationToken
    )
    {
        var form = ListExports.Form(format);
        var names = await desk.NamesAsync(cancellationToken);
        return await ListExports.SendAsync(context, desk, form, InForceTables.Tokens(tokens, names, cancellationToken));
    }
}
