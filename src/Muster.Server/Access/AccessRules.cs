namespace Muster.Server.Access;

/// <summary>The one table of who may do what.</summary>
internal static class AccessRules
{
    /// <summary>Whether a role has a right. An approver may approve, whatever the role.</summary>
    public static bool Allows(Role role, bool approver, Right right) =>
        right switch
        {
            Right.Anonymous or Right.SignedIn => true,
            Right.Read or Right.ReadAudit or Right.Export => role >= Role.Auditor,
            Right.Plan or Right.Apply or Right.Operate or Right.Tokens => role >= Role.Operator,
            Right.Approve => approver || role >= Role.Administrator,
            Right.Configure or Right.ConfigureGuards or Right.Credentials => role >= Role.Administrator,
            Right.People => role == Role.Owner,
            _ => false,
        };

    /// <summary>Whether the right asks for a fresh proof of who one is.</summary>
    public static bool NeedsProof(Right right) =>
        right is Right.Export or Right.Approve or Right.ConfigureGuards or Right.Credentials or Right.People or Right.Tokens;

    /// <summary>The least role that has a right, for telling somebody who lacks it.</summary>
    public static string Needed(Right right) =>
        right == Right.Approve
            ? "Approver or Administrator"
            : Enum.GetValues<Role>().First(role => Allows(role, approver: false, right)).ToString();
}
