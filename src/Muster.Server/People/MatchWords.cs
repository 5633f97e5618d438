using Muster.Core.Planning;
using Muster.Engine.Platform;
using Muster.Server.Groups;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.People;

/// <summary>Linking somebody to an account, and keeping them apart, in words.</summary>
internal static class MatchWords
{
    /// <summary>What speaks for an account; of one that was looked for, nothing does.</summary>
    public static string? Evidence(Texts T, MatchedAccount account) =>
        account.Evidence switch
        {
            null => null,
            "same UPN" => T["same UPN"],
            "same mail" => T["same mail"],
            "same employee id" => T["same employee id"],
            _ => T["same name"],
        };

    /// <summary>What a decision does, a sentence each.</summary>
    /// <param name="T">Texts of the reader.</param>
    /// <param name="plan">The plan behind it.</param>
    /// <param name="user">Whom it is about.</param>
    /// <param name="account">Whom that one follows from then on; null when they are kept apart.</param>
    public static IEnumerable<string> Effects(Texts T, SyncPlan plan, UserRow user, MatchedAccount? account)
    {
        var name = GroupWords.Name(user);
        var ending = plan.Memberships.Sum(change => change.Removals.Length);
        if (account is null)
        {
            yield return user.Id is null
                ? T["{0} stays a local person, whom no rule links to an account any more.", name]
                : T["{0} stops following the directory and becomes a local person, whom no rule links to an account any more.", name];
            if (ending > 0)
                yield return T.Count(
                    ending,
                    "{0} membership that the directory gave ends. What was given here stays.",
                    "{0} memberships that the directory gave end. What was given here stays."
                );
            yield break;
        }
        yield return T["{0} follows {1} from now on: every sync takes name, state and groups from there.", name, account.Name];
        foreach (var update in plan.Users.OfType<UserStep.Update>())
            yield return T["These values change at once: {0}.", PlanWords.Difference(T, update)];
        if (account.Follower is { } other)
            yield return T[
                "{0} hands over {1}, follows nobody any more and is suspended.",
                GroupWords.Name(other),
                T.Count(ending, "{0} membership", "{0} memberships")
            ];
        if (plan.Users.OfType<UserStep.Reactivate>().Any())
            yield return T["{0} is active again.", name];
    }
}
