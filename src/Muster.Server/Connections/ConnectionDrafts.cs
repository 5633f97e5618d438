using System.Collections.Concurrent;

namespace Muster.Server.Connections;

/// <summary>Keeps what people have typed of new connections, so that a reload, or a new proof of who one is, loses nothing. In memory, without credentials.</summary>
internal sealed class ConnectionDrafts(TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(8);
    private readonly ConcurrentDictionary<Guid, (ConnectionDraft Draft, DateTimeOffset At)> _drafts = new();

    /// <summary>What an account has typed; a new draft when there is none.</summary>
    public ConnectionDraft Of(Guid account) =>
        _drafts.TryGetValue(account, out var kept) && clock.GetUtcNow() - kept.At < Kept ? kept.Draft.WithoutSecret() : new();

    /// <summary>Remembers it.</summary>
    public void Keep(Guid account, ConnectionDraft draft) => _drafts[account] = (draft.WithoutSecret(), clock.GetUtcNow());

    /// <summary>Forgets it: the connection is made, or the person begins anew.</summary>
    public void Forget(Guid account) => _drafts.TryRemove(account, out _);
}
