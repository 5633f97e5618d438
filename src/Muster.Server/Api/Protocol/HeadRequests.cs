using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Muster.Server.Api.Protocol;

/// <summary>Answers <c>HEAD</c> under <c>/api</c> as <c>GET</c> without the body; the server leaves the body out by itself. Comes before the address is looked up.</summary>
internal sealed class HeadRequests : IStartupFilter
{
    private static readonly object Key = new();

    /// <inheritdoc />
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        web =>
        {
            web.Use(
                (context, rest) =>
                {
                    if (HttpMethods.IsHead(context.Request.Method) && ApiPipeline.IsApi(context.Request))
                    {
                        context.Items[Key] = true;
                        context.Request.Method = HttpMethods.Get;
                    }
                    return rest(context);
                }
            );
            next(web);
        };

    /// <summary>Whether the body of the answer is left out.</summary>
    public static bool Is(HttpContext context) => context.Items.ContainsKey(Key);
}

/// <summary>Asks about requests.</summary>
internal static class HeadRequestExtensions
{
    /// <summary>Whether only the headers are asked for, so that a stream need not be made.</summary>
    public static bool IsHead(this HttpContext context) => HeadRequests.Is(context);
}
