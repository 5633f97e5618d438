using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>When the result of a condition changes by itself, because time goes on.</summary>
public static class ConditionClock
{
    /// <summary>The first instant after <paramref name="now"/> at which the result differs from the one now, if the user's facts stay; null if never.</summary>
    /// <remarks>Exact to the tick of 100 nanoseconds. Whoever keeps it in coarser units rounds up.</remarks>
    public static DateTimeOffset? NextChange(this UserCondition condition, UserFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var turns = condition.Terms().Select(term => Turn(term, facts)).Where(turn => turn > now).Select(turn => turn!.Value).ToList();
        if (turns.Count == 0)
            return null;
        var result = condition.IsMetBy(facts, now);
        foreach (var turn in turns.Distinct().Order())
            if (condition.IsMetBy(facts, turn) != result)
                return turn;
        return null;
    }

    /// <summary>Whether the result can change by itself at all.</summary>
    public static bool DependsOnTime(this UserCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return condition.Terms().Any(term => term.Operand is Operand.Time(TimePoint.Relative));
    }

    /// <summary>The instant from which on a comparison has the other result, for ever; null when it never turns.</summary>
    private static DateTimeOffset? Turn(UserCondition.Term term, UserFacts facts)
    {
        if (term.Operand is not Operand.Time(TimePoint.Relative point) || !Instants.TryParse(term.Property.Of(facts), out var instant))
            return null;
        // The value is reached by the moving point when the point's base is at:
        var reached = instant.UtcTicks - point.Offset.Ticks;
        // '<=' and '>' turn when it is reached; '<' and '>=' when it has been passed.
        var passed = term.Comparison is Comparison.Before or Comparison.AtLeast;
        const long day = TimeSpan.TicksPerDay;
        var turn =
            point.Base == TimeBase.Now ? reached + (passed ? 1 : 0)
            : passed ? (Floor(reached, day) + 1) * day
            : -Floor(-reached, day) * day;
        return turn >= DateTimeOffset.MinValue.Ticks && turn <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(turn, TimeSpan.Zero)
            : null;
    }

    private static long Floor(long value, long unit) => (value / unit) - (value % unit < 0 ? 1 : 0);
}
