using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Muster.Engine.Auditing;
using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Entra;
using Muster.Server.Demo;
using Muster.Server.Nodes;
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
    private readonly ServingNode _node;
    private readonly PublicAddress _address;
    private readonly TimeProvider _clock;
    private readonly NotificationOptions _options;
    private readonly IDirectorySubscriptionsFactory _directory;
    private readonly SemaphoreSlim _switched = new(0);
    private SubscriptionKeeper? _keeper;

    /// <summary>Puts the parts together; nothing is asked of the directory yet.</summary>
    public NotificationDesk(
        MusterInstance muster,
        SyncWork syncs,
        PublicAddress address,
        NotificationOptions options,
        ServerOptions server,
        IHostApplicationLifetime host,
        ServingNode node,
        TimeProvider clock
    )
    {
        (_muster, _host, _node, _address, _options, _clock) = (muster, host, node, address, options, clock);
        _directory = server.Demo is null ? new EntraSubscriptionsFactory(clock) : new DemoDirectories(clock);
        _known = new KnownSubscriptions(muster.Database.Subscriptions);
        _waker = new ReadWaker(new WokenSync(muster, syncs), options, clock);
        _receiver = new NotificationReceiver(_known, _counters, new Heed(this), options, clock);
    }

    /// <summary>Maps <c>/notifications/ID</c>: anybody may call it, nothing of what is said is believed.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Map("/notifications/{endpoint}", AnswerAsync).AllowAnonymous().DisableAntiforgery();

    /// <summary>Switches the notifications of a connection on; it is subscribed for at once.</summary>
    public async Task SwitchOnAsync(Connection connection, string actor, CancellationToken cancellationToken)
    {
        await _muster.Database.Subscriptions.EnableAsync(connection.Key, actor, cancellationToken);
        _keeper?.Hurry();
        _switched.Release();
    }

    /// <summary>Switches them off, and ends at the directory what was subscribed.</summary>
    /// <returns>What could not be ended at the directory, in words; it ends by itself within four weeks.</returns>
    public Task<IReadOnlyList<string>> SwitchOffAsync(Connection connection, string actor, CancellationToken cancellationToken) =>
        _keeper is { } keeper
            ? keeper.EndAsync(connection, actor, cancellationToken)
            : SubscriptionEnding.SwitchOffAsync(
                _muster.Database.Connections,
                _muster.Database.Subscriptions,
                _directory,
                connection,
                actor,
                cancellationToken
            );

    /// <inheritdoc />
    public override void Dispose()
    {
        _keeper?.Dispose();
        _switched.Dispose();
        _receiver.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _waker.DisposeAsync();
    }

    /// <summary>Keeps subscriptions until the process stops, or is about to: then another one renews them.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _node.Draining);
        try
        {
            await KeepAsync(end.Token);
        }
        catch (OperationCanceledException) when (_node.IsDraining)
        {
            // The host is to go on answering until it is stopped.
        }
    }

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        // The directory calls https addresses only; until somebody states one there is polling, as before.
        Uri? address;
        while ((address = _address.ForNotifications) is null)
            await _switched.WaitAsync(_options.Round, stoppingToken);
        var first = address;
        _keeper = new SubscriptionKeeper(
            _muster.Database.Connections,
            _muster.Database.Subscriptions,
            _directory,
            _known,
            _counters,
            _waker,
            () => _address.ForNotifications ?? first,
            _options,
            _clock
        );
        await _keeper.RunAsync(Task.CompletedTask, stoppingToken);
    }

    private async Task AnswerAsync(HttpContext context, string endpoint)
    {
        if (_node.IsDraining)
        {
            // What it would wake begins here no more; the directory says it again, and reaches another process.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
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
