using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Muster.Server.Access;
using Scalar.AspNetCore;

namespace Muster.Server.Api.Protocol;

/// <summary>The description of the API for people, at <c>/api/</c>. Everything it shows comes from this server.</summary>
internal static class ApiReference
{
    /// <summary>Where it is.</summary>
    public const string Address = "/api";

    /// <summary>Whether a request is for the page or a part of it.</summary>
    public static bool IsPage(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Page>() is not null;

    /// <summary>Maps the page.</summary>
    public static void Map(WebApplication web)
    {
        web.MapScalarApiReference(
                Address,
                options =>
                {
                    options.Title = "Muster API";
                    options.OpenApiRoutePattern = ApiDocument.Address;
                    options.DefaultFonts = false;
                    options.WithNonce().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools();
                }
            )
            .WithMetadata(new Page(), new RequiredRight(Right.SignedIn))
            .RequireAuthorization(policy => policy.AddRequirements(new RightRequirement(Right.SignedIn)));
    }

    /// <summary>Gives the page a policy of its own: it writes styles as it runs, which the pages of the app may not; it still asks no other host.</summary>
    public static void UsePolicy(IApplicationBuilder web) =>
        web.Use(
            (context, next) =>
            {
                if (IsPage(context))
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Headers.ContentSecurityPolicy = PolicyOf(context);
                        return Task.CompletedTask;
                    });
                return next(context);
            }
        );

    private static string PolicyOf(HttpContext context) =>
        $"default-src 'none'; script-src 'self' 'nonce-{context.Items[ScalarOptions.NonceHttpContextItemKey]}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>Marks the page and its parts.</summary>
    private sealed record Page;
}
