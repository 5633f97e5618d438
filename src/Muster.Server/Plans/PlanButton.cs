using Muster.Core.Planning;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>What a button that carries out a plan says, and how much it asks of the person first.</summary>
internal static class PlanButton
{
    /// <summary>Memberships, accounts and groups that are taken away.</summary>
    public static int TakenAway(PlanCounts counts) =>
        counts.MembersRemoved + counts.OwnersRemoved + counts.UsersSuspended + counts.GroupsRetired;

    /// <summary>The number a person types before a held plan is released: what is taken away; all steps where nothing is.</summary>
    public static long ToType(PlanCounts counts) => TakenAway(counts) is > 0 and var taken ? taken : counts.Total;

    /// <summary>"Apply: add 42, remove 3".</summary>
    public static string Words(Texts T, string verb, PlanCounts counts)
    {
        var (added, removed) = (counts.MembersAdded + counts.OwnersAdded, counts.MembersRemoved + counts.OwnersRemoved);
        var rest = counts.Total - added - removed - counts.UsersSuspended;
        var parts = new List<string>();
        if (added > 0)
            parts.Add(T["add {0}", Ui.Words.Number(T, added)]);
        if (removed > 0)
            parts.Add(T["remove {0}", Ui.Words.Number(T, removed)]);
        if (counts.UsersSuspended > 0)
            parts.Add(T["suspend {0}", Ui.Words.Number(T, counts.UsersSuspended)]);
        if (rest > 0)
            parts.Add(
                parts.Count == 0 ? T.Count(rest, "{0} change", "{0} changes") : T.Count(rest, "{0} other change", "{0} other changes")
            );
        return $"{verb}: {string.Join(", ", parts)}";
    }
}
