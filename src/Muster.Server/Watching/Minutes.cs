namespace Muster.Server.Watching;

/// <summary>Tells an open page that a minute has passed, so that "2 minutes ago" does not stand for an hour. One timer for the page, and none while nothing on it tells the time.</summary>
internal sealed class Minutes(TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private event Action? Listening;
    private bool _isRunning;

    /// <summary>A minute has passed; told on no particular thread.</summary>
    public event Action Passed
    {
        add
        {
            Listening += value;
            if (_isRunning)
                return;
            _isRunning = true;
            _ = RunAsync();
        }
        remove => Listening -= value;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
                Listening?.Invoke();
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }
}
