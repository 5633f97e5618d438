using System.Text.Json;
using Muster.Engine.Caching;
using Muster.Server.Runs;

namespace Muster.Server.Watching;

/// <summary>What open lists show after a change, each part read once for everybody who looks at the same.</summary>
internal sealed class SharedReads : IDisposable
{
    private const int Most = 500;
    private readonly LiveRuns _live;
    private readonly LatestFew<string, Answer> _read;
    private long _changes;

    public SharedReads(LiveRuns live, TimeProvider clock)
    {
        (_live, _read) = (live, new(Most, TimeSpan.FromMinutes(1), clock));
        _live.Changed += Count;
    }

    /// <summary>An answer as of the last change.</summary>
    /// <param name="question">What is asked, by its values.</param>
    /// <param name="ask">Asks it.</param>
    public async Task<T> OfAsync<T>(object question, Func<Task<T>> ask)
    {
        var answer = await _read.OfAsync(
            $"{typeof(T)} {JsonSerializer.Serialize(question)}",
            Interlocked.Read(ref _changes),
            async () => new Answer(await ask()),
            CancellationToken.None
        );
        return (T)answer.Value!;
    }

    /// <summary>The same where a page that is open is drawn anew for a change; whoever opens it has the database asked.</summary>
    /// <param name="isRefresh">Whether it is drawn anew.</param>
    /// <param name="question">What is asked, by its values.</param>
    /// <param name="ask">Asks it.</param>
    public Task<T> OfAsync<T>(bool isRefresh, object question, Func<Task<T>> ask) => isRefresh ? OfAsync(question, ask) : ask();

    /// <inheritdoc />
    public void Dispose() => _live.Changed -= Count;

    private void Count() => Interlocked.Increment(ref _changes);

    /// <summary>An answer; that there is nothing is one, too.</summary>
    private sealed record Answer(object? Value);
}
