using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Muster.Server.Workspaces;

/// <summary>A server without a socket of its own: whoever has one hands it the requests that are for it.</summary>
/// <param name="address">Where people on this machine reach it.</param>
internal sealed class HandedRequests(Uri address) : IServer
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<IFeatureCollection, HandedRequest>? _begin;

    /// <summary>Requests that are being answered, and one more for as long as new ones are taken.</summary>
    private int _open = 1;

    /// <inheritdoc />
    public IFeatureCollection Features { get; } = Of(address);

    /// <inheritdoc />
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _begin = features => HandedRequest.Of(application, features, End);
        return Task.CompletedTask;
    }

    /// <summary>Takes a request; whoever hands it lets it be answered and ends it.</summary>
    /// <param name="features">The request and its answer, as the server with the socket has them.</param>
    /// <returns>Null when nothing is answered, or not any more.</returns>
    public HandedRequest? Begin(IFeatureCollection features)
    {
        if (_begin is not { } begin || !TryBegin())
            return null;
        try
        {
            return begin(features);
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Takes no more, and waits until what was taken is answered.</summary>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _begin, null) is null)
            return;
        End();
        await _idle.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public void Dispose() { }

    private bool TryBegin()
    {
        for (var open = Volatile.Read(ref _open); open > 0; )
        {
            var seen = Interlocked.CompareExchange(ref _open, open + 1, open);
            if (seen == open)
                return true;
            open = seen;
        }
        return false;
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _idle.SetResult();
    }

    private static FeatureCollection Of(Uri address)
    {
        var addresses = new ServerAddressesFeature();
        addresses.Addresses.Add(address.ToString());
        var features = new FeatureCollection();
        features.Set<IServerAddressesFeature>(addresses);
        return features;
    }
}
