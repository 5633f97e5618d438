using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Speaks to the addresses of subscriptions.</summary>
internal sealed class ReceiverClient : IDisposable
{
    private const int LongestAnswer = 64 * 1024;
    private readonly HttpClient _http;
    private readonly TimeSpan _validationTime;
    private readonly TimeProvider _clock;

    public ReceiverClient(NotificationOptions options, TimeProvider clock)
    {
        (_validationTime, _clock) = (options.ValidationTime, clock);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            // A receiver is on this machine, as a rule.
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, problems) =>
            problems == SslPolicyErrors.None || !options.CheckCertificates;
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
    }

    /// <summary>Makes sure that whoever listens there wants to be told.</summary>
    /// <exception cref="Protocol.GraphErrorException">It did not answer, or not with the token.</exception>
    public async Task ValidateAsync(Uri address, CancellationToken cancellationToken)
    {
        var token = $"Validation: Testing client application reachability for subscription Request-Id: {Guid.NewGuid()}";
        var separator = address.Query.Length > 0 ? '&' : '?';
        var url = new Uri($"{address.OriginalString}{separator}validationToken={Uri.EscapeDataString(token)}");
        using var deadline = new CancellationTokenSource(_validationTime, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var content = new ByteArrayContent([]);
            content.Headers.ContentType = new("text/plain") { CharSet = "utf-8" };
            using var response = await _http.PostAsync(url, content, either.Token);
            await CheckAsync(address, response, token, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw SubscriptionError.NotValidated(address, "The request timed out.");
        }
        catch (HttpRequestException problem)
        {
            throw SubscriptionError.NotValidated(address, problem.Message);
        }
    }

    /// <returns>The status; null when there was no answer in time.</returns>
    public async Task<int?> NotifyAsync(Uri address, ReadOnlyMemory<byte> json, TimeSpan time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(time, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var content = new ReadOnlyMemoryContent(json);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            // The body of the answer means nothing; a receiver may take its time with it.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (int)response.StatusCode;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong with a receiver, it did not take the notification.
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task CheckAsync(Uri address, HttpResponseMessage response, string token, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            throw SubscriptionError.NotValidated(
                address,
                $"Must respond with 200 OK to this request, not with {(int)response.StatusCode}."
            );
        if (!string.Equals(response.Content.Headers.ContentType?.MediaType, "text/plain", StringComparison.OrdinalIgnoreCase))
            throw SubscriptionError.NotValidated(address, "Must respond with content of the type text/plain.");
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!body.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(token)))
            throw SubscriptionError.NotValidated(address, "Must respond with the decoded validation token and nothing else.");
    }
}
