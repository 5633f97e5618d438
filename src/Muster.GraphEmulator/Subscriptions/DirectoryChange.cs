using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Subscriptions;

/// <summary>What one revision of the tenant did to one user or group.</summary>
/// <param name="Kind">Users or groups.</param>
/// <param name="Id">The object.</param>
internal sealed record DirectoryChange(ObjectKind Kind, Guid Id)
{
    /// <summary>Deleted for good.</summary>
    public bool IsPurged { get; init; }

    /// <summary>Deleted, and can be restored.</summary>
    public bool IsSoftDeleted { get; init; }

    /// <summary>New, or back.</summary>
    public bool Appeared { get; init; }

    /// <summary>Who came into the group and who went.</summary>
    public IReadOnlyList<ChangedEdge> Members { get; init; } = [];

    public IReadOnlyList<ChangedEdge> Owners { get; init; } = [];

    /// <summary>The membership of the group is hidden from applications without a permission of its own.</summary>
    public bool HidesMembers { get; init; }
}

/// <param name="Kind">Type of the member or owner.</param>
/// <param name="Id">The member or owner.</param>
/// <param name="IsRemoved">It went, rather than came.</param>
internal readonly record struct ChangedEdge(ObjectKind Kind, Guid Id, bool IsRemoved);
