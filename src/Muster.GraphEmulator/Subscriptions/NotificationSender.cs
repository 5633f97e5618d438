namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Sends what is due, beside everything else, until the emulator stops.</summary>
internal sealed class NotificationSender : IAsyncDisposable
{
    private const int MostRequests = 16;

    /// <summary>The clock may be moved by hand, without any timer that would say so.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly NotificationOptions _options;
    private readonly NotificationQueue _queue;
    private readonly SubscriptionBook _book;
    private readonly ReceiverClient _receivers;
    private readonly LifecycleNotifier _lifecycle;
    private readonly DeliveryLog _log;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _requests = [];
    private readonly Task _loop;

    public NotificationSender(
        NotificationOptions options,
        NotificationQueue queue,
        SubscriptionBook book,
        ReceiverClient receivers,
        LifecycleNotifier lifecycle,
        DeliveryLog log,
        TimeProvider clock
    )
    {
        (_options, _queue, _book, _receivers, _lifecycle, _log, _clock) = (options, queue, book, receivers, lifecycle, log, clock);
        _loop = Task.Run(() => RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                _lifecycle.AskWhereItIsTime();
                _requests.RemoveWhere(request => request.IsCompleted);
                foreach (var request in _queue.TakeDue(MostRequests - _requests.Count))
                    _requests.Add(Task.Run(() => SendAsync(request, cancellationToken), CancellationToken.None));
                var isIdle = !_book.Any && _queue.Count == 0;
                await _queue.WaitAsync(isIdle ? Timeout.InfiniteTimeSpan : Look, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The emulator stops; what waits is lost with it.
        }
        await Task.WhenAll(_requests);
    }

    private async Task SendAsync(IReadOnlyList<Notification> request, CancellationToken cancellationToken)
    {
        var start = _clock.GetTimestamp();
        try
        {
            var wanted = request.Where(IsWanted).ToArray();
            _log.Count(counts => counts with { Lost = counts.Lost + request.Count - wanted.Length });
            if (wanted.Length == 0)
                return;
            var at = _clock.GetUtcNow();
            var time = ReceiverPace.TimeToAnswer(_options.Edition);
            var status = await _receivers.NotifyAsync(wanted[0].Address, NotificationWriter.Body(wanted), time, cancellationToken);
            Settle(wanted, at, status, _clock.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // As above.
        }
        finally
        {
            _queue.Finish(request, _clock.GetElapsedTime(start));
        }
    }

    /// <summary>A subscription that has ended is told nothing more, but that it has.</summary>
    private bool IsWanted(Notification notification) => notification.IsLifecycle || _book.Find(notification.SubscriptionId) is not null;

    private void Settle(Notification[] request, DateTimeOffset at, int? status, TimeSpan took)
    {
        var isDelivered = status is >= 200 and <= 299;
        var entries = request.Select(one => new DeliveredEntry(
            one.SubscriptionId,
            one.Event,
            one.Resource,
            one.Attempts + 1,
            isDelivered ? "delivered"
                : Retry(one, at) ? "retrying"
                : "lost"
        ));
        var delivery = new Delivery(at, request[0].Address.OriginalString, status, (long)took.TotalMilliseconds, [.. entries]);
        _log.Note(
            delivery,
            counts =>
                counts with
                {
                    Delivered = counts.Delivered + delivery.Entries.Count(entry => entry.Outcome == "delivered"),
                    Retried = counts.Retried + delivery.Entries.Count(entry => entry.Outcome == "retrying"),
                    Lost = counts.Lost + delivery.Entries.Count(entry => entry.Outcome == "lost"),
                }
        );
    }

    /// <returns>Whether it is tried again.</returns>
    private bool Retry(Notification notification, DateTimeOffset at)
    {
        var first = notification.FirstTried ?? at;
        var now = _clock.GetUtcNow();
        var last = first + _options.RetryFor;
        if (now >= last)
            return false;
        var next = now + (_options.FirstRetryAfter * Math.Pow(2, notification.Attempts));
        return _queue.Add(notification with { FirstTried = first, Attempts = notification.Attempts + 1, Due = next < last ? next : last });
    }
}
