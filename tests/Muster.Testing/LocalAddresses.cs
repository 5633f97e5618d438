using System.Net;
using System.Net.Sockets;

namespace Muster.Testing;

/// <summary>Callers of the loopback network that come from addresses of their own, for what counts by address.</summary>
public static class LocalAddresses
{
    private static int _last;

    /// <summary>An address that nobody came from yet.</summary>
    public static IPAddress Next()
    {
        var number = Interlocked.Increment(ref _last);
        return new IPAddress([127, (byte)(1 + (number >> 16)), (byte)((number >> 8) & 0xFF), (byte)(number & 0xFF)]);
    }

    /// <summary>A client that comes from an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="server">The server.</param>
    public static HttpClient From(IPAddress address, Uri server) => Client(() => address, server);

    /// <summary>A client each of whose requests comes from another address.</summary>
    /// <param name="server">The server.</param>
    public static HttpClient FromEverywhere(Uri server)
    {
        var http = Client(Next, server);
        http.DefaultRequestHeaders.ConnectionClose = true;
        return http;
    }

    private static HttpClient Client(Func<IPAddress> address, Uri server) =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectCallback = async (context, cancellationToken) =>
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    try
                    {
                        socket.Bind(new IPEndPoint(address(), 0));
                        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                        return new NetworkStream(socket, ownsSocket: true);
                    }
                    catch
                    {
                        socket.Dispose();
                        throw;
                    }
                },
            }
        )
        {
            BaseAddress = server,
        };
}
