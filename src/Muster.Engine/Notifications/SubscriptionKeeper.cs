using System.Collections.Concurrent;
using System.Threading.Channels;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>
/// Keeps two subscriptions alive for every connection that wants notifications, whatever happens to them, and has the directory read whenever notifications may have
/// been lost. What it keeps is in the database; it may be stopped at any moment.
/// </summary>
public sealed class SubscriptionKeeper : INotificationHeed, IDisposable
{
    private readonly IConnectionStore _connections;
    private readonly ISubscriptionStore _store;
    private readonly IDirectorySubscriptionsFactory _directory;
    private readonly KnownSubscriptions _known;
    private readonly NotificationCounters _counters;
    private readonly ReadWaker _waker;
    private readonly Func<Uri> _publicAddress;
    private readonly NotificationOptions _options;
    private readonly TimeProvider _clock;
    private readonly Guid _self = Guid.NewGuid();
    private readonly ConcurrentDictionary<int, Attention> _attention = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Channel<bool> _nudge = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <param name="connections">The connections and their credentials.</param>
    /// <param name="store">What is kept.</param>
    /// <param name="directory">Reaches the directories.</param>
    /// <param name="known">Is told what notifications may come from.</param>
    /// <param name="counters">Counts to store with every round.</param>
    /// <param name="waker">Reads a directory when asked.</param>
    /// <param name="publicAddress">Address under which the directory reaches this server, https; asked for in every round, since it may be stated anew.</param>
    /// <param name="options">Times.</param>
    /// <param name="clock">The time.</param>
    public SubscriptionKeeper(
        IConnectionStore connections,
        ISubscriptionStore store,
        IDirectorySubscriptionsFactory directory,
        KnownSubscriptions known,
        NotificationCounters counters,
        ReadWaker waker,
        Func<Uri> publicAddress,
        NotificationOptions options,
        TimeProvider clock
    )
    {
        ArgumentNullException.ThrowIfNull(publicAddress);
        (_connections, _store, _directory, _known, _counters, _waker) = (connections, store, directory, known, counters, waker);
        (_publicAddress, _options, _clock) = (publicAddress, options, clock);
    }

    /// <summary>Why the last round could not be gone through, such as a full disk; null when it could.</summary>
    public string? Problem { get; private set; }

    /// <inheritdoc />
    public void Changed(int connection) => _waker.Hint(connection);

    /// <inheritdoc />
    public void Lifecycle(int connection, DirectoryStream stream, LifecycleEvent about)
    {
        if (about is LifecycleEvent.Missed or LifecycleEvent.Unknown)
        {
            _waker.Hint(connection);
            return;
        }
        AttentionOf(connection).Note(stream, about == LifecycleEvent.SubscriptionRemoved);
        Hurry();
    }

