using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Measures the parts of one run.</summary>
internal sealed class Stopwatches(TimeProvider clock)
{
    private double _read;
    private double _plan;
    private double _apply;
    private double _verify;

    public async Task<T> Read<T>(Func<Task<T>> work) => await MeasureAsync(work, seconds => _read += seconds);

    public async Task<T> Plan<T>(Func<Task<T>> work) => await MeasureAsync(work, seconds => _plan += seconds);

    public async Task<T> Apply<T>(Func<Task<T>> work) => await MeasureAsync(work, seconds => _apply += seconds);

    public async Task<T> Verify<T>(Func<Task<T>> work) => await MeasureAsync(work, seconds => _verify += seconds);

    public Run OnTo(Run run) => run with { Seconds = new RunSeconds(_read, _plan, _apply) { Verify = _verify } };

    private async Task<T> MeasureAsync<T>(Func<Task<T>> work, Action<double> add)
    {
        var start = clock.GetTimestamp();
        try
        {
            return await work();
        }
        finally
        {
            add(Math.Round(clock.GetElapsedTime(start).TotalSeconds, 3));
        }
    }
}
