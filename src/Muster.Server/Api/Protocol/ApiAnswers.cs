using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Muster.Server.Hosting;

namespace Muster.Server.Api.Protocol;

/// <summary>Writes problems.</summary>
internal static class ApiAnswers
{
    /// <summary>Media type of a problem.</summary>
    public const string ProblemType = "application/problem+json";

    /// <summary>Answers with a problem.</summary>
    public static async Task WriteAsync(HttpContext context, ApiException failure)
    {
        var problem = new ApiProblem(
            $"https://muster.invalid/problems/{failure.Code}",
            ReasonPhrases.GetReasonPhrase(failure.Status),
            failure.Status,
            failure.Code,
            HttpWords.Of(failure.Message),
            context.Request.Path,
            RequestTrace.Of(context)!,
            [.. failure.Errors.Select(error => error with { Message = HttpWords.Of(error.Message) })],
            failure.Compare
        );
        context.Response.StatusCode = failure.Status;
        context.Response.ContentType = ProblemType;
        if (failure.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (!HttpMethods.IsHead(context.Request.Method))
            await JsonSerializer.SerializeAsync(context.Response.Body, problem, ApiJson.Options, context.RequestAborted);
    }
}
