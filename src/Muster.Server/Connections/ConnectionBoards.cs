using Muster.Engine.Caching;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Notifications;
using Muster.Server.Runs;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>What the page of a connection shows beside its settings.</summary>
/// <param name="View">How it stands.</param>
/// <param name="Coverage">What of its directory is followed.</param>
internal sealed record ConnectionBoard(ConnectionOverview View, ConnectionCoverage Coverage)
{
    /// <summary>Reads it at this moment, for whoever opens the page.</summary>
    public static async Task<ConnectionBoard> LoadAsync(
        MusterInstance muster,
        LiveRuns live,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        var view = await ConnectionOverview.LoadAsync(muster, live, connection, cancellationToken);
        return new(view, await ConnectionCoverage.LoadAsync(muster, view.Standing, cancellationToken));
    }
}

/// <summary>The connections after work has begun or ended, or what is due is another, each read once for everybody who has a page of it open.</summary>
internal sealed class ConnectionBoards : IDisposable
{
    private const int Most = 500;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private readonly MusterInstance _muster;
    private readonly LiveRuns _live;
    private readonly ConnectionSchedules _schedules;
    private readonly NotificationSwitch _notifications;
    private readonly LatestFew<Type, IReadOnlyList<Connection>> _connections;
    private readonly LatestFew<int, ConnectionOverview> _views;
    private readonly LatestFew<int, ConnectionBoard> _boards;
    private readonly LatestFew<int, NotificationStanding> _notified;
    private long _changes;

    public ConnectionBoards(
        MusterInstance muster,
        LiveRuns live,
        ConnectionSchedules schedules,
        NotificationSwitch notifications,
        TimeProvider clock
    )
    {
        (_muster, _live, _schedules, _notifications) = (muster, live, schedules, notifications);
        (_connections, _views) = (new(1, Idle, clock), new(Most, Idle, clock));
        (_boards, _notified) = (new(Most, Idle, clock), new(Most, Idle, clock));
        _live.Changed += Count;
        _schedules.Changed += Count;
    }

    /// <summary>The connections that somebody may see, by name, as of the last change.</summary>
    public async Task<IReadOnlyList<ConnectionOverview>> AllAsync(Caller? caller)
    {
        var views = new List<ConnectionOverview>();
        foreach (var connection in (await ConnectionsAsync()).Where(one => caller?.May(Right.Read, one.Key) == true))
            views.Add(await _views.OfAsync(connection.Key, Changes, () => ViewAsync(connection), CancellationToken.None));
        return views;
    }

    /// <summary>One connection by name, as of the last change; null when there is none.</summary>
    public async Task<ConnectionBoard?> OfAsync(string name) =>
        (await ConnectionsAsync()).FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
            is { } connection
            ? await _boards.OfAsync(connection.Key, Changes, () => BoardAsync(connection), CancellationToken.None)
            : null;

    /// <summary>How it stands with the notifications of a connection, as of the last change; what they lack is said in the language of the reader.</summary>
    public async Task<NotificationStanding> NotifiedAsync(Connection connection, Texts T) =>
        await _notified.OfAsync(
            connection.Key,
            Changes,
            () => _notifications.StandingAsync(connection, Texts.English, CancellationToken.None),
            CancellationToken.None
        ) with
        {
            Fault = _notifications.Fault(connection, T),
        };

    /// <inheritdoc />
    public void Dispose()
    {
        _live.Changed -= Count;
        _schedules.Changed -= Count;
    }

    private long Changes => Interlocked.Read(ref _changes);

    private void Count() => Interlocked.Increment(ref _changes);

    private Task<IReadOnlyList<Connection>> ConnectionsAsync() =>
        _connections.OfAsync(
            typeof(Connection),
            Changes,
            () => _muster.Connections.ListAsync(CancellationToken.None),
            CancellationToken.None
        );

    private Task<ConnectionOverview> ViewAsync(Connection connection) =>
        ConnectionOverview.LoadAsync(_muster, _live, connection, CancellationToken.None);

    private Task<ConnectionBoard> BoardAsync(Connection connection) =>
        ConnectionBoard.LoadAsync(_muster, _live, connection, CancellationToken.None);
}
