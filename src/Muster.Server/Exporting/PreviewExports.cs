using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Importing;
using Muster.Server.Runs;

namespace Muster.Server.Exporting;

/// <summary>The lists of a preview of an import as files, while it is kept.</summary>
internal static class PreviewExports
{
    /// <summary>Maps <c>/connections/NAME/previews/NUMBER/joiners.FORMAT</c>, <c>leavers</c> and <c>problems</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        // Under the connection, so that it is there for whoever may look at that.
        routes
            .MapGet("/connections/{name}/previews/{number:long}/{list}.{format}", SendAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.Plan), new NeedsRightAttribute(Right.Export));

    internal static async Task<IResult> SendAsync(
        string name,
        long number,
        string list,
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        Shelf shelf
    ) =>
        await muster.Connections.FindAsync(name, context.RequestAborted) is { } connection
        && shelf.Find<ImportPreview>(number) is { } preview
        && preview.Connection == connection.Key
        && PreviewTables.Of(preview, list) is { } table
            ? await desk.SendAsync(context, table, format)
            : Results.Problem("This preview is not kept any more. Preview the rule again.", statusCode: StatusCodes.Status404NotFound);
}
