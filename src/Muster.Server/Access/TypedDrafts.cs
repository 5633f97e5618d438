using System.Collections.Concurrent;

namespace Muster.Server.Access;

/// <summary>Keeps what people have typed while they prove on another page who they are. In memory, for an hour; never a password or another secret.</summary>
internal sealed class TypedDrafts(TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(Guid Account, string Form), (object Typed, DateTimeOffset At)> _drafts = new();

    /// <summary>Remembers it in place of what was typed there before; what nobody came back for is forgotten.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="form">Where it was typed: <c>plan/12/apply</c>.</param>
    /// <param name="typed">What.</param>
    public void Keep(Guid account, string form, object typed)
    {
        foreach (var old in _drafts.Where(draft => !IsKept(draft.Value.At)))
            _drafts.TryRemove(old);
        _drafts[(account, form)] = (typed, clock.GetUtcNow());
    }

    /// <summary>Gives it back, once; null when nothing was kept.</summary>
    public T? Take<T>(Guid account, string form)
        where T : class => _drafts.TryRemove((account, form), out var draft) && IsKept(draft.At) ? (T)draft.Typed : null;

    private bool IsKept(DateTimeOffset at) => clock.GetUtcNow() - at < Kept;
}
