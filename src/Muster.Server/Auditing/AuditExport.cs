using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Exporting;
using Muster.Server.SignIn;

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
        Callers callers,
        IAuditLog audit,
        ExportDesk desk,
        TimeProvider clock,
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
        var filter = query.Filter with { NewestFirst = false };
        if (format != "jsonl")
            return await desk.SendAsync(context, RecordTables.Audit(audit, filter, query.Address, context.RequestAborted), format);
        var caller = (await callers.FindAsync(context.User, context.RequestAborted))!;
        if (caller.MustProve(Right.Export, clock.GetUtcNow()))
            return Results.LocalRedirect(LocalAddress.ToConfirm(context.Request));
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"muster-audit.jsonl\"";
        await AuditLines.SendAsync(audit, caller.Name, filter, query.Address, context.Response.Body, context.RequestAborted);
        return Results.Empty;
    }
}
