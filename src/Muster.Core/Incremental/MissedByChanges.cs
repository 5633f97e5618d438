using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Incremental;

/// <summary>Where a full plan and the plan made from what had changed part ways.</summary>
public static class MissedByChanges
{
    /// <summary>Stable word of the problem.</summary>
    public const string Code = "incrementalDiffers";

    private const int Shown = 5;

    /// <summary>The problem to show on the run; null when the plans are equal.</summary>
    /// <param name="full">The full plan; it is the one that counts.</param>
    /// <param name="incremental">What would have been planned from the changes.</param>
    /// <param name="actual">The state both start from.</param>
    /// <param name="since">Number of the run whose plan the changes were counted from.</param>
    public static PlanProblem? Between(SyncPlan full, SyncPlan incremental, PlatformState actual, long since)
    {
        ArgumentNullException.ThrowIfNull(full);
        ArgumentNullException.ThrowIfNull(incremental);
        ArgumentNullException.ThrowIfNull(actual);
        if (full.Hash == incremental.Hash)
            return null;
        var names = actual.Groups.ToDictionary(group => group.Key, group => group.Name);
        var (all, changed) = (Steps(full, names).ToHashSet(), Steps(incremental, names).ToHashSet());
        var missed = all.Except(changed).Order(StringComparer.Ordinal).ToList();
        var invented = changed.Except(all).Order(StringComparer.Ordinal).ToList();
        return new PlanProblem(
            Code,
            "planning",
            $"The full plan differs from the one made from what has changed since run {since}: {Words("missed", missed)}{(missed.Count > 0 && invented.Count > 0 ? "; " : "")}{Words("planned without need", invented)}. The full plan was used. Nothing that was read, changed here or fell due since then explains it: the stored data was changed by other means, or Muster has a fault. Run 'muster audit verify', and report it with this text."
        );
    }

    private static string Words(string what, List<string> steps) =>
        steps.Count == 0
            ? ""
            : $"{what}: {string.Join(", ", steps.Take(Shown))}{(steps.Count > Shown ? $" and {steps.Count - Shown} more" : "")}";

    private static IEnumerable<string> Steps(SyncPlan plan, Dictionary<int, string> names) =>
        [
            .. plan.Groups.Select(step => $"{step.GetType().Name} group '{names.GetValueOrDefault(step.Group)}'"),
            .. plan.Users.Select(step => $"{step.GetType().Name} user {step.User}"),
            .. plan.Memberships.SelectMany(change =>
                change
                    .Additions.Select(addition =>
                        $"add user {addition.User} to '{names.GetValueOrDefault(change.Group)}' ({change.Relation})"
                    )
                    .Concat(
                        change.Removals.Select(removal =>
                            $"remove user {removal.User} from '{names.GetValueOrDefault(change.Group)}' ({change.Relation})"
                        )
                    )
            ),
            .. plan.Exceptions.Select(step =>
                $"{step.GetType().Name} exception {step.Exception.Id} of user {step.Exception.User} in '{names.GetValueOrDefault(step.Exception.Group)}'"
            ),
        ];
}
