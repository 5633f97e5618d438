using Muster.Engine.Plans;
using Muster.Server.Ui;

namespace Muster.Server.Access;

/// <summary>The one table of who may do what, and the one place where it is decided.</summary>
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
            // It bounds Administrators, so it is not theirs to move.
            Right.ConfigureCeiling or Right.People => role == Role.Owner,
            _ => false,
        };

    /// <summary>Whether owning the groups that something is about gives a right there.</summary>
    public static bool OwnersMay(Right right) => right is Right.Read or Right.Approve or Right.Ask;

    /// <summary>Decides about everything that a request names: the strictest verdict counts.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="right">What for.</param>
    /// <param name="reaches">What it is about.</param>
    /// <param name="forOwners">Whether owners of groups have a part in it at all.</param>
    public static AccessDecision Decide(Caller caller, Right right, IReadOnlyCollection<Reach> reaches, bool forOwners)
    {
        if (caller.May(right))
            return AccessDecision.Allowed;
        if (caller.Grants.Count == 0 && caller.OwnGroups.Count == 0)
            return new(Verdict.Denied);
        return reaches.Select(reach => One(caller, right, reach, forOwners)).MaxBy(decision => decision.Verdict)
            ?? One(caller, right, Reach.Workspace, forOwners);
    }

    /// <summary>Whether the right asks for a fresh proof of who one is.</summary>
    public static bool NeedsProof(Right right) =>
        right
            is Right.Export
                or Right.Approve
                or Right.ConfigureGuards
                or Right.ConfigureCeiling
                or Right.Credentials
                or Right.People
                or Right.Tokens;

    /// <summary>The least role that has a right, for telling somebody who lacks it.</summary>
    public static string Needed(Right right) => Needed(Texts.English, right);

    /// <summary>The same in the language of the reader.</summary>
    public static string Needed(Texts T, Right right) =>
        right switch
        {
            Right.Approve => T["Approver or Administrator"],
            Right.Ask => T["Owner of the group"],
            _ => Accounts.RoleWords.Name(T, Enum.GetValues<Role>().First(role => Allows(role, approver: false, right))),
        };

    private static AccessDecision One(Caller caller, Right right, Reach reach, bool forOwners)
    {
        var owner = forOwners && OwnersMay(right);
        switch (reach)
        {
            case Reach.Thing { OnlyNamed: true } named:
                return caller.May(Right.Read) || named.SeenIn?.Any(caller.Knows) == true
                    ? AccessDecision.Allowed
                    : new(Verdict.Missing, named.Missing);
            case Reach.Thing thing:
                if (thing.Connections.Any(key => caller.May(right, key)) || (owner && Owns(caller, right, thing)))
                    return AccessDecision.Allowed;
                return
                    caller.May(Right.Read)
                    || (thing.SeenIn ?? thing.Connections).Any(key => caller.May(Right.Read, key))
                    || (forOwners && Owns(caller, Right.Read, thing))
                    ? new(Verdict.Denied)
                    : new(Verdict.Missing, thing.Missing);
            case Reach.Some when caller.MayAnywhere(right) || (owner && caller.OwnGroups.Count > 0):
                return AccessDecision.Allowed;
            default:
                return new(caller.OnlyManages ? Verdict.Missing : Verdict.Denied);
        }
    }

    /// <summary>Whether somebody owns every group that something is about. Nobody approves what they made, and for somebody's request owning the group is not enough.</summary>
    private static bool Owns(Caller caller, Right right, Reach.Thing thing) =>
        thing.Asker is { } asker
            ? asker == caller.Account
            : thing.Groups.Count > 0
                && thing.Groups.All(caller.OwnGroups.ContainsKey)
                && !(right == Right.Approve && thing.MadeBy is { } maker && SecondPerson.IsSame(maker, caller.Name));
}
