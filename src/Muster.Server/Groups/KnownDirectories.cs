using Muster.Engine.Caching;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Groups;

namespace Muster.Server.Groups;

/// <summary>The directories' groups as they were last read, kept while people look at them: comparing 100,000 groups with those here takes seconds, and nothing of it changes until somebody reads or decides.</summary>
internal sealed class KnownDirectories(MusterInstance muster, TimeProvider clock)
{
    /// <summary>More directories than anybody looks at side by side.</summary>
    private const int Most = 8;

    private readonly LatestFew<int, KnownDirectory> _known = new(Most, TimeSpan.FromMinutes(10), clock);

    /// <summary>The groups of one directory, and how they stand.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Stops waiting; what others wait for goes on.</param>
    public async Task<KnownDirectory> OfAsync(Connection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return await _known.OfAsync(
            connection.Key,
            await StampAsync(connection, cancellationToken),
            () => muster.Groups.KnownAsync(connection, CancellationToken.None),
            cancellationToken
        );
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
}
