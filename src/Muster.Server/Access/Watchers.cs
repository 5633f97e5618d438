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
    private readonly Lock _lock = new();
    private readonly Dictionary<SignedIn, DateTimeOffset> _watching = [];
    private readonly LatestFew<Type, IReadOnlyDictionary<SignedIn, Caller>> _read = new(1, Gone, clock);
    private long _joined;

    /// <summary>The caller as of a moment ago; null when nobody is signed in, or the session, token or account has ended.</summary>
    public async Task<Caller?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (SignedIn.Of(principal) is not { } signedIn)
            return null;
        var now = clock.GetUtcNow();
        var moment = (now.Ticks / Fresh.Ticks, changes.Count, Join(signedIn, now));
        try
        {
            var known = await _read.OfAsync(
                typeof(Watchers),
                moment,
                () => callers.FindAsync(Present(now), CancellationToken.None),
                cancellationToken
            );
            return known.GetValueOrDefault(signedIn);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // What fails for one, such as settings that cannot be read, must not send the others away.
            return await callers.FindAsync(principal, cancellationToken);
        }
    }

    /// <summary>Counts somebody among those who watch.</summary>
    /// <returns>How many have come so far.</returns>
    private long Join(SignedIn signedIn, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_watching.ContainsKey(signedIn))
                _joined++;
            _watching[signedIn] = now;
            return _joined;
        }
    }

    private List<SignedIn> Present(DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (var gone in _watching.Where(one => now - one.Value > Gone).Select(one => one.Key).ToList())
                _watching.Remove(gone);
            return [.. _watching.Keys];
        }
    }
}
