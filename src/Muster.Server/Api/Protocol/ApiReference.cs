using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Muster.Server.Access;
using Muster.Server.Demo;
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
    /// <param name="web">The server.</param>
    /// <param name="demo">The made-up tenant of a demo, of which every page says that it is one; null elsewhere.</param>
    public static void Map(WebApplication web, IDemoTenant? demo)
    {
        web.MapScalarApiReference(
                Address,
                options =>
                {
                    options.Title = "Muster API";
                    options.OpenApiRoutePattern = ApiDocument.Address;
                    options.DefaultFonts = false;
                    options.HideClientButton = true;
                    if (demo is not null)
                        options.AddHeaderContent(Strip(demo));
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

    private static string Strip(IDemoTenant demo) =>
        "<p role=\"note\" class=\"demo-strip\" style=\"margin:0;padding:6px 24px;background:#fdf0d5;color:#875400;font:400 13px/1.5 system-ui,sans-serif\">"
        + $"<strong>Demo</strong> {WebUtility.HtmlEncode(demo.Company)} is made up. Nothing here reaches a real system. <a style=\"color:inherit\" href=\"/\">Back to Muster</a></p>";

    private static string PolicyOf(HttpContext context) =>
        $"default-src 'none'; script-src 'self' 'nonce-{context.Items[ScalarOptions.NonceHttpContextItemKey]}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>Marks the page and its parts.</summary>
    private sealed record Page;
}
