using Muster.Server.Runs;

namespace Muster.Server.Home;

/// <summary>The figures of the first page after work has begun or ended, read once for everybody who has it open.</summary>
internal sealed class HomeRefresh : IDisposable
{
    private readonly MusterInstance _muster;
    private readonly LiveRuns _live;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private Task<HomeFigures>? _figures;

    public HomeRefresh(MusterInstance muster, LiveRuns live, TimeProvider clock)
    {
        (_muster, _live, _clock) = (muster, live, clock);
        _live.Changed += Forget;
    }

    /// <summary>The figures since the last change; whoever asks first reads them.</summary>
    public Task<HomeFigures> FiguresAsync()
    {
        lock (_lock)
            return _figures ??= HomeFigures.LoadAsync(_muster, _live, within: null, _clock, CancellationToken.None);
    }

    /// <inheritdoc />
    public void Dispose() => _live.Changed -= Forget;

    private void Forget()
    {
        lock (_lock)
            _figures = null;
    }
}
