using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Muster.Server.Hosting;

/// <summary>Answers one request too many: 429, how long to wait, and a page with words for whoever reads pages.</summary>
internal static class TooMany
{
    /// <summary>Says it in the head of an answer.</summary>
    public static void Say(HttpResponse response, TimeSpan wait)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = Seconds(wait).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Answers.</summary>
    public static Task AnswerAsync(HttpContext context, TimeSpan wait)
    {
        Say(context.Response, wait);
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return new RazorComponentResult<TooManyPage>(new Dictionary<string, object?> { [nameof(TooManyPage.Seconds)] = Seconds(wait) })
            {
                StatusCode = StatusCodes.Status429TooManyRequests,
            }.ExecuteAsync(context);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("Too many requests. Wait as long as Retry-After says.\n", context.RequestAborted);
    }

    private static int Seconds(TimeSpan wait) => (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds));
}
