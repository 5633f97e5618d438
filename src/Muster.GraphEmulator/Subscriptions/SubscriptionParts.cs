using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Subscriptions and everything that makes them heard.</summary>
internal sealed class SubscriptionParts : IAsyncDisposable
{
    private readonly ReceiverClient _receivers;
    private readonly NotificationQueue _queue;
    private readonly NotificationSender _sender;

    /// <param name="options">How subscriptions are taken and notifications delivered.</param>
    /// <param name="quirks">The quirks in force.</param>
    /// <param name="applications">Finds an application as it is registered now.</param>
    /// <param name="tenantId">Whose directory it is.</param>
    /// <param name="timeline">The directory.</param>
    /// <param name="clock">What times are judged by.</param>
    public SubscriptionParts(
        NotificationOptions options,
        Func<NotificationQuirks> quirks,
        Func<string, AppRegistration?> applications,
        string tenantId,
        TenantTimeline timeline,
        TimeProvider clock
    )
    {
        var book = new SubscriptionBook(options, clock);
        var log = new DeliveryLog(options.Remembered);
        var writer = new NotificationWriter(tenantId, quirks);
        var trouble = new NotificationTrouble(quirks, writer);
        var grants = new SubscriptionGrants(options, applications);
        _receivers = new(options, clock);
        _queue = new(options, clock);
        var lifecycle = new LifecycleNotifier(options, book, _queue, writer, grants, log, clock);
        _sender = new(options, _queue, book, _receivers, lifecycle, log, clock);
        Service = new(options, grants, timeline, book, _receivers, _queue, clock);
        Control = new(book, _queue, trouble, lifecycle, log);
        timeline.Observe(new ChangeNotifier(options, book, trouble, _queue, log, clock).Tell);
    }

    public SubscriptionService Service { get; }

    public NotificationsControl Control { get; }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        _receivers.Dispose();
        _queue.Dispose();
    }
}
