using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Muster.Server.Access;

namespace Muster.Server.Api.Protocol;

/// <summary>What every request under <c>/api</c> passes: problems instead of pages, the token, the limits.</summary>
internal static partial class ApiPipeline
{
    /// <summary>Adds it. Comes after authentication and before authorization.</summary>
    public static void UseApi(this WebApplication web)
    {
        var log = web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Muster.Api");
        var limits = web.Services.GetRequiredService<ApiLimits>();
        ApiReference.UsePolicy(web);
        web.Use(
            async (context, next) =>
            {
                if (!IsApi(context.Request))
                {
                    await next(context);
                    return;
                }
                context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
                Deprecation.Announce(context);
                try
                {
                    await SignInAsync(context);
                    if (limits.Refuse(context) is { } refusal)
                        throw refusal;
                    await next(context);
                    if (Bare(context) is { } status)
                        await ConcludeAsync(context, status);
                }
                catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
                {
                    // The caller has gone; nobody is there to be told.
                }
                catch (Exception failure) when (!context.Response.HasStarted)
                {
                    var known = ApiFailures.Of(failure);
                    if (known is null)
                        LogUnexpected(log, context.Request.Path, failure);
                    await ApiAnswers.WriteAsync(
                        context,
                        known
                            ?? new ApiException(
                                StatusCodes.Status500InternalServerError,
                                "unexpected",
                                "Something went wrong that should not. The log of the server has the details under this traceId."
                            )
                    );
                }
            }
        );
    }

    /// <summary>Whether a request is for the API.</summary>
    public static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>A token counts before a cookie, and a wrong one is not made up for by a cookie.</summary>
    private static async Task SignInAsync(HttpContext context)
    {
        if (!context.Request.Headers.ContainsKey(HeaderNames.Authorization))
            return;
        var result = await context.AuthenticateAsync(TokenAuthentication.Scheme);
        context.User = result.Principal ?? new System.Security.Claims.ClaimsPrincipal();
    }

    private static Task ConcludeAsync(HttpContext context, int status)
    {
        if (status == StatusCodes.Status400BadRequest)
            return ApiAnswers.WriteAsync(context, ApiFailures.OfQuery(context));
        if (status != StatusCodes.Status405MethodNotAllowed)
            return ApiAnswers.WriteAsync(context, OfStatus(status));
        var allowed = context.Response.Headers.Allow.SelectMany(value => value!.Split(',', StringSplitOptions.TrimEntries)).ToList();
        if (allowed.Contains(HttpMethods.Get))
            allowed.Add(HttpMethods.Head);
        allowed.Add(HttpMethods.Options);
        context.Response.Headers.Allow = string.Join(", ", allowed.Distinct().Order(StringComparer.Ordinal));
        if (!HttpMethods.IsOptions(context.Request.Method))
            return ApiAnswers.WriteAsync(context, OfStatus(status, context.Response.Headers.Allow.ToString()));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static int? Bare(HttpContext context) =>
        !context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentType is null
            ? context.Response.StatusCode
            : null;

    private static ApiException OfStatus(int status, string allowed = "") =>
        status switch
        {
            StatusCodes.Status404NotFound => new(status, "noSuchAddress", "There is nothing at this address. See /api/v1/openapi.json."),
            StatusCodes.Status405MethodNotAllowed => new(
                status,
                "noSuchMethod",
                $"This address does not take that method. It takes: {allowed}."
            ),
            StatusCodes.Status413PayloadTooLarge => ApiFailures.TooLarge(),
            StatusCodes.Status415UnsupportedMediaType => new(status, "unsupportedMediaType", "Send the body as application/json."),
            _ => new(status, "refused", "The request was refused."),
        };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed unexpectedly")]
    private static partial void LogUnexpected(ILogger log, string path, Exception failure);
}

/// <summary>Says under <c>/api</c> who is unknown and who may not, where a page would lead somewhere else.</summary>
internal sealed class ApiAuthorizationResults(Callers callers) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    /// <inheritdoc />
    public async Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (
            !ApiPipeline.IsApi(context.Request)
            && RightHandler.RefusalOf(context)?.Verdict == Verdict.Missing
            && !authorizeResult.Succeeded
        )
        {
            // A page about something that does not exist for them is the page that there is not.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (authorizeResult.Succeeded || !ApiPipeline.IsApi(context.Request) || ApiReference.IsPage(context))
        {
            await _usual.HandleAsync(next, context, policy, authorizeResult);
            return;
        }
        if (await callers.FindAsync(context.User, context.RequestAborted) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"muster\"";
            throw new ApiException(
                StatusCodes.Status401Unauthorized,
                "unauthenticated",
                "Send a token that is in force: Authorization: Bearer muster_… Make one on your profile page."
            );
        }
        var right = policy.Requirements.OfType<RightRequirement>().Select(requirement => requirement.Right).FirstOrDefault(Right.Read);
        EndpointRights.Obey(RightHandler.RefusalOf(context) ?? new AccessDecision(Verdict.Denied), caller, right);
    }
}
