using System.Collections.Concurrent;

namespace Muster.Engine.Notifications;

/// <summary>Turns hints into reads: many hints into one, never two reads of a connection at once, and after every hint a read that began later than it came.</summary>
/// <param name="read">Reads a connection.</param>
/// <param name="options">How long hints are gathered, and when a failed read is tried again.</param>
/// <param name="clock">Time for both.</param>
public sealed class ReadWaker(IWokenRead read, NotificationOptions options, TimeProvider clock) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, ConnectionWaker> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private int _ended;

    /// <summary>Asks for a read. Returns at once; costs nothing while one is asked for already.</summary>
    public void Hint(int connection) => Of(connection).Hint();

    /// <summary>Ends when every hint given so far has been followed by a read that ended well.</summary>
    public Task QuietAsync(int connection, CancellationToken cancellationToken) => Of(connection).QuietAsync(cancellationToken);

    /// <summary>How it goes with a connection.</summary>
    public WakerState StateOf(int connection) => Of(connection).State;

    /// <summary>Stops; a read that is running is cancelled, and hints that wait are left to the next start, which reads anyway. A host may ask twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        await _stop.CancelAsync();
        foreach (var connection in _connections.Values)
            await connection.EndAsync();
        _stop.Dispose();
    }

    private ConnectionWaker Of(int connection) =>
        _connections.GetOrAdd(
            connection,
            static (key, me) =>
                new ConnectionWaker((since, token) => me.read.ReadAsync(key, since, token), me.options, me.clock, me.stop.Token),
            (read, options, clock, stop: _stop)
        );
}

/// <summary>Reads a connection because of a hint.</summary>
public interface IWokenRead
{
    /// <summary>Reads, plans and applies, as a scheduled run does.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="since">When the first hint came that it takes care of.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task<WokenReadResult> ReadAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>How a woken read ended.</summary>
/// <param name="Done">Whether what the hints were about is taken care of; otherwise it is tried again.</param>
/// <param name="Words">Why not; null when done.</param>
public sealed record WokenReadResult(bool Done, string? Words = null);

/// <summary>How it goes with the hints of a connection.</summary>
/// <param name="Hints">Hints since the start.</param>
/// <param name="Reads">Reads since the start, the failed ones too.</param>
/// <param name="Waiting">Whether a hint waits for a read, or one runs.</param>
/// <param name="Problem">Why the last read was not done; null when it was.</param>
public sealed record WakerState(long Hints, long Reads, bool Waiting, string? Problem);
