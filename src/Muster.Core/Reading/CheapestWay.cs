namespace Muster.Core.Reading;

/// <summary>A way to read groups with what it costs by Graph's table of resource units.</summary>
/// <param name="Way">The way.</param>
/// <param name="Units">Resource units of this read.</param>
/// <param name="LaterUnits">Resource units of each later read while little changes.</param>
public sealed record ReadEstimate(ReadWay Way, long Units, long LaterUnits);

/// <summary>Picks the way that costs the fewest resource units.</summary>
/// <remarks>
/// Costs are those of Graph's throttling page: a request with <c>$select</c> on a change stream, on <c>groups/{id}</c> or on <c>/owners</c> is 1 unit, on
/// <c>/members</c> 2. Page sizes are the service's choice and not documented for groups; the figures here are assumptions that only the estimate rests on.
/// </remarks>
public static class CheapestWay
{
    /// <summary>Groups on a page of the change stream.</summary>
    public const int GroupsPerPage = 100;

    /// <summary>Members and owners on a page of the change stream.</summary>
    public const int EdgesPerPage = 1000;

    /// <summary>Ids that one filtered change stream takes, as documented.</summary>
    public const int IdsPerFilter = 50;

    /// <summary>Rows on a page of a list, as documented.</summary>
    public const int RowsPerList = 999;

    /// <summary>Reads that a kept link is expected to serve before all is read again; an hour apart, a day of them.</summary>
    public const int LaterReads = 24;

    /// <summary>What each way that can be taken costs, in the order in which equal ones are preferred.</summary>
    /// <param name="sizes">What is known of the directory.</param>
    /// <param name="linkKept">Whether a usable link of the whole change stream is kept.</param>
    /// <param name="compare">Whether the wanted groups are to be read whole whatever link is kept.</param>
    public static IReadOnlyList<ReadEstimate> Estimates(ReadSizes sizes, bool linkKept, bool compare)
    {
        var whole = Pages(sizes.Groups, GroupsPerPage, sizes.Edges);
        if (linkKept && !compare)
            return [new(ReadWay.WholeDelta, 1, 1)];
        var filters = Math.Max(1, Ceiling(sizes.Wanted, IdsPerFilter));
        var filtered = Pages(sizes.Wanted, IdsPerFilter, sizes.WantedEdges);
        if (!linkKept)
            return [new(ReadWay.WholeDelta, whole, 1), new(ReadWay.FilteredDelta, filtered, filters)];
        // Lists are asked of another part of the service than changes, so among equals they are the better witness.
        return
        [
            new(ReadWay.CompareByLists, 1 + Lists(sizes), 1),
            new(ReadWay.CompareByFilter, 1 + filtered, 1),
            new(ReadWay.WholeDelta, whole, 1),
        ];
    }

    /// <summary>The way to take. When groups are compared, lists are taken as long as they cost no more than reading all groups, since they do not rest on the change stream.</summary>
    /// <param name="sizes">What is known of the directory.</param>
    /// <param name="linkKept">Whether a usable link of the whole change stream is kept.</param>
    /// <param name="compare">Whether the wanted groups are to be read whole whatever link is kept.</param>
    public static ReadEstimate Choose(ReadSizes sizes, bool linkKept, bool compare)
    {
        var estimates = Estimates(sizes, linkKept, compare);
        if (compare && linkKept && estimates[0].Units <= estimates[^1].Units)
            return estimates[0];
        return estimates.MinBy(Total)!;
    }

    private static long Total(ReadEstimate estimate) => estimate.Units + (LaterReads * estimate.LaterUnits);

    /// <summary>One for each group as such, two for each page of its members, one for its owners; groups are taken as equally large.</summary>
    private static long Lists(ReadSizes sizes)
    {
        if (sizes.Wanted == 0)
            return 0;
        var pages = Math.Max(sizes.Wanted, Ceiling(sizes.WantedEdges, RowsPerList));
        return (2L * sizes.Wanted) + (2L * pages);
    }

    private static long Pages(long groups, int perPage, long edges) =>
        Math.Max(1, Math.Max(Ceiling(groups, perPage), Ceiling(edges, EdgesPerPage)));

    private static long Ceiling(long amount, int size) => (amount + size - 1) / size;
}
