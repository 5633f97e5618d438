using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server.Home;

namespace Muster.Server.Connections;

/// <summary>What of a directory is followed and what is left out, and the runs behind it.</summary>
/// <param name="Left">Groups that follow this directory and that syncs leave alone now, by why; those of none are left out.</param>
/// <param name="Read">The run that last read it to the end; null for none.</param>
internal sealed record ConnectionCoverage(IReadOnlyList<(LinkState State, long Count)> Left, Run? Read)
{
    private static readonly LinkState[] LeftAlone = [LinkState.Paused, LinkState.SourceDeleted, LinkState.Ambiguous, LinkState.Unmatched];

    /// <summary>Loads it; the database counts.</summary>
    public static async Task<ConnectionCoverage> LoadAsync(
        MusterInstance muster,
        ConnectionStanding standing,
        CancellationToken cancellationToken
    )
    {
        var platform = muster.Database.Platform;
        var revision = await platform.RevisionAsync(cancellationToken);
        var left = new List<(LinkState, long)>();
        foreach (var state in LeftAlone)
            if (
                await platform.CountGroupsAsync(
                    revision,
                    new GroupQuery { Link = state, Within = [standing.Connection.Key] },
                    cancellationToken
                )
                is var count
                    and > 0
            )
                left.Add((state, count));
        return new(left, standing.Read is { } read ? await muster.Database.Runs.FindAsync(read.Run, cancellationToken) : null);
    }
}
