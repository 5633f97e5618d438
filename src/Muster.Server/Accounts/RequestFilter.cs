namespace Muster.Server.Accounts;

/// <summary>Which requests to list.</summary>
internal sealed record RequestFilter
{
    /// <summary>Only requests about groups of these connections; null for all.</summary>
    public IReadOnlyList<int>? Within { get; init; }

    /// <summary>Requests of this account too, or, with <see cref="Within"/> empty, only those.</summary>
    public Guid? Asker { get; init; }

    /// <summary>Only of this group.</summary>
    public int? Group { get; init; }

    /// <summary>Only those that stand so.</summary>
    public RequestState? State { get; init; }

    /// <summary>Only requests with a smaller number. It does not count.</summary>
    public long? Before { get; init; }

    /// <summary>At most this many. It does not count.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The rows that fit.</summary>
    public IQueryable<OwnerRequest> On(IQueryable<OwnerRequest> rows)
    {
        if (Within is { } within)
            rows = rows.Where(row => within.Contains(row.Connection) || row.Account == Asker);
        if (Group is { } group)
            rows = rows.Where(row => row.Group == group);
        if (State is { } state)
            rows = rows.Where(row => row.State == state);
        return rows;
    }
}
