using System.Net;
using System.Net.Sockets;

namespace Muster.Testing;

/// <summary>A balancer that knows nothing of who talks to whom: each connection goes to the next server, and one that does not answer is passed over.</summary>
public sealed class RoundRobin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<Uri> _servers;
    private readonly Task _accepting;
    private readonly List<Task> _connections = [];
    private readonly Dictionary<Uri, int> _taken = [];
    private int _next;

    /// <summary>Begins to listen.</summary>
    /// <param name="servers">Where connections go to, in turn.</param>
    public RoundRobin(params IReadOnlyList<Uri> servers)
    {
        _servers = servers;
        _listener.Start();
        Address = new UriBuilder("http", "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port).Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>How many connections each server had.</summary>
    public IReadOnlyDictionary<Uri, int> Taken => _taken;

    /// <summary>Where the page is live that was opened last.</summary>
    public Uri? Live { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // It stops.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        {
            var here = client.GetStream();
            var first = new byte[4096];
            try
            {
                var length = await here.ReadAsync(first, _stop.Token);
                using var server = await ConnectAsync(isPage: first.AsSpan(0, length).StartsWith("GET /_blazor"u8));
                if (server is null)
                    return;
                var there = server.GetStream();
                await there.WriteAsync(first.AsMemory(0, length), _stop.Token);
                // Whichever side ends first ends both: a server that was killed must not be waited for.
                await Task.WhenAny(CopyAsync(here, there), CopyAsync(there, here));
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException)
            {
                // One side has gone.
            }
        }
    }

    private async Task<TcpClient?> ConnectAsync(bool isPage)
    {
        for (var tries = 0; tries < _servers.Count; tries++)
        {
            var chosen = _servers[_next++ % _servers.Count];
            var server = new TcpClient();
            try
            {
                await server.ConnectAsync(chosen.Host, chosen.Port, _stop.Token);
                _taken[chosen] = _taken.GetValueOrDefault(chosen) + 1;
                if (isPage)
                    Live = chosen;
                return server;
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                server.Dispose();
            }
        }
        return null;
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, _stop.Token);
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }
}
