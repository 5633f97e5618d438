using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Exporting;

namespace Muster.Server.Auditing;

/// <summary>The audit log as a file, the oldest entry first. As JSON Lines the whole of it can be checked without Muster.</summary>
internal static class AuditExport
{
    /// <summary>Maps <c>GET /audit/export.FORMAT</c>, with the filters of the page; formats are jsonl, csv and xlsx.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit/export.{format}", SendAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.ReadAudit), new NeedsRightAttribute(Right.Export));

    internal static async Task<IResult> SendAsync(
        HttpContext context,
        string format,
        IAuditLog audit,
        ExportDesk desk,
        string? actor,
        string? action,
        string? subject,
        string? from,
        string? to,
        string? connection,
        MusterInstance muster
    )
    {
        var query = await new AuditQuery(actor, action, subject, from, to, connection).ResolvedAsync(
            muster.Connections,
            muster.Database.Audit,
            context.RequestAborted
        );
        if (query.Fault is { } fault)
            return Results.Text(fault, statusCode: StatusCodes.Status400BadRequest);
        var table = AuditLines.Of(audit, query.Filter with { NewestFirst = false }, query.Address, context.RequestAborted);
        return await desk.SendAsync(context, table, format);
    }
}
