using Microsoft.AspNetCore.Builder;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Holds the port of an emulator, and can give it up for a while so that connections are refused.</summary>
internal sealed class Listener : IAsyncDisposable
{
    /// <summary>How long requests under way may take when the port closes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly EmulatorOptions _options;
    private readonly EmulatorParts _parts;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _web;
    private volatile bool _isPausing;

    private Listener(EmulatorOptions options, EmulatorParts parts, TimeProvider clock, WebApplication web, Uri address)
    {
        (_options, _parts, _clock, _web, Address) = (options, parts, clock, web, address);
        Watch();
        parts.Outage.CloseBy(pause => _ = PauseAsync(pause));
    }

    public Uri Address { get; }

    /// <summary>Ends when nothing listens any more, and nothing will.</summary>
    public Task Completion => _completion.Task;

    public static async Task<Listener> StartAsync(
        EmulatorOptions options,
        EmulatorParts parts,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (web, address) = await WebServer.StartAsync(options, parts, cancellationToken);
        return new(options, parts, clock, web, address);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _turn.WaitAsync(CancellationToken.None);
        await _web.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
        _completion.TrySetResult();
        _turn.Dispose();
        _ending.Dispose();
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await _turn.WaitAsync(_ending.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        try
        {
            _isPausing = true;
            await CloseAsync();
            await Task.Delay(pause, _clock, _ending.Token);
            (_web, _) = await WebServer.StartAsync(_options with { Port = Address.Port }, _parts, _ending.Token);
            Watch();
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException)
        {
            // The port was taken meanwhile, or the emulator ends: either way nobody listens any more.
            if (problem is IOException)
                _completion.TrySetException(problem);
        }
        finally
        {
            _isPausing = false;
            _turn.Release();
        }
    }

    private async Task CloseAsync()
    {
        using var grace = new CancellationTokenSource(Grace);
        await _web.StopAsync(grace.Token);
        await _web.DisposeAsync();
    }

    private void Watch() =>
        _web.Lifetime.ApplicationStopped.Register(() =>
        {
            if (!_isPausing)
                _completion.TrySetResult();
        });
}
