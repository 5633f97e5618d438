using System.Collections.Immutable;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>
/// A condition on a directory user, such as <c>department = "IT" and not accountEnabled = false</c>. Texts are compared without regard to case, as the
/// directory does. Made by <see cref="UserConditionParser"/>; compared by value.
/// </summary>
public abstract record UserCondition
{
    private UserCondition() { }

    /// <summary>One comparison.</summary>
    public sealed record Term(UserProperty Property, Comparison Comparison, Operand Operand) : UserCondition
    {
        /// <inheritdoc />
        public override string ToString() => ConditionText.Of(this);
    }

    /// <summary>Met when the other is not.</summary>
    public sealed record Not(UserCondition Inner) : UserCondition
    {
        /// <inheritdoc />
        public override string ToString() => ConditionText.Of(this);
    }

    /// <summary>Met when all parts are. Make it with <see cref="AllOf"/>.</summary>
    /// <param name="Parts">Two or more, none of them itself joined by <c>and</c>.</param>
    public sealed record And(ImmutableArray<UserCondition> Parts) : UserCondition
    {
        /// <inheritdoc />
        public bool Equals(And? other) => other is not null && Parts.SequenceEqual(other.Parts);

        /// <inheritdoc />
        public override int GetHashCode() => Parts.Aggregate(17, HashCode.Combine);

        /// <inheritdoc />
        public override string ToString() => ConditionText.Of(this);
    }

    /// <summary>Met when any part is. Make it with <see cref="AnyOf"/>.</summary>
    /// <param name="Parts">Two or more, none of them itself joined by <c>or</c>.</param>
    public sealed record Or(ImmutableArray<UserCondition> Parts) : UserCondition
    {
        /// <inheritdoc />
        public bool Equals(Or? other) => other is not null && Parts.SequenceEqual(other.Parts);

        /// <inheritdoc />
        public override int GetHashCode() => Parts.Aggregate(19, HashCode.Combine);

        /// <inheritdoc />
        public override string ToString() => ConditionText.Of(this);
    }

    /// <summary>Joins conditions by <c>and</c>; parts that are so joined themselves are taken apart.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static UserCondition AllOf(IEnumerable<UserCondition> parts)
    {
        ImmutableArray<UserCondition> flat = [.. parts.SelectMany(part => part is And and ? and.Parts : [part])];
        return flat switch
        {
            [] => throw new ArgumentException("A condition needs a part.", nameof(parts)),
            [var only] => only,
            _ => new And(flat),
        };
    }

    /// <summary>Joins conditions by <c>or</c>; parts that are so joined themselves are taken apart.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static UserCondition AnyOf(IEnumerable<UserCondition> parts)
    {
        ImmutableArray<UserCondition> flat = [.. parts.SelectMany(part => part is Or or ? or.Parts : [part])];
        return flat switch
        {
            [] => throw new ArgumentException("A condition needs a part.", nameof(parts)),
            [var only] => only,
            _ => new Or(flat),
        };
    }

    /// <summary>Whether a user with these facts meets the condition at a moment.</summary>
    public bool IsMetBy(UserFacts facts, DateTimeOffset now) =>
        this switch
        {
            Term term => TermEvaluation.IsMet(term, facts, now),
            Not(var inner) => !inner.IsMetBy(facts, now),
            And(var parts) => All(parts, facts, now),
            Or(var parts) => Any(parts, facts, now),
            _ => false,
        };

    /// <summary>Its comparisons, in the order they are written.</summary>
    public IEnumerable<Term> Terms() =>
        this switch
        {
            Term term => [term],
            Not(var inner) => inner.Terms(),
            And(var parts) => parts.SelectMany(part => part.Terms()),
            Or(var parts) => parts.SelectMany(part => part.Terms()),
            _ => [],
        };

    /// <summary>The condition as <see cref="UserConditionParser"/> reads it.</summary>
    public abstract override string ToString();

    private static bool All(ImmutableArray<UserCondition> parts, UserFacts facts, DateTimeOffset now)
    {
        foreach (var part in parts)
            if (!part.IsMetBy(facts, now))
                return false;
        return true;
    }

    private static bool Any(ImmutableArray<UserCondition> parts, UserFacts facts, DateTimeOffset now)
    {
        foreach (var part in parts)
            if (part.IsMetBy(facts, now))
                return true;
        return false;
    }
}
