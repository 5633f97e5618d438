using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Searching;

/// <summary>A parsed <c>$search</c>, ready to be asked about objects.</summary>
internal abstract record SearchNode
{
    private SearchNode() { }

    public abstract bool Matches(DirectoryObject subject);

    /// <summary>Fits no object.</summary>
    public sealed record Nothing : SearchNode
    {
        public override bool Matches(DirectoryObject subject) => false;
    }

    public sealed record And(SearchNode Left, SearchNode Right) : SearchNode
    {
        public override bool Matches(DirectoryObject subject) => Left.Matches(subject) && Right.Matches(subject);
    }

    public sealed record Or(SearchNode Left, SearchNode Right) : SearchNode
    {
        public override bool Matches(DirectoryObject subject) => Left.Matches(subject) || Right.Matches(subject);
    }

    /// <summary>Names and descriptions are found by their words, everything else by how it begins.</summary>
    public sealed record Clause(DirectoryProperty Property, string Text) : SearchNode
    {
        public override bool Matches(DirectoryObject subject)
        {
            if (Property.Type == PropertyType.TextList)
                return subject.Properties.TextList(Property.Number).Any(Begins);
            if (subject.Properties.Text(Property.Number) is not { } value)
                return false;
            return Property.Name is "displayName" or "description" ? SearchWords.Find(value, Text) : Begins(value);
        }

        private bool Begins(string value) => value.StartsWith(Text, StringComparison.OrdinalIgnoreCase);
    }
}
