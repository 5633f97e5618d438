using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Muster.Server.Hosting;

/// <summary>Headers that every answer carries (security.md 14 and 15): the browser runs our own scripts and styles only, shows us in nobody's frame, and keeps no personal data.</summary>
internal static class SecurityHeaders
{
    /// <summary>The policy of every page. A script or style inside markup does not run.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'self'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'";

    private const string ContentTypeOptions = "X-Content-Type-Options";

    /// <summary>Adds them.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                Set(context);
                // An error page is an answer that was cleared and begun anew.
                context.Response.OnStarting(() =>
                {
                    if (!context.Response.Headers.ContainsKey(ContentTypeOptions))
                        Set(context);
                    return Task.CompletedTask;
                });
                return IsForeign(context.Request) ? Refuse(context) : next(context);
            }
        );

    private static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers[ContentTypeOptions] = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.CacheControl = "no-store";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
    }

    /// <summary>A request that changes something and was made by another site's page. Programs send no such header.</summary>
    private static bool IsForeign(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return request.Headers.ContainsKey("Sec-WebSocket-Key") && IsOther(request);
        return IsOther(request);
    }

    // The header as it was sent: Request.Host has a name with letters beyond ASCII decoded, and an origin has it encoded.
    private static bool IsOther(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
            return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && origin != "null"
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Headers.Host.ToString());
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("This request came from a page of another site, so it was refused. Nothing was changed.");
    }
}