    /// <summary>Goes round until it is told to stop.</summary>
    /// <param name="ready">Ends when the receiver answers: the directory calls it while a subscription is made.</param>
    /// <param name="cancellationToken">Tells it to stop.</param>
    public async Task RunAsync(Task ready, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ready);
        await ready.WaitAsync(cancellationToken);
        while (true)
        {
            await RoundAsync(cancellationToken);
            await PauseAsync(cancellationToken);
        }
    }

    /// <summary>Looks after every connection once.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StoreCountsAsync(cancellationToken);
            await _known.ReloadAsync(cancellationToken);
            var connections = (await _connections.ListAsync(cancellationToken)).ToDictionary(connection => connection.Key);
            string? problem = null;
            foreach (var endpoint in await _store.EndpointsAsync(cancellationToken))
                if (endpoint.Enabled && connections.TryGetValue(endpoint.Connection, out var connection))
                    problem = await KeptAsync(connection, endpoint, cancellationToken) ?? problem;
            Problem = problem;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The database, most likely. Subscriptions live on for weeks without a round; the next one tries again.
            Problem = failure.Message;
        }
    }

    /// <summary>Ends the notifications of a connection, at the directory too.</summary>
    /// <returns>What could not be ended at the directory, in words; it ends by itself within a month, and what it sends until then is not heeded.</returns>
    public async Task<IReadOnlyList<string>> EndAsync(Connection connection, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await _one.WaitAsync(cancellationToken);
        try
        {
            var left = await SubscriptionEnding.SwitchOffAsync(_connections, _store, _directory, connection, actor, cancellationToken);
            await _known.ReloadAsync(cancellationToken);
            return left;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Begins the next round at once, as after notifications were switched on.</summary>
    public void Hurry() => _nudge.Writer.TryWrite(true);

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    /// <summary>Waits for the next round, or for a word of the directory.</summary>
    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(_options.Round, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        Task word = _nudge.Reader.WaitToReadAsync(either.Token).AsTask();
        await word.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        _nudge.Reader.TryRead(out _);
    }

    private async Task StoreCountsAsync(CancellationToken cancellationToken)
    {
        var counts = _counters.Take();
        try
        {
            await _store.AddCountsAsync(counts, cancellationToken);
        }
        catch
        {
            foreach (var (connection, tally) in counts)
                _counters.Add(connection, tally);
            throw;
        }
    }

    /// <summary>Keeps one connection; what goes wrong with it is no reason to leave the others.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    private async Task<string?> KeptAsync(Connection connection, NotificationEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            await KeepAsync(connection, endpoint, cancellationToken);
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return $"Connection '{connection.Name}': {failure.Message}";
        }
    }

    private async Task KeepAsync(Connection connection, NotificationEndpoint endpoint, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        var attention = AttentionOf(connection.Key);
        var order = attention.Take(_clock.GetUtcNow(), _options.Comparison);
        try
        {
            var result = await TryAsync(connection, endpoint, order, cancellationToken);
            attention.Done(order, result.Compared, _clock.GetUtcNow());
            // Known first, read second: what is told in between is accepted, and what was told before is read.
            await _known.ReloadAsync(cancellationToken);
            if (order.First || result.Recovered)
                _waker.Hint(connection.Key);
        }
        catch
        {
            attention.GiveBack(order);
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<RoundResult> TryAsync(
        Connection connection,
        NotificationEndpoint endpoint,
        RoundOrder order,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var remote = await _directory.OpenAsync(_connections, connection, cancellationToken);
            return await Round(connection, endpoint, remote).RunAsync(order, cancellationToken);
        }
        catch (DirectoryReadException failure)
        {
            await FailAsync(connection, failure, cancellationToken);
            return new RoundResult(false, false);
        }
    }

    /// <summary>Notes for both streams why nothing could be tried.</summary>
    private async Task FailAsync(Connection connection, DirectoryReadException failure, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var rows = (await _store.ListAsync(connection.Key, cancellationToken)).ToDictionary(row => row.Stream);
        foreach (var stream in SubscriptionRound.Streams)
        {
            var row = rows.GetValueOrDefault(stream) ?? new StoredSubscription { Connection = connection.Key, Stream = stream };
            if (!row.IsElsewhere(_self, now, _options))
                await _store.SaveAsync(
                    row.Failed(failure.Fault, failure.Message, connection.ConfigurationVersion, now, _options),
                    cancellationToken
                );
        }
    }

    private SubscriptionRound Round(Connection connection, NotificationEndpoint endpoint, IDirectorySubscriptions remote) =>
        new(connection, endpoint, PublicAddress(), remote, _store, _self, _options, _clock);

    private Uri PublicAddress() =>
        _publicAddress() is { IsAbsoluteUri: true, Scheme: "https", Query: "", Fragment: "", UserInfo: "" } address
            ? address
            : throw new InvalidOperationException("The public address must be an https address: the directory calls no other.");

    private Attention AttentionOf(int connection) => _attention.GetOrAdd(connection, static _ => new Attention());
}
