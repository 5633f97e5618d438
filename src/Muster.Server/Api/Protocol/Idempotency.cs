using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Muster.Server.Accounts;
using Muster.Server.Nodes;
using Muster.Server.Runs;

namespace Muster.Server.Api.Protocol;

/// <summary>Marks an endpoint that understands <c>Idempotency-Key</c>.</summary>
/// <param name="Required">Whether it asks for one.</param>
internal sealed record TakesIdempotencyKey(bool Required);

/// <summary>Answers the same request once: a program that does not know whether its request arrived sends it again with the same key.</summary>
internal sealed partial class Idempotency(
    IdempotencyStore store,
    LiveRuns live,
    WorkExchange exchange,
    MusterInstance muster,
    TimeProvider clock,
    ILogger<Idempotency> log
)
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Idempotency-Key";

    private const string Replayed = "Idempotency-Replayed";
    private const int LongestKey = 200;
    private const int LongestBody = 1024 * 1024;

    /// <summary>The answer to a request: made now, or the one that was made before.</summary>
    public async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, bool required)
    {
        var context = invocation.HttpContext;
        var key = context.Request.Headers[Header].ToString();
        if (key.Length == 0)
            return required
                ? throw ApiException.Invalid(
                    Header,
                    "Send a key of your own, new for each thing you want done: a request that is sent twice is then done once.",
                    "missing"
                )
                : await next(invocation);
        if (key.Length > LongestKey || key.Any(letter => letter is < '!' or > '~'))
            throw ApiException.Invalid(Header, $"The key needs 1 to {LongestKey} visible ASCII characters.");
        var now = clock.GetUtcNow();
        var mine = new IdempotentRequest
        {
            Key = Hash($"{context.Caller().Account}\n{context.Request.Method}\n{context.Request.Path}\n{key}"),
            Account = context.Caller().Account,
            RequestHash = HashOf(invocation, key),
            Process = store.Process,
            StartedAt = now,
            EndsAt = now + IdempotencyStore.Lasts,
        };
        if (await store.TakeAsync(mine, context.RequestAborted) is { } earlier)
            await ReplayAsync(context, Checked(earlier, mine));
        else
            await MakeAsync(mine, invocation, next);
        return Results.Empty;
    }

    private IdempotentRequest Checked(IdempotentRequest earlier, IdempotentRequest mine) =>
        earlier switch
        {
            _ when earlier.RequestHash != mine.RequestHash => throw new ApiException(
                StatusCodes.Status422UnprocessableEntity,
                "keyReused",
                "This key was used for another request. Use a new key for something new.",
                [new ApiError(Header, "keyReused", "What was sent differs from the first request with this key.")]
            ),
            { Status: not null, Body: not null } => earlier,
            { Status: not null } => throw ApiException.Conflict(
                "answerNotKept",
                "The first request with this key was carried out; its answer was too long to be kept. Look at what it made."
            ),
            _ when store.IsUnderWay(earlier) => throw ApiException.Conflict(
                "stillRunning",
                "The first request with this key is still under way."
            ),
            _ => throw ApiException.Conflict(
                "interrupted",
                "The first request with this key was interrupted: the server stopped or failed in the middle of it. Look whether it was carried out (GET /api/v1/runs); if not, send it with a new key."
            ),
        };

    /// <summary>Carries a request out. From here on it is finished whether or not the caller waits for it: who has gone asks again with the key.</summary>
    private async Task MakeAsync(IdempotentRequest mine, EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var (wire, caller) = (context.Response.Body, context.RequestAborted);
        using var kept = new MemoryStream();
        object? answer;
        try
        {
            context.Response.Body = kept;
            Detach(invocation);
            answer = await next(invocation);
            await WriteAsync(context, answer);
        }
        catch (Exception failure)
        {
            // What was refused may be sent again, when the reason is gone; of anything else nobody knows how far it came.
            if (ApiFailures.IsRefusal(failure))
                await store.ForgetAsync(mine.Key);
            else
                store.Interrupt(mine.Key);
            throw;
        }
        finally
        {
            (context.Response.Body, context.RequestAborted) = (wire, caller);
        }
        await KeepAsync(mine, context.Response, kept, answer);
        kept.Position = 0;
        await kept.CopyToAsync(context.Response.Body, caller);
    }

    private static void Detach(EndpointFilterInvocationContext invocation)
    {
        invocation.HttpContext.RequestAborted = CancellationToken.None;
        for (var index = 0; index < invocation.Arguments.Count; index++)
            if (invocation.Arguments[index] is CancellationToken)
                invocation.Arguments[index] = CancellationToken.None;
    }

    private async Task KeepAsync(IdempotentRequest mine, HttpResponse response, MemoryStream kept, object? answer)
    {
        (mine.Status, mine.ContentType) = (response.StatusCode, response.ContentType);
        (mine.Location, mine.Tag) = (One(response.Headers.Location.ToString()), One(response.Headers.ETag.ToString()));
        mine.Body = kept.Length <= LongestBody ? kept.ToArray() : null;
        mine.Work = answer is IValueHttpResult { Value: WorkItem work } ? work.Number : null;
        try
        {
            await store.KeepAsync(mine);
        }
        catch (Exception problem)
        {
            // It is done all the same, and this answer tells so; only a repeated request hears less.
            store.Interrupt(mine.Key);
            LogNotKept(response.HttpContext.Request.Path, problem);
            return;
        }
        if (mine.Work is { } number && live.Find(number) is { } run)
            _ = FollowAsync(mine.Key, run);
    }

    /// <summary>Work of a file is numbered anew by every process, and all of it is forgotten by and by; what became of it has to be told without its number then.</summary>
    private async Task ReplayAsync(HttpContext context, IdempotentRequest earlier)
    {
        var (body, location) = (earlier.Body!, earlier.Location);
        if (earlier.Work is { } number && !await IsKnownAsync(earlier, number, context.RequestAborted))
        {
            var end = EndOf(earlier);
            (body, location) = (JsonSerializer.SerializeToUtf8Bytes(end, ApiJson.Options), end.Result ?? "/api/v1/runs");
        }
        var response = context.Response;
        (response.StatusCode, response.ContentType) = (earlier.Status!.Value, earlier.ContentType);
        response.Headers[Replayed] = "true";
        if (location is not null)
            response.Headers.Location = location;
        if (earlier.Tag is { } tag)
            response.Headers.ETag = tag;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task<bool> IsKnownAsync(IdempotentRequest earlier, long number, CancellationToken cancellationToken) =>
        (earlier.Process == store.Process || muster.Database.IsOnServer) && await exchange.FindAsync(number, cancellationToken) is not null;

    private WorkItem EndOf(IdempotentRequest earlier)
    {
        var known = JsonSerializer.Deserialize<WorkItem>(earlier.WorkEnd ?? earlier.Body!, ApiJson.Options)!;
        return earlier.WorkEnd is not null
            ? known
            : known with
            {
                EndedAt = clock.GetUtcNow(),
                Failure =
                    earlier.Process == store.Process
                        ? "What this came to could not be kept; the list of runs shows it."
                        : "The server stopped while this was under way. A plan is written whole or not at all; the list of runs shows whether this one was.",
            };
    }

    private async Task FollowAsync(string key, LiveRun run)
    {
        try
        {
            var state = await run.EndAsync(CancellationToken.None);
            var names = await Named.ConnectionNamesAsync(muster, CancellationToken.None);
            await store.KeepEndAsync(key, JsonSerializer.SerializeToUtf8Bytes(WorkItem.Of(run, state, names), ApiJson.Options));
        }
        catch (Exception problem)
        {
            // The work itself is recorded as a run; only a repeated request after a restart hears less.
            LogNotKept(run.What, problem);
        }
    }

    private static async Task WriteAsync(HttpContext context, object? answer)
    {
        if (answer is IResult result)
            await result.ExecuteAsync(context);
        else if (answer is not null)
            await context.Response.WriteAsJsonAsync(answer, answer.GetType(), ApiJson.Options, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static string? One(string header) => header.Length == 0 ? null : header;

    /// <summary>What was sent, keyed by the key itself, which is not kept: nobody who reads the file can try out what stood in a body.</summary>
    private static string HashOf(EndpointFilterInvocationContext invocation, string key)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(key));
        hash.AppendData(Encoding.UTF8.GetBytes(invocation.HttpContext.Request.QueryString.Value ?? ""));
        foreach (var argument in invocation.Arguments)
            if (argument?.GetType().Namespace == typeof(WorkItem).Namespace)
                hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(argument, argument!.GetType(), ApiJson.Options));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of {What} could not be kept for a repeated request")]
    private partial void LogNotKept(string what, Exception problem);
}

/// <summary>Marks endpoints.</summary>
internal static class IdempotentEndpoints
{
    /// <summary>Lets an endpoint answer a repeated request with its first answer. Comes after the right.</summary>
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder endpoint, bool required = false)
    {
        endpoint.WithMetadata(new TakesIdempotencyKey(required));
        endpoint.AddEndpointFilter(
            (invocation, next) =>
                invocation.HttpContext.RequestServices.GetRequiredService<Idempotency>().AnswerAsync(invocation, next, required)
        );
        return endpoint;
    }
}
