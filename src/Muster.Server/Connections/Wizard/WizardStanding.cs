using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;

namespace Muster.Server.Connections.Wizard;

/// <summary>What is there of a connection already; the database counts.</summary>
/// <param name="People">Active people who follow its directory.</param>
/// <param name="Groups">Groups here that follow a group of its directory.</param>
internal sealed record WizardStanding(long People, long Groups)
{
    /// <summary>Counts.</summary>
    public static async Task<WizardStanding> LoadAsync(MusterInstance muster, Connection connection, CancellationToken cancellationToken)
    {
        var platform = muster.Database.Platform;
        var revision = await platform.RevisionAsync(cancellationToken);
        return new(
            await platform.CountUsersAsync(revision, new UserQuery { Connection = connection.Key, Active = true }, cancellationToken),
            await platform.CountGroupsAsync(
                revision,
                new GroupQuery { Link = LinkState.Linked, Within = [connection.Key] },
                cancellationToken
            )
        );
    }
}
