using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Filters;

/// <summary>A parsed <c>$filter</c>, ready to be asked about objects.</summary>
internal abstract record FilterNode
{
    private FilterNode() { }

    public abstract bool Matches(DirectoryObject subject);

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
                "ge" => Order(subject) >= 0,
                "le" => Order(subject) <= 0,
                "startswith" => Text(subject)?.StartsWith(LiteralText, StringComparison.OrdinalIgnoreCase) == true,
                "endswith" => Text(subject)?.EndsWith(LiteralText, StringComparison.OrdinalIgnoreCase) == true,
                _ => false,
            };

        private string LiteralText => Literal as string ?? "";

        private string? Text(DirectoryObject subject) => Operand.ValueOf(subject) as string;

        private int? Order(DirectoryObject subject) =>
            Text(subject) is { } text && Literal is string literal
                ? string.Compare(text, literal, StringComparison.OrdinalIgnoreCase)
                : null;
    }

    /// <summary>A text whose folded form is equal to a folded literal.</summary>
    public sealed record Folded(FilterOperand Operand, string Literal, Func<string, string> Fold) : FilterNode
    {
        public override bool Matches(DirectoryObject subject) => Operand.ValueOf(subject) is string text && Fold(text) == Literal;
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
                    Operator == "eq"
                        ? item.Equals(Literal, StringComparison.OrdinalIgnoreCase)
                        : item.StartsWith(Literal, StringComparison.OrdinalIgnoreCase)
                );
    }

    private static bool Equal(object? value, object? literal) =>
        value is string text && literal is string other ? text.Equals(other, StringComparison.OrdinalIgnoreCase) : Equals(value, literal);
}

/// <summary>A property that a filter looks at; null stands for the object's id.</summary>
internal sealed record FilterOperand(DirectoryProperty? Property)
{
    public object? ValueOf(DirectoryObject subject) =>
        Property switch
        {
            null => subject.Id.ToString(),
            { Type: PropertyType.Boolean } => subject.Properties.Boolean(Property.Number),
            _ => subject.Properties.Text(Property.Number),
        };
}
