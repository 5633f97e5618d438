using System.Collections.Concurrent;

namespace Muster.GraphEmulator.Faults;

/// <summary>Remembers the last answer to each path while rules are in force, for those that send something old.</summary>
internal sealed class FaultMemory
{
    private readonly ConcurrentDictionary<string, byte[]> _bodies = new(StringComparer.OrdinalIgnoreCase);

    public ReadOnlySpan<byte> Earlier(string path) => _bodies.TryGetValue(path, out var body) ? body : [];

    public void Remember(string path, ReadOnlyMemory<byte> body) => _bodies[path] = body.ToArray();

    public void Forget() => _bodies.Clear();
}
