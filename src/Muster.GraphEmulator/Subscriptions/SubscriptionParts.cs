using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>Subscriptions and everything that makes them heard.</summary>
internal sealed class SubscriptionParts : IAsyncDisposable
{
    private readonly ReceiverClient _receivers;
    private readonly NotificationQueue _queue;
    private readonly NotificationSender _sender;

    public SubscriptionParts(EmulatorOptions emulator, AppRegistration app, TenantTimeline timeline, TimeProvider clock)
    {
        var options = emulator.Notifications;
        var book = new SubscriptionBook(options, clock);
        var log = new DeliveryLog(options.Remembered);
        var writer = new NotificationWriter(app, emulator.Quirks.Notifications);
        var trouble = new NotificationTrouble(emulator.Quirks.Notifications, writer);
        _receivers = new(options, clock);
        _queue = new(options, clock);
        var lifecycle = new LifecycleNotifier(options, book, _queue, writer, log, clock);
        _sender = new(options, _queue, book, _receivers, lifecycle, log, clock);
        Service = new(options, app, timeline, book, _receivers, _queue, clock);
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
