namespace Muster.Server.Api.Protocol;

/// <summary>A lock for each key, there as long as somebody holds it or waits for it.</summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Waits for the lock of a key.</summary>
    /// <returns>Gives it back when it is disposed.</returns>
    public async Task<IDisposable> HoldAsync(string key, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out entry))
                _entries[key] = entry = new Entry();
            entry.Users++;
        }
        try
        {
            await entry.One.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(key, entry);
            throw;
        }
        return new Held(this, key, entry);
    }

    private void Leave(string key, Entry entry)
    {
        lock (_entries)
            if (--entry.Users == 0)
            {
                _entries.Remove(key);
                entry.One.Dispose();
            }
    }

    private sealed class Entry
    {
        public SemaphoreSlim One { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(KeyedLock owner, string key, Entry entry) : IDisposable
    {
        private Entry? _entry = entry;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _entry, null) is not { } held)
                return;
            held.One.Release();
            owner.Leave(key, held);
        }
    }
}
