using Microsoft.AspNetCore.Http;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.SignIn;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>Sends lists as files and records each in the audit log, before and after, also one that was broken off.</summary>
internal sealed class ExportDesk(MusterInstance muster, Callers callers, IAuditLog audit, TimeProvider clock)
{
    /// <summary>The parameter that asks for a zip file with the list and its signature.</summary>
    public const string Signed = "signed";

    /// <summary>Media type of that file.</summary>
    public const string Zip = "application/zip";

    /// <summary>The state that is exported; null when the moment is none.</summary>
    public async Task<ExportedMoment?> MomentAsync(string? at, CancellationToken cancellationToken)
    {
        try
        {
            var moment = await MomentFinder.FindAsync(
                muster,
                string.IsNullOrWhiteSpace(at) ? null : at,
                "a date",
                clock,
                mayPrecede: false,
                cancellationToken
            );
            return new(moment, moment.At ?? clock.GetUtcNow());
        }
        catch (MomentException)
        {
            return null;
        }
    }

    /// <summary>Keys of the connections whose things may be exported, by which lists are narrowed; null for everywhere.</summary>
    public async Task<IReadOnlyList<int>?> WhereAsync(HttpContext context) =>
        await callers.FindAsync(context.User, context.RequestAborted) is { } caller ? caller.Where(Right.Export) : [];

    /// <summary>Names of the connections by key.</summary>
    public async Task<IReadOnlyDictionary<int, string>> NamesAsync(CancellationToken cancellationToken) =>
        (await ConnectionsAsync(null, cancellationToken)).Names;

    /// <summary>Names of the connections by key, and the key of the one that is asked for: -1 when there is none of that name, so that it finds nothing rather than everything.</summary>
    public async Task<(IReadOnlyDictionary<int, string> Names, int? Asked)> ConnectionsAsync(
        string? name,
        CancellationToken cancellationToken
    )
    {
        var all = await muster.Connections.ListAsync(cancellationToken);
        var asked = all.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
        return (all.ToDictionary(one => one.Key, one => one.Name), string.IsNullOrEmpty(name) ? null : asked?.Key ?? -1);
    }

    /// <summary>Streams a list.</summary>
    public async Task<IResult> SendAsync(HttpContext context, ExportTable table, string format)
    {
        if (table.Type(format) is not { } type)
            return Results.Problem("The formats are csv, xlsx and jsonl.", statusCode: StatusCodes.Status404NotFound);
        var caller = await callers.FindAsync(context.User, context.RequestAborted);
        if (caller is null || !caller.MayAnywhere(Right.Export))
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (caller.MustProve(Right.Export, clock.GetUtcNow()))
            return Results.LocalRedirect(LocalAddress.ToConfirm(context.Request));
        var export = new RecordedExport(audit, caller.Name, table, format);
        await export.BeginAsync(context.RequestAborted);
        var file = $"muster-{table.Name}-{clock.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}.{format}";
        var signed = context.Request.Query[Signed] == "true";
        context.Response.ContentType = signed ? Zip : type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}{(signed ? ".zip" : "")}\"";
        if (context.IsHead())
            return Results.Empty;
        if (signed)
            await new SignedExport(audit, muster.Database.Signer, clock).WriteZipAsync(
                export,
                file,
                context.Response.Body,
                context.RequestAborted
            );
        else
            await export.WriteAsync(context.Response.Body, context.RequestAborted);
        return Results.Empty;
    }
}

/// <summary>What is exported.</summary>
/// <param name="Moment">Which state.</param>
/// <param name="At">As of when.</param>
internal sealed record ExportedMoment(Moment Moment, DateTimeOffset At)
{
    /// <summary>Facts for the reader.</summary>
    public IReadOnlyList<(string Name, string Value)> About =>
        [("As of", JsonFormat.Instant(At)), ("Revision", Numbers.Of(Moment.Revision))];
}
