namespace Muster.Server.Ui;

/// <summary>What of a page still loads, counted by whatever shows that it does. The first answer waits for it a moment, so that a page comes whole when it is fast, and as a skeleton when it is not.</summary>
internal sealed class PageLoads(ServerOptions options, TimeProvider clock)
{
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    /// <summary>Something begins to load.</summary>
    public void Begin() => _open++;

    /// <summary>It has loaded.</summary>
    public void End()
    {
        if (--_open == 0)
            _loaded.TrySetResult();
    }

    /// <summary>Waits until nothing loads, <see cref="ServerOptions.FirstAnswer"/> at most.</summary>
    public async Task AwaitAsync()
    {
        // What the page begins with is drawn first.
        await Task.Yield();
        if (_open > 0)
            await Task.WhenAny(_loaded.Task, Task.Delay(options.FirstAnswer, clock));
    }
}
