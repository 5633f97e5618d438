using Microsoft.AspNetCore.Http;

namespace Muster.GraphEmulator.Page;

/// <summary>Keeps web pages from elsewhere off the control endpoints. Programs, which send no such headers, are let through.</summary>
/// <remarks>
/// A browser says with each request that could change something from where its page came. The name in the address has to be one of
/// this machine's own: another name that somebody points at 127.0.0.1 would make their page look like ours.
/// </remarks>
internal static class BrowserGuard
{
    private static readonly string[] OwnNames = ["127.0.0.1", "localhost", "[::1]"];

    public static bool Admits(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (origin.Length == 0 && site.Length == 0)
            return true;
        if (!OwnNames.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return false;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return true;
        return (origin.Length == 0 || origin.Equals($"https://{request.Host}", StringComparison.OrdinalIgnoreCase))
            && site is "" or "same-origin" or "none";
    }
}
