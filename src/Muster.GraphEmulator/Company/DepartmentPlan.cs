namespace Muster.GraphEmulator.Company;

/// <summary>What a department looks like in every company that is generated.</summary>
/// <param name="Name">Name of the department and of its group.</param>
/// <param name="Weight">Its share of the staff, out of the sum of all weights.</param>
/// <param name="HeadTitle">Job title of its head.</param>
/// <param name="Office">Whether its people work at a desk (and have the licence for it).</param>
/// <param name="Titles">Job titles of its people.</param>
/// <param name="Teams">Its teams, a parent before its children.</param>
internal sealed record DepartmentPlan(
    string Name,
    int Weight,
    string HeadTitle,
    bool Office,
    IReadOnlyList<string> Titles,
    IReadOnlyList<TeamPlan> Teams
);

/// <summary>A team's group.</summary>
/// <param name="Name">Full name of the group.</param>
/// <param name="Weight">Its share of the department; 0 for a group that only holds other teams.</param>
/// <param name="Purpose">Description of the group.</param>
/// <param name="Parent">The team group it is nested in; null for the department's.</param>
internal sealed record TeamPlan(string Name, int Weight, string Purpose, string? Parent = null);
