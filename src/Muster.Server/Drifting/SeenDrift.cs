using Muster.Engine.Drift;
using Muster.Server.Access;

namespace Muster.Server.Drifting;

/// <summary>Drift as somebody may see it. Damage is looked for in the whole workspace, so that of other connections is left out for whoever has a role for one.</summary>
internal static class SeenDrift
{
    /// <summary>The rows that the person may see.</summary>
    public static async Task<IReadOnlyList<DriftRow>> OfAsync(
        IReadOnlyList<DriftRow> rows,
        CircuitAccess access,
        CancellationToken cancellationToken
    )
    {
        if (await access.MayAsync(Right.Read, cancellationToken))
            return rows;
        var damaged = rows.Where(row => row.Kind == DriftKind.Damage).ToList();
        var groups = await access.SeenGroupsAsync([.. damaged.Select(row => row.Group).OfType<int>().Distinct()], cancellationToken);
        var hidden = new HashSet<DriftRow>(ReferenceEqualityComparer.Instance);
        foreach (var row in damaged)
            if (
                row is { Group: { } group }
                    ? !groups.Contains(group)
                    : row.User is not { } user || !await access.KnowsUserAsync(user, cancellationToken)
            )
                hidden.Add(row);
        return [.. rows.Where(row => !hidden.Contains(row))];
    }
}
