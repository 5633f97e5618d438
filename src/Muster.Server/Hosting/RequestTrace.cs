using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Muster.Server.Hosting;

/// <summary>By what a request is found in the server's log.</summary>
internal static class RequestTrace
{
    /// <summary>The trace that the log has beside whatever is said while a request is answered; null for none, as when nobody asked.</summary>
    public static string? Current => Activity.Current?.TraceId.ToString();

    /// <summary>What an answer names.</summary>
    public static string? Of(HttpContext? context) => Current ?? context?.TraceIdentifier;
}
