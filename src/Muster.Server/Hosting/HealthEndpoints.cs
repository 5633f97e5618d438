using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Nodes;

namespace Muster.Server.Hosting;

/// <summary>For whoever watches the process: does it live, and can it take requests?</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>. Neither says anything about the data.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live\n")).AllowAnonymous();
        routes.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken cancellationToken) =>
        await readiness.LackAsync(cancellationToken) is { } lack
            ? Results.Text(Readiness.Words(lack), statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready\n");
}
