using Muster.Core.DirectoryObjects;
using Muster.Engine.Caching;
using Muster.Engine.Reviewing;

namespace Muster.Server.Plans;

/// <summary>The departments of the people in a plan, asked of the database; those who are only coming have the one they come with.</summary>
internal sealed class PlanDepartments(MusterInstance muster, TimeProvider clock)
{
    private readonly LatestFew<long, IReadOnlyList<DepartmentSize>?> _known = new(8, TimeSpan.FromMinutes(10), clock);

    /// <summary>The departments, by name, with how many people of the plan are in each.</summary>
    public async Task<IReadOnlyList<DepartmentSize>> OfAsync(long plan, PlanSheet sheet, CancellationToken cancellationToken) =>
        await _known.OfAsync(plan, sheet, () => LoadAsync(sheet), cancellationToken) ?? [];

    /// <summary>Keys of the people of a plan who are in a department; null when none is asked for.</summary>
    public async Task<IReadOnlySet<int>?> InAsync(PlanSheet sheet, string? department, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(department))
            return null;
        var found = await muster.Database.Reviews.InDepartmentAsync(Stored(sheet), department, cancellationToken);
        return found
            .AsList.Concat(sheet.Newcomers.Where(newcomer => newcomer.Value == department).Select(newcomer => newcomer.Key))
            .ToHashSet();
    }

    private async Task<IReadOnlyList<DepartmentSize>?> LoadAsync(PlanSheet sheet)
    {
        var stored = await muster.Database.Reviews.DepartmentsAsync(Stored(sheet), CancellationToken.None);
        return
        [
            .. stored
                .Concat(sheet.Newcomers.Values.OfType<string>().Select(name => new DepartmentSize(name, 1)))
                .GroupBy(size => size.Name, StringComparer.Ordinal)
                .Select(same => new DepartmentSize(same.Key, same.Sum(size => size.People)))
                .OrderBy(size => size.Name, StringComparer.InvariantCultureIgnoreCase),
        ];
    }

    /// <summary>Those who are here already. The keys of newcomers are theirs only once the plan is applied, and somebody else's if another was.</summary>
    private static KeySet Stored(PlanSheet sheet) => KeySet.Of(sheet.People.Where(key => !sheet.Newcomers.ContainsKey(key)));
}
