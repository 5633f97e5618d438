using Muster.Server.Access;
using Muster.Server.Ui;

namespace Muster.Server.Accounts;

/// <summary>Roles for people.</summary>
internal static class RoleWords
{
    /// <summary>What a role may do.</summary>
    public static string Of(Texts T, Role role) =>
        role switch
        {
            Role.None => T["nothing yet"],
            Role.Auditor => T["reads everything, changes nothing"],
            Role.Operator => T["plans, applies within guard rails, works on problems"],
            Role.Administrator => T["also connections, rules, guard rails up to the ceiling, credentials"],
            _ => T["everything, people and the ceiling of guard rails included"],
        };

    /// <summary>What a role is called.</summary>
    public static string Name(Texts T, Role role) =>
        role switch
        {
            Role.None => T["None"],
            Role.Auditor => T["Auditor"],
            Role.Operator => T["Operator"],
            Role.Administrator => T["Administrator"],
            _ => T["Owner"],
        };

    /// <summary>All roles, the least first.</summary>
    public static IReadOnlyList<Role> All { get; } = Enum.GetValues<Role>();
}
