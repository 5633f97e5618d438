using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>The JSON object of a change, taken apart into property values and references to other objects.</summary>
internal sealed class WriteBody
{
    private const string Bind = "@odata.bind";
    private static readonly string[] OfUsers = [PropertyCatalog.ManagerName];
    private static readonly string[] OfGroups = ["members", "owners"];
    private readonly Dictionary<string, object?> _properties = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Guid>> _references = new(StringComparer.OrdinalIgnoreCase);

    private WriteBody() { }

    /// <summary>Values by property name, in the form histories have them.</summary>
    public IReadOnlyDictionary<string, object?> Properties => _properties;

    /// <summary>Whether a password was given; no answer ever shows one.</summary>
    public bool HasPassword { get; private set; }

    public object? this[string property] => _properties.GetValueOrDefault(property);

    public bool Has(string property) => _properties.ContainsKey(property);

    public void Set(string property, object? value) => _properties[property] = value;

    /// <summary>Objects named by <c>{relationship}@odata.bind</c>.</summary>
    public IReadOnlyList<Guid> References(string relationship) => _references.GetValueOrDefault(relationship) ?? [];

    /// <exception cref="GraphErrorException">No JSON object, or one with a name or value that does not fit.</exception>
    public static WriteBody Read(GraphRequest request, PropertyCatalog catalog)
    {
        if (request.Body is not { ValueKind: JsonValueKind.Object } json)
            throw WriteError.NoJson;
        var body = new WriteBody();
        foreach (var member in json.EnumerateObject())
            body.Take(member, catalog);
        return body;
    }

    private void Take(JsonProperty member, PropertyCatalog catalog)
    {
        if (member.Name.EndsWith(Bind, StringComparison.OrdinalIgnoreCase))
            TakeReferences(member, catalog.Kind);
        else if (member.Name.Contains("@odata.", StringComparison.OrdinalIgnoreCase))
            return;
        else if (catalog.Kind == ObjectKind.User && member.Name.Equals("passwordProfile", StringComparison.OrdinalIgnoreCase))
            HasPassword = IsPassword(member.Value);
        else
            TakeProperty(member, catalog);
    }

    private void TakeReferences(JsonProperty member, ObjectKind kind)
    {
        var relationship = member.Name[..^Bind.Length];
        if (!(kind == ObjectKind.User ? OfUsers : OfGroups).Contains(relationship, StringComparer.OrdinalIgnoreCase))
            throw WriteError.NoProperty(relationship, kind);
        _references[relationship] = ObjectReference.ReadList(member.Value);
    }

    private void TakeProperty(JsonProperty member, PropertyCatalog catalog)
    {
        var name = member.Name;
        if (PropertyRules.IsReadOnly(catalog.Kind, name))
            throw WriteError.ReadOnly(name);
        if (!catalog.TryFind(name, out var property))
        {
            if (!name.StartsWith("extension_", StringComparison.Ordinal))
                throw WriteError.NoProperty(name, catalog.Kind);
            property = catalog.Require(name);
        }
        var value = PropertyJson.Read(property, member.Value, catalog.Kind);
        PropertyRules.Check(property, value, catalog.Kind);
        _properties[property.Name] = value;
    }

    private static bool IsPassword(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("password", out var password)
        && password.ValueKind == JsonValueKind.String
        && password.GetString()!.Length > 0;
}
