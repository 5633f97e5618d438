using Muster.Engine.Drift;
using Muster.Server.Access;

namespace Muster.Server.Drifting;

/// <summary>Drift as somebody may see it. Damage is looked for in the whole workspace, so that of other connections is left out for whoever has a role for one.</summary>
internal sealed class SeenDrift(MusterInstance muster, ReachOfPeople people)
{
    /// <summary>The rows that somebody may see.</summary>
    public async Task<IReadOnlyList<DriftRow>> OfAsync(IReadOnlyList<DriftRow> rows, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.May(Right.Read))
            return rows;
        int[] damaged = [.. rows.Where(IsDamage).Select(row => row.Group).OfType<int>().Distinct()];
        HashSet<int> seen =
        [
            .. await muster.WithinAsync(caller.Where(Right.Read), damaged, cancellationToken),
            .. damaged.Where(caller.OwnGroups.ContainsKey),
        ];
        var shown = new List<DriftRow>();
        foreach (var row in rows)
            if (
                !IsDamage(row)
                || (
                    row.Group is { } group
                        ? seen.Contains(group)
                        : row.User is { } user && (await people.OfAsync(user, Right.Read, cancellationToken)).SeenIn!.Any(caller.Knows)
                )
            )
                shown.Add(row);
        return shown;
    }

    private static bool IsDamage(DriftRow row) => row.Kind == DriftKind.Damage;
}
