using System.Net.Http.Headers;
using Muster.Engine.Reading;
using Muster.Entra.SigningIn;
using Polly;
using Polly.Retry;

namespace Muster.Entra.Http;

/// <summary>Sends reads to Graph, with token, repeats and accounts. Any answer that no repeat would change comes back as it is.</summary>
internal sealed class GraphClient
{
    /// <summary>Largest answer in bytes, after decompression.</summary>
    public const int MaxBody = 64 * 1024 * 1024;

    /// <summary>How long one attempt may take, its body included.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;
    private readonly TokenSource _tokens;
    private readonly GraphHandler _handler;
    private readonly RetryRules _rules;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<GraphAttempt> _repeating;
    private readonly Pace _pace;
    private bool _answered;
    private int _requests;
    private int _units;
    private int _retries;

    public GraphClient(GraphHandler handler, TokenSource tokens, RetryRules rules, TimeProvider clock)
    {
        _http = handler.Client;
        _handler = handler;
        _tokens = tokens;
        _rules = rules;
        _clock = clock;
        _repeating = Repeating(clock);
        _pace = new Pace(clock);
    }

    public ReadSpending Spending =>
        new(Volatile.Read(ref _requests), Volatile.Read(ref _units), Volatile.Read(ref _retries)) { LimitShare = _pace.Highest };

    /// <summary>Reads one address.</summary>
    /// <param name="address">Where; must be on the Graph host.</param>
    /// <param name="waiting">Told how long, before each wait.</param>
    /// <param name="cancellationToken">Ends a request or a wait.</param>
    /// <exception cref="DirectoryReadException">No answer worth looking at came, or the sign-in failed.</exception>
    public async Task<GraphAnswer> GetAsync(Uri address, Action<TimeSpan>? waiting, CancellationToken cancellationToken)
    {
        var last = await RepeatAsync(new GraphCall(address, waiting), cancellationToken).ConfigureAwait(false);
        return last.Answer ?? throw GivenUp(last);
    }

    /// <summary>Asks for a count, which the directory answers from its index.</summary>
    /// <exception cref="DirectoryReadException">No answer worth looking at came, or the sign-in failed.</exception>
    public async Task<GraphAnswer> CountAsync(Uri address, Action<TimeSpan>? waiting, CancellationToken cancellationToken)
    {
        var last = await RepeatAsync(new GraphCall(address, waiting) { Eventual = true }, cancellationToken).ConfigureAwait(false);
        return last.Answer ?? throw GivenUp(last);
    }

    /// <summary>Asks several things in one request (<c>$batch</c>); being reads, they may be repeated.</summary>
    /// <param name="address">Address of <c>$batch</c>.</param>
    /// <param name="batch">The batch, as JSON.</param>
    /// <param name="waiting">Told how long, before each wait.</param>
    /// <param name="cancellationToken">Ends a request or a wait.</param>
    /// <exception cref="DirectoryReadException">No answer worth looking at came, or the sign-in failed.</exception>
    public async Task<GraphAnswer> AskAsync(Uri address, byte[] batch, Action<TimeSpan>? waiting, CancellationToken cancellationToken)
    {
        var last = await RepeatAsync(new GraphCall(address, waiting) { Method = HttpMethod.Post, Body = batch }, cancellationToken)
            .ConfigureAwait(false);
        return last.Answer ?? throw GivenUp(last);
    }

    /// <summary>Sends a write. One that may have been carried out is sent again only if doing it twice is the same as once.</summary>
    /// <param name="method">The method.</param>
    /// <param name="address">Where; must be on the Graph host.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <param name="repeatable">Whether doing it twice is the same as once.</param>
    /// <param name="cancellationToken">Ends a request or a wait.</param>
    /// <exception cref="DirectoryReadException">No answer worth looking at came, or the sign-in failed; it may have been carried out.</exception>
    public async Task<GraphAnswer> WriteAsync(
        HttpMethod method,
        Uri address,
        byte[]? body,
        bool repeatable,
        CancellationToken cancellationToken
    )
    {
        var call = new GraphCall(address, null)
        {
            Method = method,
            Body = body,
            Repeatable = repeatable,
        };
        var last = await RepeatAsync(call, cancellationToken).ConfigureAwait(false);
        return last.Answer ?? throw GivenUp(last);
    }

    /// <summary>The wait before a step of a batch is asked again; null when it is time to give up.</summary>
    /// <param name="attempt">Number of the attempt that failed, from 1.</param>
    /// <param name="retryAfter">What the service asked for, as it was written.</param>
    /// <param name="waited">Waits for this step so far.</param>
    public TimeSpan? WaitFor(int attempt, string? retryAfter, TimeSpan waited) =>
        _rules.Wait(attempt, RetryRules.RetryAfter(retryAfter, _clock.GetUtcNow()), waited, answered: true);

