using System.Collections.Concurrent;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Groups;

namespace Muster.Server.Groups;

/// <summary>The directories' groups as they were last read, kept while people look at them: comparing 100,000 groups with those here takes seconds, and nothing of it changes until somebody reads or decides.</summary>
internal sealed class KnownDirectories(MusterInstance muster, TimeProvider clock)
{
    /// <summary>How long one is kept that nobody asks for. A sweep comes with every question, so that an idle server keeps at most what was asked for last.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<int, Entry> _entries = new();

    /// <summary>The groups of one directory, and how they stand.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Stops waiting; what others wait for goes on.</param>
    public async Task<KnownDirectory> OfAsync(Connection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var now = clock.GetUtcNow();
        foreach (var (key, old) in _entries)
            if (now - old.AskedAt > Kept)
                _entries.TryRemove(new(key, old));
        var stamp = await StampAsync(connection, cancellationToken);
        var entry = _entries.AddOrUpdate(
            connection.Key,
            _ => Load(),
            (_, known) => known.Stamp == stamp && !known.Known.Value.IsFaulted ? known : Load()
        );
        entry.AskedAt = now;
        return await entry.Known.Value.WaitAsync(cancellationToken);

        Entry Load() => new(stamp, new(() => muster.Groups.KnownAsync(connection, CancellationToken.None)));
    }

    /// <summary>Differs whenever what is compared may differ.</summary>
    private async Task<Versions> StampAsync(Connection connection, CancellationToken cancellationToken)
    {
        var database = muster.Database;
        return new(
            (await database.Mirror.CertificateAsync(connection.Key, cancellationToken)).MirrorVersion,
            await database.Platform.RevisionAsync(cancellationToken),
            connection.ConfigurationVersion,
            (await database.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken)).Version,
            (await database.Settings.CurrentAsync(SettingScope.Workspace, cancellationToken)).Version
        );
    }

    private readonly record struct Versions(long Mirror, long Revision, long Configuration, long Settings, long Workspace);

    private sealed class Entry(Versions stamp, Lazy<Task<KnownDirectory>> known)
    {
        public Versions Stamp { get; } = stamp;

        public Lazy<Task<KnownDirectory>> Known { get; } = known;

        public DateTimeOffset AskedAt { get; set; }
    }
}
