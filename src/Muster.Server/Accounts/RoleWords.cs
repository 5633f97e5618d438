using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>Roles for people.</summary>
internal static class RoleWords
{
    /// <summary>What a role may do.</summary>
    public static string Of(Role role) =>
        role switch
        {
            Role.None => "nothing yet",
            Role.Auditor => "reads everything, changes nothing",
            Role.Operator => "plans, applies within guard rails, works on problems",
            Role.Administrator => "also connections, rules, guard rails, credentials",
            _ => "everything, people included",
        };

    /// <summary>All roles, the least first.</summary>
    public static IReadOnlyList<Role> All { get; } = Enum.GetValues<Role>();
}
