using System.Collections.Concurrent;
using System.Security.Claims;
using Muster.Engine.Caching;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>
/// Who those are who only watch: read once every few seconds for all of them together, so that it costs the database the same however many there are.
/// What this process changes of accounts is seen at once, and whatever another one changes with the next read. Whoever acts is looked up anew: <see cref="Callers"/>.
/// </summary>
internal sealed class Watchers(Callers callers, AccountChanges changes, TimeProvider clock)
{
    /// <summary>So long what was read is good.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    /// <summary>So often an open page or stream asks: what was taken away has an end there within five seconds.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Gone = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<SignedIn, DateTimeOffset> _watching = new();
    private readonly LatestFew<Type, IReadOnlyDictionary<SignedIn, Caller>> _read = new(1, Gone, clock);
    private long _joined;

    /// <summary>The caller as of a moment ago; null when nobody is signed in, or the session, token or account has ended.</summary>
    public async Task<Caller?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (SignedIn.Of(principal) is not { } signedIn)
            return null;
        var now = clock.GetUtcNow();
        if (_watching.TryAdd(signedIn, now))
            Interlocked.Increment(ref _joined);
        else
            _watching[signedIn] = now;
        var moment = (now.Ticks / Fresh.Ticks, changes.Count, Interlocked.Read(ref _joined));
        var known = await _read.OfAsync(
            typeof(Watchers),
            moment,
            () => callers.FindAsync(Present(now), CancellationToken.None),
            cancellationToken
        );
        return known.GetValueOrDefault(signedIn);
    }

    private List<SignedIn> Present(DateTimeOffset now)
    {
        foreach (var gone in _watching.Where(one => now - one.Value > Gone))
            _watching.TryRemove(gone);
        return [.. _watching.Keys];
    }
}
