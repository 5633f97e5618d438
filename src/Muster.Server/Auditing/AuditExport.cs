using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.SignIn;
using Muster.Server.Wording;

namespace Muster.Server.Auditing;

/// <summary>The audit log as a file of JSON Lines, the oldest entry first; the whole of it can be checked without Muster.</summary>
internal static class AuditExport
{
    /// <summary>Maps <c>GET /audit/export.jsonl</c>, with the filters of the page.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit/export.jsonl", SendAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.ReadAudit), new NeedsRightAttribute(Right.Export));

    private static async Task SendAsync(
        HttpContext context,
        Callers callers,
        IAuditLog audit,
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
            context.RequestAborted
        );
        if (query.Fault is { } fault)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(fault, context.RequestAborted);
            return;
        }
        var caller = (await callers.FindAsync(context.User, context.RequestAborted))!;
        if (caller.MustProve(Right.Export, clock.GetUtcNow()))
        {
            context.Response.Redirect(LocalAddress.ToConfirm(context.Request));
            return;
        }
        var filter = query.Filter with { NewestFirst = false };
        // Noted before it goes out, so that nobody takes the log away unseen; the note itself is the last line.
        await audit.AppendAsync(
            caller.Name,
            "audit.exported",
            "audit",
            [("filter", query.Address), ("rows", await audit.CountAsync(filter, context.RequestAborted))],
            context.RequestAborted
        );
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"muster-audit.jsonl\"";
        await foreach (var entry in audit.EntriesAsync(filter, context.RequestAborted))
        {
            await using (var json = new Utf8JsonWriter(context.Response.BodyWriter, JsonFormat.Writer))
                AuditJson.Write(json, entry);
            await context.Response.WriteAsync("\n", context.RequestAborted);
        }
    }
}
