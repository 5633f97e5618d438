using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Muster.GraphEmulator.Faults;

namespace Muster.GraphEmulator.Requests;

/// <summary>Writes down every request but those of the control endpoints and their page.</summary>
/// <remarks>Who applies a fault rule to a request leaves the rule among the request's features.</remarks>
internal sealed class RequestNotes(RequestLog log, TimeProvider clock)
{
    public async Task FollowAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        if (context.Request.Path.StartsWithSegments("/_emulator", StringComparison.Ordinal) || context.Request.Path == "/")
        {
            await answer(context);
            return;
        }
        var (at, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        var isNoted = false;
        // Before the first byte leaves: whoever has the answer finds the request in the log.
        context.Response.OnStarting(() =>
        {
            Note(hasAnswer: true);
            return Task.CompletedTask;
        });
        try
        {
            await answer(context);
        }
        finally
        {
            if (EndsWithoutAnswer(context))
                Note(hasAnswer: false);
        }

        void Note(bool hasAnswer)
        {
            if (isNoted)
                return;
            isNoted = true;
            var took = clock.GetElapsedTime(began);
            log.Add(number => Describe(context, number, at, took, hasAnswer));
        }
    }

    /// <summary>An abort shows in the token only a moment later.</summary>
    private static bool EndsWithoutAnswer(HttpContext context) =>
        !context.Response.HasStarted
        && (context.RequestAborted.IsCancellationRequested || context.Features.Get<FaultRule>() is { Word: FaultBodies.ResetBefore });

    private static RequestDetail Describe(HttpContext context, long number, DateTimeOffset at, TimeSpan took, bool hasAnswer)
    {
        var (request, response) = (context.Request, context.Response);
        var entry = new LoggedRequest(
            number,
            at,
            request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            hasAnswer ? response.StatusCode : null,
            Math.Round(took.TotalMilliseconds, 1),
            int.TryParse(response.Headers["x-ms-resource-unit"], NumberStyles.None, CultureInfo.InvariantCulture, out var cost)
                ? cost
                : null,
            CallerClaim.Of(context),
            context.Features.Get<FaultRule>() is { } rule ? FaultWords.Of(rule) : null,
            request.Headers["client-request-id"] is [{ Length: > 0 } own] ? own : null
        );
        var responseHeaders = hasAnswer ? response.Headers : new HeaderDictionary();
        return new(entry, request.Protocol, hasAnswer ? response.ContentLength : null, Copy(request.Headers), Copy(responseHeaders));
    }

    private static SortedDictionary<string, string> Copy(IHeaderDictionary headers)
    {
        var copy = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in headers)
        {
            if (name is not ("Authorization" or "Cookie") && !name.StartsWith(':'))
                copy[name] = values.ToString();
        }
        return copy;
    }
}
