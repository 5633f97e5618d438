using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Muster.Engine.Auditing;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Entra;
using Muster.Server.Demo;
using Muster.Server.Runs;

namespace Muster.Server.Notifications;

/// <summary>Takes the directory's change notifications, keeps its subscriptions, and wakes a read for what they hint at (docs/notifications.md).</summary>
internal sealed class NotificationDesk : BackgroundService
{
    private readonly NotificationReceiver _receiver;
    private readonly ReadWaker _waker;
    private readonly KnownSubscriptions _known;
    private readonly NotificationCounters _counters = new();
    private readonly MusterInstance _muster;
    private readonly IHostApplicationLifetime _host;
    private readonly PublicAddress _address;
    private readonly TimeProvider _clock;
    private readonly NotificationOptions _options;
    private readonly bool _isDemo;
    private SubscriptionKeeper? _keeper;

    /// <summary>Puts the parts together; nothing is asked of the directory yet.</summary>
    public NotificationDesk(
        MusterInstance muster,
        SyncWork syncs,
        PublicAddress address,
        NotificationOptions options,
        ServerOptions server,
        IHostApplicationLifetime host,
        TimeProvider clock
    )
    {
        (_muster, _host, _address, _options, _clock) = (muster, host, address, options, clock);
        _isDemo = server.Demo is not null;
        _known = new KnownSubscriptions(muster.Database.Subscriptions);
        _waker = new ReadWaker(new WokenSync(muster, syncs), options, clock);
        _receiver = new NotificationReceiver(_known, _counters, new Heed(this), options, clock);
    }

    /// <summary>Maps <c>/notifications/ID</c>: anybody may call it, nothing of what is said is believed.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Map("/notifications/{endpoint}", AnswerAsync).AllowAnonymous().DisableAntiforgery();

    /// <inheritdoc />
    public override void Dispose()
    {
        _keeper?.Dispose();
        _receiver.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _waker.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        // The directory calls https addresses only; without one there is polling, as before.
        if (_address.ForNotifications is not { } address)
            return;
        _keeper = new SubscriptionKeeper(
            _muster.Database.Connections,
            _muster.Database.Subscriptions,
            _isDemo ? new DemoDirectories(_clock) : new EntraSubscriptionsFactory(_clock),
            _known,
            _counters,
            _waker,
            address,
            _options,
            _clock
        );
        await _keeper.RunAsync(Task.CompletedTask, stoppingToken);
    }

    private async Task AnswerAsync(HttpContext context, string endpoint)
    {
        // What it wakes goes on long after; that it reached this address tells nothing of a person.
        DeedOrigin.Current = DeedOrigin.Notification;
        // The receiver has a limit of its own.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        var call = new NotificationCall(context.Request.Method, endpoint, context.Request.QueryString.Value, context.Request.Body);
        var answer = await _receiver.ReceiveAsync(call, context.RequestAborted);
        context.Response.StatusCode = answer.Status;
        if (answer.Text is not { } text)
            return;
        context.Response.ContentType = NotificationAnswer.ContentType;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>The receiver is there before the keeper: only the latter knows the public address.</summary>
    private sealed class Heed(NotificationDesk desk) : INotificationHeed
    {
        public void Changed(int connection) => desk._waker.Hint(connection);

        public void Lifecycle(int connection, DirectoryStream stream, LifecycleEvent about)
        {
            if (desk._keeper is { } keeper)
                keeper.Lifecycle(connection, stream, about);
            else
                desk._waker.Hint(connection);
        }
    }
}
