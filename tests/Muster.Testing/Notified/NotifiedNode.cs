using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Entra;
using Muster.Server;
using Muster.Storage;

namespace Muster.Testing.Notified;

/// <summary>A server as it will be: database, public address, receiver, keeper of subscriptions, woken reads; beside others on the same database if need be.</summary>
public sealed class NotifiedNode : IAsyncDisposable
{
    /// <summary>Waits of the reader pass so much faster.</summary>
    private const int Speed = 50;

    private readonly NotificationReceiver _receiver;
    private readonly NotifiedSync _sync;

    private NotifiedNode(NodeSettings settings, MusterDatabase database)
    {
        Settings = settings;
        Database = database;
        var hurried = new HurriedClock(Speed);
        Sources = settings.Around(new EntraDirectorySourceFactory(hurried));
        Directory = new EntraSubscriptionsFactory(hurried);
        Syncs = new MusterInstance(database, Sources, settings.Clock).Syncs;
        _sync = new NotifiedSync(database.Connections, Syncs);
        Waker = new ReadWaker(settings.AroundRead(_sync), settings.Options, TimeProvider.System);
        Known = new KnownSubscriptions(database.Subscriptions);
        _receiver = new NotificationReceiver(Known, Counters, new Heed(this), settings.Options, TimeProvider.System);
    }

    public NodeSettings Settings { get; }

    public MusterDatabase Database { get; }

    public IDirectorySourceFactory Sources { get; }

    public EntraSubscriptionsFactory Directory { get; }

    public SyncRunner Syncs { get; }

    public ReadWaker Waker { get; }

    public KnownSubscriptions Known { get; }

    public NotificationCounters Counters { get; } = new();

    public PublicServer Server { get; private set; } = null!;

    public SubscriptionKeeper Keeper { get; private set; } = null!;

    public static async Task<NotifiedNode> StartAsync(NodeSettings settings, CancellationToken cancellationToken)
    {
        var node = new NotifiedNode(settings, await MusterDatabase.OpenAsync(settings.Folder, settings.Clock, cancellationToken));
        node.Server = await PublicServer.StartAsync(node._receiver, cancellationToken);
        node.Keeper = new SubscriptionKeeper(
            node.Database.Connections,
            node.Database.Subscriptions,
            settings.AroundDirectory(node.Directory),
            node.Known,
            node.Counters,
            node.Waker,
            () => node.Server.Address,
            settings.Options,
            settings.Clock
        );
        return node;
    }

    /// <summary>Goes on at another public address.</summary>
    public async Task MoveAsync(CancellationToken cancellationToken)
    {
        await Server.DisposeAsync();
        Server = await PublicServer.StartAsync(_receiver, cancellationToken);
    }

    /// <summary>Status of both streams.</summary>
    public async Task<IReadOnlyList<SubscriptionStatus>> StatusAsync(int connection, CancellationToken cancellationToken) =>
        (await NotificationReport.LoadAsync(Database.Subscriptions, connection, Settings.Clock.GetUtcNow(), cancellationToken)).Streams;

    /// <summary>Reads that notifications have caused so far.</summary>
    public async Task<int> ReadsAsync(CancellationToken cancellationToken) =>
        (await Database.Runs.ListAsync(null, 10_000, cancellationToken)).Count(run => run.Actor == NotifiedSync.Actor);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Waker.DisposeAsync();
        Keeper.Dispose();
        _receiver.Dispose();
        _sync.Dispose();
        await Database.DisposeAsync();
    }

    /// <summary>The receiver is there before the keeper: only the latter knows the public address.</summary>
    private sealed class Heed(NotifiedNode node) : INotificationHeed
    {
        public void Changed(int connection) => node.Keeper.Changed(connection);

        public void Lifecycle(int connection, DirectoryStream stream, LifecycleEvent about) =>
            node.Keeper.Lifecycle(connection, stream, about);
    }
}

/// <summary>How a node is set up.</summary>
public sealed record NodeSettings
{
    public required string Folder { get; init; }

    /// <summary>Clock of the database and the keeper.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Hints are gathered for milliseconds only, so that tests are quick.</summary>
    public NotificationOptions Options { get; init; } =
        new()
        {
            Quiet = TimeSpan.FromMilliseconds(40),
            LongestWait = TimeSpan.FromMilliseconds(200),
            FirstRetry = TimeSpan.FromMilliseconds(40),
            LongestRetry = TimeSpan.FromMilliseconds(200),
        };

    /// <summary>Put around the reader, to step in between.</summary>
    public Func<IDirectorySourceFactory, IDirectorySourceFactory> Around { get; init; } = source => source;

    /// <summary>Put around woken reads.</summary>
    public Func<IWokenRead, IWokenRead> AroundRead { get; init; } = read => read;

    /// <summary>Put around the keeper's way to the directory.</summary>
    public Func<IDirectorySubscriptionsFactory, IDirectorySubscriptionsFactory> AroundDirectory { get; init; } = directory => directory;
}