    /// <summary>Waits before the steps of a batch are asked again.</summary>
    public async Task PauseAsync(TimeSpan pause, Action<TimeSpan>? waiting, CancellationToken cancellationToken)
    {
        waiting?.Invoke(pause);
        Interlocked.Increment(ref _retries);
        await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Slows all requests down when much of the limit is used, as an answer within a batch says.</summary>
    public void Used(double? share) => _pace.Used(share ?? 0);

    /// <summary>Counts units that the answers within a batch state.</summary>
    public void Charge(int units) => Interlocked.Add(ref _units, units);

    /// <summary>The access token, with the same repeats as a read.</summary>
    /// <exception cref="DirectoryReadException">The sign-in failed.</exception>
    public async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        var last = await RepeatAsync(new GraphCall(null, null), cancellationToken).ConfigureAwait(false);
        return last.Failure is null ? last.Call.Token : throw GivenUp(last);
    }

    private ValueTask<GraphAttempt> RepeatAsync(GraphCall call, CancellationToken cancellationToken) =>
        _repeating.ExecuteAsync(
            static (state, token) => state.Client.AttemptAsync(state.Call, token),
            (Client: this, Call: call),
            cancellationToken
        );

    private static ResiliencePipeline<GraphAttempt> Repeating(TimeProvider clock) =>
        new ResiliencePipelineBuilder<GraphAttempt> { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions<GraphAttempt>
                {
                    MaxRetryAttempts = int.MaxValue,
                    MaxDelay = null,
                    ShouldHandle = static retry => ValueTask.FromResult(retry.Outcome.Result?.Wait is not null),
                    DelayGenerator = static retry => ValueTask.FromResult(retry.Outcome.Result!.Wait),
                    OnRetry = static retry =>
                    {
                        retry.Outcome.Result!.TellWaiting();
                        return default;
                    },
                }
            )
            .Build();

