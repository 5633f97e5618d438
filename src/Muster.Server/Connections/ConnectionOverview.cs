using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server.Home;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>What a page shows of a connection.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Live">What goes on with it now; null for nothing.</param>
/// <param name="People">Active people who follow its directory.</param>
/// <param name="Groups">Groups here that follow a group of its directory.</param>
/// <param name="ReadAt">When a run last read it to the end; null for never.</param>
/// <param name="Runs">The latest runs, newest first.</param>
/// <param name="CredentialEndsAt">When the credential ends by itself; null where only Entra knows.</param>
/// <param name="CredentialReadable">False when the stored credential cannot be decrypted any more.</param>
internal sealed record ConnectionOverview(
    Connection Connection,
    ConnectionStanding Standing,
    LiveRun? Live,
    long People,
    long Groups,
    DateTimeOffset? ReadAt,
    IReadOnlyList<Run> Runs,
    DateTimeOffset? CredentialEndsAt,
    bool CredentialReadable
)
{
    private const int LastRuns = 10;

    /// <summary>Loads it; the database counts. Where there is no server, no work of one is known.</summary>
    public static async Task<ConnectionOverview> LoadAsync(
        MusterInstance muster,
        LiveRuns? live,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        var platform = muster.Database.Platform;
        var revision = await platform.RevisionAsync(cancellationToken);
        var runs = await muster.Database.Runs.ListAsync(new RunFilter { Connection = connection.Key, Limit = LastRuns }, cancellationToken);
        var problems = await muster.Database.Problems.OpenCountsAsync([connection.Key], muster.Clock.GetUtcNow(), cancellationToken);
        var standing = await ConnectionStanding.LoadAsync(muster, live, connection, problems, cancellationToken);
        var current = live?.Current.FirstOrDefault(run => run.Connection == connection.Key);
        var (endsAt, readable) = await CredentialAsync(muster, connection.Key, cancellationToken);
        return new ConnectionOverview(
            connection,
            standing,
            current,
            await platform.CountUsersAsync(revision, new UserQuery { Connection = connection.Key, Active = true }, cancellationToken),
            await platform.CountGroupsAsync(
                revision,
                new GroupQuery { Link = LinkState.Linked, Within = [connection.Key] },
                cancellationToken
            ),
            standing.ReadAt,
            runs,
            endsAt,
            readable
        );
    }

    /// <summary>How it stands, in words.</summary>
    public ConnectionHealth HealthAt(DateTimeOffset now, Texts T) => ConnectionHealth.Of(Standing, now, T);

    /// <summary>When a credential ends by itself, null where only Entra knows; and whether it can be decrypted.</summary>
    public static async Task<(DateTimeOffset? EndsAt, bool Readable)> CredentialAsync(
        MusterInstance muster,
        int connection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (CredentialEnd.Of(await muster.Connections.CredentialAsync(connection, cancellationToken)), true);
        }
        catch (CredentialUnreadableException)
        {
            return (null, false);
        }
    }
}
