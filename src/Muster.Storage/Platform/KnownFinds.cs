using Muster.Engine.Caching;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Who and which groups fit the texts that were sought last, by state of the platform: a page of them, their number and the next person who seeks the same cost one walk over the names.</summary>
/// <remarks>What a revision said stays as it is, so that nothing kept here can be out of date. Kept are keys alone: 8 searches that everybody of 100,000 fits take 3 MB.</remarks>
internal sealed class KnownFinds(Database database)
{
    private const int Most = 8;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly LatestFew<(long, object), IReadOnlyList<int>> _known = new(Most, Idle, database.Clock);

    /// <summary>The keys of what fits, in the order of the list.</summary>
    /// <param name="query">What is sought; equal to another that finds the same in the same revision.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="find">Finds it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<int>> OfAsync(
        object query,
        long revision,
        Func<CancellationToken, Task<IReadOnlyList<int>>> find,
        CancellationToken cancellationToken
    ) =>
        // One that is still to come may say anything yet.
        revision > await LatestAsync(cancellationToken)
            ? await find(cancellationToken)
            : await _known.OfAsync((revision, query), revision, () => find(CancellationToken.None), cancellationToken);

    private async Task<long> LatestAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.NumberAsync($"SELECT revision FROM workspace WHERE workspace = {Database.Workspace}", cancellationToken) ?? 0;
    }
}
