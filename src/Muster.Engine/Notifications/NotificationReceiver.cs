using System.Security.Cryptography;
using System.Text;
using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>
/// Answers whoever calls the public address. Never reads the directory and never writes: a true notification is a hint that wakes a read, any other is a number. What
/// an unknown or switched-off address is told, and the work done for it, do not differ from a known one.
/// </summary>
/// <param name="known">The subscriptions that may call.</param>
/// <param name="counters">Where calls are counted.</param>
/// <param name="heed">Told of every true entry at once; must not wait.</param>
/// <param name="options">Limits.</param>
/// <param name="clock">Time for slow bodies.</param>
public sealed class NotificationReceiver(
    KnownSubscriptions known,
    NotificationCounters counters,
    INotificationHeed heed,
    NotificationOptions options,
    TimeProvider clock
) : IDisposable
{
    private readonly SemaphoreSlim _bodies = new(options.BodiesAtOnce, options.BodiesAtOnce);

    /// <summary>Answers one call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    public async Task<NotificationAnswer> ReceiveAsync(NotificationCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!string.Equals(call.Method, "POST", StringComparison.OrdinalIgnoreCase))
            return NotificationAnswer.WrongMethod;
        if (ValidationToken.Find(call.Query) is { } token)
            return token.Length == 0 ? NotificationAnswer.Malformed : new NotificationAnswer(200, token);
        var endpoint = known.At(call.Endpoint);
        if (!await _bodies.WaitAsync(TimeSpan.Zero, CancellationToken.None))
            return Dropped(endpoint, NotificationAnswer.Busy);
        try
        {
            return await ReadAsync(call.Body, endpoint, cancellationToken);
        }
        finally
        {
            _bodies.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _bodies.Dispose();

    private async Task<NotificationAnswer> ReadAsync(Stream body, KnownEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.BodyTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        NotificationBatch? batch = null;
        try
        {
            if (!await BoundedBody.ReadAsync(body, options.MaxBody, bytes => batch = NotificationParser.Parse(bytes.Span), either.Token))
                return Dropped(endpoint, NotificationAnswer.TooLong);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Dropped(endpoint, NotificationAnswer.TooSlow);
        }
        catch (IOException)
        {
            // The connection broke, or the host has a lower limit of its own.
            return Dropped(endpoint, NotificationAnswer.Malformed);
        }
        if (batch is not null)
            return Judged(endpoint, batch);
        counters.Add(endpoint.Connection, NotificationTally.None with { Malformed = 1 });
        return NotificationAnswer.Malformed;
    }

    private NotificationAnswer Judged(KnownEndpoint endpoint, NotificationBatch batch)
    {
        var (accepted, forged, unknown) = (0, 0, 0);
        foreach (var entry in batch.Entries)
        {
            var subscription = endpoint.Subscriptions.GetValueOrDefault(entry.Subscription, KnownSubscription.None);
            var genuine = IsGenuine(entry, subscription);
            if (subscription == KnownSubscription.None)
                unknown++;
            else if (!genuine)
                forged++;
            else
            {
                accepted++;
                Heed(endpoint.Connection, subscription.Stream, entry.Lifecycle);
            }
        }
        counters.Add(endpoint.Connection, new NotificationTally(accepted, forged, batch.Malformed, unknown, 0));
        return NotificationAnswer.Accepted;
    }

    private void Heed(int connection, DirectoryStream stream, LifecycleEvent? lifecycle)
    {
        if (lifecycle is { } about)
            heed.Lifecycle(connection, stream, about);
        else
            heed.Changed(connection);
    }

    /// <summary>Hashing first makes both sides equally long, so that the comparison takes the same time whatever was sent.</summary>
    private static bool IsGenuine(ChangeNotification entry, KnownSubscription subscription)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(entry.ClientState ?? ""), hash);
        var right = CryptographicOperations.FixedTimeEquals(hash, subscription.StateHash);
        return right & (entry.Tenant is null || subscription.Tenant is null || entry.Tenant == subscription.Tenant);
    }

    private NotificationAnswer Dropped(KnownEndpoint endpoint, NotificationAnswer answer)
    {
        counters.Add(endpoint.Connection, NotificationTally.None with { Dropped = 1 });
        return answer;
    }
}
