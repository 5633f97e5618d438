using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Filters;

/// <summary>A parsed <c>$filter</c>, ready to be asked about objects.</summary>
internal abstract record FilterNode
{
    private FilterNode() { }

    public abstract bool Matches(DirectoryObject subject);

    /// <summary>Fits no object.</summary>
    public sealed record Nothing : FilterNode
    {
        public override bool Matches(DirectoryObject subject) => false;
    }

    public sealed record And(FilterNode Left, FilterNode Right) : FilterNode
    {
        public override bool Matches(DirectoryObject subject) => Left.Matches(subject) && Right.Matches(subject);
    }

    public sealed record Or(FilterNode Left, FilterNode Right) : FilterNode
    {
        public override bool Matches(DirectoryObject subject) => Left.Matches(subject) || Right.Matches(subject);
    }

    public sealed record Not(FilterNode Inner) : FilterNode
    {
        public override bool Matches(DirectoryObject subject) => !Inner.Matches(subject);
    }

    /// <summary>One property against one literal; text is compared without regard to case.</summary>
    public sealed record Comparison(FilterOperand Operand, string Operator, object? Literal) : FilterNode
    {
        public override bool Matches(DirectoryObject subject) =>
            Operator switch
            {
                "eq" => Equal(Operand.ValueOf(subject), Literal),
                "ne" => !Equal(Operand.ValueOf(subject), Literal),
                "ge" => Order(Operand.ValueOf(subject), Literal) >= 0,
                "le" => Order(Operand.ValueOf(subject), Literal) <= 0,
                "startswith" => Text(subject)?.StartsWith(LiteralText, StringComparison.OrdinalIgnoreCase) == true,
                "endswith" => Text(subject)?.EndsWith(LiteralText, StringComparison.OrdinalIgnoreCase) == true,
                _ => false,
            };

        private string LiteralText => Literal as string ?? "";

        private string? Text(DirectoryObject subject) => Operand.ValueOf(subject) as string;
    }

    /// <summary><c>property/$count eq 0</c>: how many values or related objects there are.</summary>
    public sealed record Counted(Func<DirectoryObject, int> Count, string Operator, int Literal) : FilterNode
    {
        public override bool Matches(DirectoryObject subject) =>
            Operator switch
            {
                "eq" => Count(subject) == Literal,
                "ne" => Count(subject) != Literal,
                "ge" => Count(subject) >= Literal,
                "le" => Count(subject) <= Literal,
                "gt" => Count(subject) > Literal,
                _ => Count(subject) < Literal,
            };
    }

    /// <summary><c>property in ('a', 'b')</c>.</summary>
    public sealed record In(FilterOperand Operand, IReadOnlyList<object?> Literals) : FilterNode
    {
        public override bool Matches(DirectoryObject subject)
        {
            var value = Operand.ValueOf(subject);
            return Literals.Any(literal => Equal(value, literal));
        }
    }

    /// <summary><c>property/any(x:x eq 'a')</c> on a list of strings.</summary>
    public sealed record Any(DirectoryProperty Property, string Operator, string Literal) : FilterNode
    {
        public override bool Matches(DirectoryObject subject) =>
            subject
                .Properties.TextList(Property.Number)
                .Any(item =>
                    Operator switch
                    {
                        "eq" => item.Equals(Literal, StringComparison.OrdinalIgnoreCase),
                        "startswith" => item.StartsWith(Literal, StringComparison.OrdinalIgnoreCase),
                        _ => item.EndsWith(Literal, StringComparison.OrdinalIgnoreCase),
                    }
                );
    }

    private static bool Equal(object? value, object? literal) =>
        (value, literal) switch
        {
            (string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase),
            (string text, DateTimeOffset at) => FilterOperand.Instant(text) == at,
            _ => Equals(value, literal),
        };

    /// <summary>Negative, zero or positive; null for what cannot be put in an order.</summary>
    private static int? Order(object? value, object? literal) =>
        (value, literal) switch
        {
            (string text, string other) => string.Compare(text, other, StringComparison.OrdinalIgnoreCase),
            (DateTimeOffset at, DateTimeOffset other) => at.CompareTo(other),
            (string text, DateTimeOffset other) => FilterOperand.Instant(text)?.CompareTo(other),
            (decimal number, decimal other) => number.CompareTo(other),
            _ => null,
        };
}
