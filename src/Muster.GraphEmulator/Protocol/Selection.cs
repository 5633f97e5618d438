using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Protocol;

/// <summary>Which properties and relationships an answer shows.</summary>
internal sealed class Selection
{
    private readonly bool[] _chosen;

    private Selection(PropertyCatalog catalog, string? text)
    {
        Catalog = catalog;
        Text = text;
        _chosen = new bool[catalog.Properties.Count];
    }

    public PropertyCatalog Catalog { get; }

    /// <summary>The list as it was asked for, or null for the default set.</summary>
    public string? Text { get; }

    public bool DeletedDateTime { get; private set; }

    public bool Members { get; private set; }

    public bool Owners { get; private set; }

    public bool Manager { get; private set; }

    public bool this[byte number] => number < _chosen.Length && _chosen[number];

    /// <summary>Whether a change of that property shows in a delta answer.</summary>
    public bool Tracks(byte number) => this[number] || (Manager && Catalog.Properties[number].Name == PropertyCatalog.ManagerName);

    /// <summary>The list in parentheses that a context URL carries, or nothing.</summary>
    public string ContextSuffix
    {
        get
        {
            if (Text is null)
                return "";
            var names = Split(Text).Where(name => !IsRelationship(name));
            return $"({string.Join(',', names)})";
        }
    }

    /// <summary>
    /// For the rows of a list: what only a single read has is refused for users (UL) and left out for groups (GL).
    /// </summary>
    /// <exception cref="GraphErrorException">A property of a single user is selected.</exception>
    public Selection ForCollection()
    {
        foreach (var property in Catalog.Properties.Where(property => property.IsSingleOnly && _chosen[property.Number]))
        {
            if (Catalog.Kind == ObjectKind.User)
                throw new GraphErrorException(
                    GraphError.NotImplemented($"The property '{property.Name}' is available for a single user only, not in a collection.")
                );
            _chosen[property.Number] = false;
        }
        return this;
    }

    /// <summary>The selection as a context URL carries it, with what is expanded behind it.</summary>
    public string ContextWith(string? expanded) =>
        expanded is null ? ContextSuffix
        : ContextSuffix.Length == 0 ? $"({expanded})"
        : $"{ContextSuffix[..^1]},{expanded})";

    /// <summary>Refuses properties that take a permission of their own which the caller does not have.</summary>
    /// <exception cref="GraphErrorException">One of them is selected.</exception>
    public Selection Demand(IReadOnlySet<string> roles)
    {
        if (Catalog.Kind == ObjectKind.User && Catalog.TryFind(PropertyCatalog.LeaveDateName, out var leaveDate) && this[leaveDate.Number])
            Permissions.ReadLifeCycle.Demand(roles);
        return this;
    }

    /// <summary>Leaves members and owners out.</summary>
    public void HideEdges() => (Members, Owners) = (false, false);

    /// <exception cref="GraphErrorException">A name that the type does not have.</exception>
    public static Selection Parse(PropertyCatalog catalog, string? select, bool strict = true)
    {
        var text = string.IsNullOrWhiteSpace(select) ? null : select;
        var selection = new Selection(catalog, text);
        if (text is null || text.Trim() == "*")
            selection.ChooseDefaults();
        else
            selection.Choose(text, strict);
        return selection;
    }

    private void ChooseDefaults()
    {
        foreach (var property in Catalog.Properties)
            _chosen[property.Number] = property.IsDefault;
        // A group shows this by default, a user does not.
        DeletedDateTime = Catalog.Kind == ObjectKind.Group;
        Members = Catalog.Kind == ObjectKind.Group;
    }

    private void Choose(string text, bool strict)
    {
        foreach (var name in Split(text))
        {
            // The service always sends it, asked or not.
            if (name.Equals("id", StringComparison.OrdinalIgnoreCase))
                continue;
            if (name.Equals("deletedDateTime", StringComparison.OrdinalIgnoreCase))
                DeletedDateTime = true;
            else if (IsRelationship(name))
                ChooseRelationship(name);
            else if (Catalog.TryFind(name, out var property))
                _chosen[property.Number] = true;
            else if (strict && !name.StartsWith("extension_", StringComparison.Ordinal))
                throw new GraphErrorException(
                    GraphError.BadRequest(
                        $"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.{Catalog.Kind.Noun()}'."
                    )
                );
        }
    }

    private bool IsRelationship(string name) =>
        Catalog.Kind == ObjectKind.Group
            ? name.Equals("members", StringComparison.OrdinalIgnoreCase) || name.Equals("owners", StringComparison.OrdinalIgnoreCase)
            : name.Equals(PropertyCatalog.ManagerName, StringComparison.OrdinalIgnoreCase);

    private void ChooseRelationship(string name)
    {
        if (name.Equals("members", StringComparison.OrdinalIgnoreCase))
            Members = true;
        else if (name.Equals("owners", StringComparison.OrdinalIgnoreCase))
            Owners = true;
        else
            Manager = true;
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
