using System.Collections.Immutable;

namespace Muster.Core.Importing;

/// <summary>What a property is compared with.</summary>
public abstract record Operand
{
    private Operand() { }

    /// <summary>Nothing: <c>is empty</c> and <c>is not empty</c>.</summary>
    public sealed record None : Operand;

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : Operand;

    /// <summary>Several texts, in the order given.</summary>
    public sealed record Texts(ImmutableArray<string> Values) : Operand
    {
        /// <inheritdoc />
        public bool Equals(Texts? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

        /// <inheritdoc />
        public override int GetHashCode() => Values.Length == 0 ? 0 : HashCode.Combine(Values.Length, Values[0], Values[^1]);
    }

    /// <summary>True or false.</summary>
    public sealed record Flag(bool Value) : Operand;

    /// <summary>A point in time.</summary>
    public sealed record Time(TimePoint Point) : Operand;
}
