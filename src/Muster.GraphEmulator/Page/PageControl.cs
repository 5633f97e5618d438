using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.Browsing;
using Muster.GraphEmulator.ByHand;
using Muster.GraphEmulator.Control;
using Muster.GraphEmulator.Requests;

namespace Muster.GraphEmulator.Page;

/// <summary>The control endpoints that the page lives by; scripts may use them just as well.</summary>
/// <param name="connection">What a client needs, for the host and port that were asked.</param>
/// <param name="browser">What is in the tenant.</param>
/// <param name="changes">Changes by hand.</param>
/// <param name="log">The last requests.</param>
internal sealed class PageControl(Func<string, ConnectionFacts> connection, TenantBrowser browser, HandChanges changes, RequestLog log)
{
    /// <summary>First segments, behind <c>/_emulator</c>, that are answered here.</summary>
    public static bool Serves(IReadOnlyList<string> path) => path is [_, "connection" or "objects" or "changes" or "log", ..];

    /// <param name="request">The request.</param>
    /// <param name="path">Its segments.</param>
    /// <param name="readAsync">Reads the body of a change.</param>
    /// <exception cref="ControlException">It cannot be carried out.</exception>
    public async Task<object> AnswerAsync(HttpRequest request, IReadOnlyList<string> path, Func<Task<ChangeOrder>> readAsync)
    {
        switch (request.Method, path)
        {
            case ("GET", [_, "connection"]):
                return connection($"https://{request.Host}/");
            case ("GET", [_, "objects"]):
                return browser.List(request.Query);
            case ("GET", [_, "objects", var id]):
                return browser.Show(id);
            case ("GET", [_, "objects", var id, var relationship]):
                return browser.Related(id, relationship, request.Query);
            case ("POST", [_, "changes"]):
                return changes.Carry(await readAsync());
            case ("GET", [_, "log"]):
                return Log(request.Query);
            case ("DELETE", [_, "log"]):
                log.Clear();
                return Log(request.Query);
            case ("GET", [_, "log", var number]):
                return (long.TryParse(number, out var wanted) ? log.Find(wanted) : null)
                    ?? throw new ControlException(404, "NotFound", $"There is no request {number} in the log.");
            default:
                throw new ControlException(405, "MethodNotAllowed", $"{request.Method} does nothing here.");
        }
    }

    private object Log(IQueryCollection query)
    {
        var after = BrowseOrder.Number(query, "after", 0, int.MaxValue, 0);
        var limit = BrowseOrder.Number(query, "limit", 1, RequestLog.Capacity, RequestLog.Capacity);
        return new { last = log.Last, requests = log.After(after, limit) };
    }
}
