using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Filters;

/// <summary>Finds what the names in a filter stand for, and whether it may be filtered by.</summary>
internal sealed class FilterNames(Tenant tenant, ObjectKind kind)
{
    private static readonly string[] SignInTimes =
    [
        "lastSignInDateTime",
        "lastNonInteractiveSignInDateTime",
        "lastSuccessfulSignInDateTime",
    ];

    private readonly PropertyCatalog _catalog = tenant.PropertiesOf(kind);

    /// <summary>Whether the name is one of the two structures that can be filtered by their members.</summary>
    public bool IsStructure(string name) =>
        _catalog.TryFind(name, out var found)
        && (found.Type == PropertyType.ExtensionAttributes || found.Name == PropertyCatalog.SignInActivityName);

    /// <exception cref="GraphErrorException">The type has no such property, or it is not indexed.</exception>
    public DirectoryProperty Indexed(string name)
    {
        var property = Known(name);
        return property.IsIndexed
            ? property
            : throw new GraphErrorException(GraphError.UnsupportedQuery("The request uses a filter property that is not indexed"));
    }

    /// <summary>A member of a structure.</summary>
    /// <exception cref="GraphErrorException">The structure has no such member.</exception>
    public FilterOperand Part(string structure, string name)
    {
        var property = Known(structure);
        var part =
            property.Type == PropertyType.ExtensionAttributes
                ? ExtensionAttributes.Find(name)
                : SignInTimes.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return part is null ? throw NoSuchProperty(name) : new(property) { Part = part };
    }

    /// <summary>How many values of a list, or members or owners of a group, an object has.</summary>
    /// <exception cref="GraphErrorException">Not something that is counted.</exception>
    public Func<DirectoryObject, int> Counter(string name)
    {
        if (kind == ObjectKind.Group && name.Equals("owners", StringComparison.OrdinalIgnoreCase))
            return subject => tenant.CountListed(((DirectoryGroup)subject).Owners);
        if (kind == ObjectKind.Group && name.Equals("members", StringComparison.OrdinalIgnoreCase))
            return subject => tenant.CountListed(((DirectoryGroup)subject).Members);
        var property = Known(name);
        return property.Type == PropertyType.TextList
            ? subject => subject.Properties.TextList(property.Number).Count
            : throw new GraphErrorException(GraphError.UnsupportedQuery());
    }

    private DirectoryProperty Known(string name) => _catalog.TryFind(name, out var property) ? property : throw NoSuchProperty(name);

    private GraphErrorException NoSuchProperty(string name) =>
        new(
            GraphError.BadRequest(
                $"Invalid filter clause: Could not find a property named '{name}' on type 'microsoft.graph.{kind.Noun()}'."
            )
        );
}
