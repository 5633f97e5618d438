using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Storage;

namespace Muster.Server.Hosting;

/// <summary>For whoever watches the process: does it live, and can it work?</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>. Neither says anything about the data.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live\n")).AllowAnonymous();
        routes.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(MusterInstance muster, CancellationToken cancellationToken)
    {
        try
        {
            await muster.Database.Platform.RevisionAsync(cancellationToken);
            return Results.Text("ready\n");
        }
        catch (StorageException)
        {
            return Results.Text("not ready: the database does not answer\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
