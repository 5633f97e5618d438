using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Muster.Engine.Auditing;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Auditing;

/// <summary>Each request says through what and from where it comes, for whatever is recorded while it is answered.</summary>
internal static class RequestOrigin
{
    /// <summary>Somebody at a page of the app.</summary>
    public const string App = "app";

    /// <summary>A program, or somebody's own script.</summary>
    public const string Api = "api";

    /// <summary>Notes it; after the headers of trusted proxies were taken, and before anything can be recorded.</summary>
    public static void Use(WebApplication web) =>
        web.Use(
            async (context, next) =>
            {
                DeedOrigin.Current = Of(context);
                await next(context);
            }
        );

    /// <summary>Flags what is done with the emergency account; once it is known who asks.</summary>
    public static void UseCaller(WebApplication web) =>
        web.Use(
            async (context, next) =>
            {
                if (context.User.FindFirstValue(ClaimTypes.NameIdentifier) == EmergencyDoor.Account.ToString())
                    DeedOrigin.Current = Of(context) with { Emergency = true };
                await next(context);
            }
        );

    private static DeedOrigin Of(HttpContext context) =>
        new(ApiPipeline.IsApi(context.Request) ? Api : App, context.Connection.RemoteIpAddress?.ToString());
}
