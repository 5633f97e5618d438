using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>How a condition came to its result for one user, part by part.</summary>
/// <param name="Condition">The part.</param>
/// <param name="Met">Its result.</param>
/// <param name="Parts">The results of what it joins or turns round; all of them, also those that could not matter any more.</param>
public sealed record ConditionTrace(UserCondition Condition, bool Met, IReadOnlyList<ConditionTrace> Parts)
{
    /// <summary>The user's value where this is a comparison, or null when there is none.</summary>
    public string? Actual { get; init; }

    /// <summary>The instant that a moving point in time means now; null elsewhere.</summary>
    public DateTimeOffset? Against { get; init; }

    /// <summary>Evaluates a condition and keeps how.</summary>
    public static ConditionTrace Of(UserCondition condition, UserFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(condition);
        List<ConditionTrace> Each(IEnumerable<UserCondition> parts) => [.. parts.Select(part => Of(part, facts, now))];
        switch (condition)
        {
            case UserCondition.Not(var inner):
                var turned = Of(inner, facts, now);
                return new(condition, !turned.Met, [turned]);
            case UserCondition.And(var parts):
                var all = Each(parts);
                return new(condition, all.TrueForAll(part => part.Met), all);
            case UserCondition.Or(var parts):
                var any = Each(parts);
                return new(condition, any.Exists(part => part.Met), any);
            default:
                var term = (UserCondition.Term)condition;
                return new(condition, term.IsMetBy(facts, now), [])
                {
                    Actual = term.Property.Of(facts),
                    Against = term.Operand is Operand.Time(TimePoint.Relative point) ? point.At(now) : null,
                };
        }
    }

    /// <summary>
    /// The comparisons that decide the result: the first part that fails where all must hold, the first that holds where one is enough, otherwise every part.
    /// Were only these different, the result would be.
    /// </summary>
    public IEnumerable<ConditionTrace> Decisive() =>
        Condition switch
        {
            UserCondition.Not => Parts[0].Decisive(),
            UserCondition.And when !Met => Parts.First(part => !part.Met).Decisive(),
            UserCondition.Or when Met => Parts.First(part => part.Met).Decisive(),
            UserCondition.And or UserCondition.Or => Parts.SelectMany(part => part.Decisive()),
            _ => [this],
        };
}
