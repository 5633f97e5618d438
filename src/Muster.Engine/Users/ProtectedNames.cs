using Muster.Core.Planning;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;

namespace Muster.Engine.Users;

/// <summary>Knows the people whom nothing takes out of a group or suspends (INV-11), whichever connection protects them.</summary>
public sealed class ProtectedNames(IConnectionStore connections, PolicyReader policies, IPlatformStore platform)
{
    /// <summary>Everybody whom any connection protects, by key of the user, with what the setting calls them.</summary>
    public async Task<IReadOnlyDictionary<int, string>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new Dictionary<int, string>();
        foreach (var connection in await connections.ListAsync(cancellationToken))
        {
            var names = (await policies.OfConnectionAsync(connection.Key, cancellationToken)).ProtectedUsers;
            if (names.Count > 0)
                foreach (var (user, name) in await platform.CalledAsync(connection.Key, names, cancellationToken))
                    all.TryAdd(user, name);
        }
        return all;
    }

    /// <summary>What the setting calls a user; null when the user is not protected.</summary>
    public async Task<string?> FindAsync(int user, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).GetValueOrDefault(user);

    /// <summary>Names of the protected people whom a plan would take out of a group for good, in order (ordinal).</summary>
    public async Task<IReadOnlyList<string>> LossesAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var stays = plan.Memberships.SelectMany(change => change.Additions.Select(addition => (change.Group, addition.User))).ToHashSet();
        var lost = plan
            .Memberships.SelectMany(change => change.Removals.Select(removal => (change.Group, removal.User)))
            .Where(loss => !stays.Contains(loss))
            .Select(loss => loss.User)
            .ToHashSet();
        return lost.Count == 0
            ? []
            :
            [
                .. (await AllAsync(cancellationToken))
                    .Where(called => lost.Contains(called.Key))
                    .Select(called => called.Value)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];
    }

    /// <summary>Why nobody may do something to a user who is protected; null when the user is not.</summary>
    /// <param name="user">Key of the user.</param>
    /// <param name="subject">What the decision is about: the group, or the user.</param>
    /// <param name="never">What nobody does, in words: "nobody suspends protected people".</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PlanProblem?> ObstacleAsync(int user, string subject, string never, CancellationToken cancellationToken) =>
        await FindAsync(user, cancellationToken) is { } name
            ? new PlanProblem(
                "protectedPeople",
                subject,
                $"'{name}' is protected, and {never}. Change the setting protectedUsers first: muster settings show protectedUsers."
            )
            : null;
}