    private async ValueTask<GraphAttempt> AttemptAsync(GraphCall call, CancellationToken cancellationToken)
    {
        if (call.Attempts > 0 && call.Address is not null)
            Interlocked.Increment(ref _retries);
        call.Attempts++;
        await KeepPaceAsync(call, cancellationToken).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(AttemptTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            call.Token = await _tokens.GetAsync(either.Token).ConfigureAwait(false);
            return call.Address is { } address
                ? await JudgeAsync(call, await SendAsync(call, address, either.Token).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false)
                : new GraphAttempt(call, null, null, null, null);
        }
        catch (Exception e) when (e is NetworkException or TokenUnavailableException)
        {
            return e is NetworkException { Reached: true } ? AgainIfRepeatable(call, e.Message, e) : Again(call, e.Message, null, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var late = limit.IsCancellationRequested
                ? $"no whole answer within {AttemptTimeout.TotalSeconds:0} s"
                : "no connection in time";
            return AgainIfRepeatable(call, $"{call.Address?.Authority ?? "login host"}: {late}", e);
        }
    }

    /// <summary>Waits until the service has room; whoever waits is told for how long.</summary>
    private async ValueTask KeepPaceAsync(GraphCall call, CancellationToken cancellationToken)
    {
        while (_pace.Next() is var pause && pause > TimeSpan.Zero)
        {
            call.Waiting?.Invoke(pause);
            await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<GraphAnswer> SendAsync(GraphCall call, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(call.Method, address)
        {
            Content = call.Body is { } body ? new ByteArrayContent(body) : null,
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", call.Token);
        request.Content?.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd(call.Eventual ? "text/plain" : "application/json");
        if (call.Eventual)
            request.Headers.Add("ConsistencyLevel", "eventual");
        // Reading may wait; whoever signs in or opens a page at this moment should not have to.
        request.Headers.Add("x-ms-throttle-priority", "Low");
        request.Headers.UserAgent.ParseAdd("Muster/0.1");
        request.Headers.Add("client-request-id", Guid.NewGuid().ToString("D"));
        Interlocked.Increment(ref _requests);
        try
        {
            using var response = await _http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
                return new GraphAnswer(response, await PooledBody.ReadAsync(stream, MaxBody, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            throw NetworkFault.Of(e, address.GetLeftPart(UriPartial.Authority), _handler);
        }
    }

    private async Task<GraphAttempt> JudgeAsync(GraphCall call, GraphAnswer answer, CancellationToken cancellationToken)
    {
        _answered = true;
        Interlocked.Add(ref _units, answer.ResourceUnits);
        if (answer.LimitShare is { } share)
            _pace.Used(share);
        if (answer.Status == 401 && !call.TokenRefused)
        {
            call.TokenRefused = true;
            answer.Dispose();
            await _tokens.ForgetAsync(call.Token, cancellationToken).ConfigureAwait(false);
            return new GraphAttempt(call, null, TimeSpan.Zero, "the token was refused", null);
        }
        if (!RetryRules.IsTransient(answer.Status))
            return new GraphAttempt(call, answer, null, null, null);
        using (answer)
        {
            call.Asked = RetryRules.RetryAfter(answer.RetryAfter, _clock.GetUtcNow());
            var failure = $"status {answer.Status} ({answer.Reference})";
            // Throttled is refused before anything is done; any other fault may come after it.
            var again = answer.Status == 429 ? Again(call, failure, call.Asked, null) : AgainIfRepeatable(call, failure, null, call.Asked);
            // A throttled tenant is throttled for every request; what is sent meanwhile only counts against it.
            if (answer.Status == 429 && again.Wait is { } wait)
                _pace.Stop(wait);
            return again;
        }
    }

    private GraphAttempt AgainIfRepeatable(GraphCall call, string failure, Exception? cause, TimeSpan? asked = null)
    {
        if (call.Repeatable)
            return Again(call, failure, asked, cause);
        _answered |= cause is null or NetworkException;
        return new GraphAttempt(call, null, null, failure, cause);
    }

    private GraphAttempt Again(GraphCall call, string failure, TimeSpan? asked, Exception? cause)
    {
        _answered |= cause is TokenUnavailableException or NetworkException { Reached: true };
        var wait = _rules.Wait(call.Attempts, asked, call.Waited, _answered);
        call.Waited += wait ?? TimeSpan.Zero;
        return new GraphAttempt(call, null, wait, failure, cause);
    }

    private DirectoryReadException GivenUp(GraphAttempt last)
    {
        var call = last.Call;
        var asked =
            call.Asked > _rules.LongestWait
                ? $" The service asked to wait {Words(call.Asked.Value)}; Muster waits at most {Words(_rules.LongestWait)} at a time."
                : "";
        var effort = $"after {call.Attempts} attempts and {Words(call.Waited)} of waiting";
        if (!_answered)
            return new(
                DirectoryFault.Unreachable,
                $"No answer {effort}: {last.Failure}. Check the address, the network and the proxy.{asked}",
                last.Cause
            );
        return new(
            DirectoryFault.Unavailable,
            $"{(call.Address is { } address ? $"{call.Method} {address.AbsolutePath}" : "Signing in")} went on failing {effort}; last: {last.Failure}.{asked} {(call.Repeatable ? "Nothing was changed; run again later." : "Whether it was carried out is not known.")}",
            last.Cause
        );
    }

    private static string Words(TimeSpan span) =>
        span.TotalSeconds < 120 ? $"{span.TotalSeconds:0.#} s"
        : span.TotalHours < 2 ? $"{span.TotalMinutes:0.#} min"
        : span.TotalDays < 1000 ? $"{span.TotalHours:0.#} h"
        : "for years";
}

/// <summary>One request with its repeats.</summary>
internal sealed class GraphCall(Uri? address, Action<TimeSpan>? waiting)
{
    /// <summary>Where; null when only the token is wanted.</summary>
    public Uri? Address { get; } = address;

    public Action<TimeSpan>? Waiting { get; } = waiting;

    /// <summary>Whether the directory's index may answer, which counts need.</summary>
    public bool Eventual { get; init; }

    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Body, JSON; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Whether it may be sent again although it may have been carried out.</summary>
    public bool Repeatable { get; init; } = true;

    public int Attempts { get; set; }

    public TimeSpan Waited { get; set; }

    /// <summary>What the service asked for last.</summary>
    public TimeSpan? Asked { get; set; }

    public string Token { get; set; } = "";

    /// <summary>A token was refused once; the second time it is final.</summary>
    public bool TokenRefused { get; set; }
}

/// <summary>How one attempt ended: with an answer, or with a wait before the next, or with neither when it was the last.</summary>
internal sealed record GraphAttempt(GraphCall Call, GraphAnswer? Answer, TimeSpan? Wait, string? Failure, Exception? Cause)
{
    public void TellWaiting()
    {
        if (Wait is { } wait && wait > TimeSpan.Zero)
            Call.Waiting?.Invoke(wait);
    }
}
