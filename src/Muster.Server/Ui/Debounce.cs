namespace Muster.Server.Ui;

/// <summary>Waits until a person pauses typing.</summary>
internal sealed class Debounce(TimeProvider clock) : IDisposable
{
    /// <summary>A pause in typing.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private CancellationTokenSource _last = new();

    /// <summary>Cancelled as soon as something more is typed.</summary>
    public CancellationToken Token => _last.Token;

    /// <summary>Waits for a pause.</summary>
    /// <returns>False when something more was typed meanwhile.</returns>
    public async Task<bool> SettledAsync()
    {
        await _last.CancelAsync();
        _last.Dispose();
        var mine = _last = new CancellationTokenSource();
        try
        {
            await Task.Delay(Pause, clock, mine.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _last.Cancel();
        _last.Dispose();
    }
}
