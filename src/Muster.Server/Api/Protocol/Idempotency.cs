using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Muster.Server.Api.Protocol;

/// <summary>Marks an endpoint that understands <c>Idempotency-Key</c>.</summary>
/// <param name="Required">Whether it asks for one.</param>
internal sealed record TakesIdempotencyKey(bool Required);

/// <summary>Answers the same request once: a program that does not know whether its request arrived sends it again with the same key.</summary>
internal sealed class Idempotency(TimeProvider clock)
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>How long a key is remembered, by this process.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    private const int Most = 20_000;
    private const int LongestKey = 200;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

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
        Forget();
        var name = $"{context.Caller().Account} {context.Request.Method} {context.Request.Path} {key}";
        var mine = new Entry(Hash(invocation), clock.GetUtcNow() + Lasts);
        var entry = _entries.GetOrAdd(name, mine);
        if (ReferenceEquals(entry, mine))
            return await MakeAsync(name, mine, invocation, next);
        if (entry.BodyHash != mine.BodyHash)
            throw new ApiException(
                StatusCodes.Status422UnprocessableEntity,
                "keyReused",
                "This key was used for another request. Use a new key for something new.",
                [new ApiError(Header, "keyReused", "The body differs from that of the first request with this key.")]
            );
        if (!entry.Answer.Task.IsCompletedSuccessfully)
            throw ApiException.Conflict("stillRunning", "The first request with this key is still under way.");
        context.Response.Headers["Idempotency-Replayed"] = "true";
        return await entry.Answer.Task;
    }

    private async Task<object?> MakeAsync(
        string name,
        Entry mine,
        EndpointFilterInvocationContext invocation,
        EndpointFilterDelegate next
    )
    {
        try
        {
            var answer = await next(invocation);
            mine.Answer.SetResult(answer);
            return answer;
        }
        catch
        {
            // What was refused may be sent again, when the reason is gone.
            _entries.TryRemove(name, out _);
            throw;
        }
    }

    private void Forget()
    {
        var now = clock.GetUtcNow();
        if (_entries.Count > Most / 2)
            foreach (var (name, entry) in _entries)
                if (entry.EndsAt <= now)
                    _entries.TryRemove(name, out _);
        if (_entries.Count >= Most)
            throw new ApiException(StatusCodes.Status429TooManyRequests, "tooManyKeys", "Too many keys are remembered. Try later.")
            {
                RetryAfter = TimeSpan.FromMinutes(10),
            };
    }

    private static string Hash(EndpointFilterInvocationContext invocation)
    {
        var bodies = invocation.Arguments.Where(argument =>
            argument?.GetType().Namespace?.StartsWith("Muster.Server.Api", StringComparison.Ordinal) == true
        );
        return Convert.ToHexString(
            SHA256.HashData([.. bodies.SelectMany(body => JsonSerializer.SerializeToUtf8Bytes(body, body!.GetType(), ApiJson.Options))])
        );
    }

    private sealed record Entry(string BodyHash, DateTimeOffset EndsAt)
    {
        public TaskCompletionSource<object?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
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
