namespace Muster.Core.Planning;

/// <summary>People whom no plan removes or suspends (INV-11), and what would have happened to them.</summary>
internal sealed class ProtectedPeople(IReadOnlyDictionary<int, string> names)
{
    private const int MostLosses = 5;

    private readonly SortedDictionary<int, List<string>> _kept = [];

    /// <summary>Whether the platform user is protected.</summary>
    public bool Keeps(int user) => names.ContainsKey(user);

    /// <summary>Notes what a protected person was kept from.</summary>
    /// <param name="user">Key of the platform user.</param>
    /// <param name="loss">What would have happened and what it rests on, for people.</param>
    public void Kept(int user, string loss)
    {
        if (!_kept.TryGetValue(user, out var losses))
            _kept[user] = losses = [];
        losses.Add(loss);
    }

    /// <summary>Notes a removal that does not happen.</summary>
    public void Kept(int user, string group, Platform.MembershipRelation relation, Removal removal) =>
        Kept(
            user,
            $"would have left '{group}'{(relation == Platform.MembershipRelation.Owner ? " as an owner" : "")} ({Words(removal.Cause, removal.Evidence)})"
        );

    /// <summary>Notes a suspension that does not happen.</summary>
    public void Kept(int user, UserStep.Suspend step) => Kept(user, $"would have been suspended ({Words(step.Cause, step.Evidence)})");

    /// <summary>One for each person kept.</summary>
    public IEnumerable<PlanProblem> Problems() =>
        _kept.Select(kept => new PlanProblem(
            "protectedKept",
            names[kept.Key],
            $"'{names[kept.Key]}' is protected and stays as before: {Few(kept.Value)}. To let it happen, take the person off the setting protectedUsers."
        ));

    private static string Few(List<string> losses) =>
        string.Join("; ", losses.Take(MostLosses)) + (losses.Count > MostLosses ? $"; and {losses.Count - MostLosses} more" : "");

    private static string Words(RemovalCause cause, Evidence evidence) =>
        $"{Causes.Words(cause)}{(evidence == Evidence.Inferred ? ", merely absent" : "")}";
}
