using Muster.Engine.Caching;
using Muster.Engine.History;

namespace Muster.Server.Home;

/// <summary>How many memberships there were at every time, read once for everybody who may see the same.</summary>
internal sealed class KnownActivity(MusterInstance muster, TimeProvider clock)
{
    private readonly LatestFew<string, IReadOnlyList<GroupActivity>?> _known = new(8, TimeSpan.FromMinutes(30), clock);

    /// <summary>Every revision that changed memberships, the oldest first.</summary>
    /// <param name="within">Keys of the connections whose groups count; null for all groups.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<GroupActivity>> OfAsync(IReadOnlyList<int>? within, CancellationToken cancellationToken) =>
        await OfAsync(within, await muster.Database.Platform.RevisionAsync(cancellationToken), cancellationToken);

    /// <summary>The same up to a revision that is known to be the latest.</summary>
    public async Task<IReadOnlyList<GroupActivity>> OfAsync(IReadOnlyList<int>? within, long revision, CancellationToken cancellationToken)
    {
        var scope = within is null ? "all" : string.Join(',', within.Order());
        return await _known.OfAsync(
                scope,
                revision,
                async () => await muster.Database.History.ActivityAsync(within, CancellationToken.None),
                cancellationToken
            ) ?? [];
    }
}
