using System.Text.Json;
using Muster.GraphEmulator.Lookups;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>
/// A checked <c>$expand</c>: relationships shown within each row, 20 objects at most, without a link to the rest, one level
/// deep and without options of their own (QP, KI).
/// </summary>
internal sealed class Expansion
{
    private const int MostObjects = 20;
    private readonly Tenant _tenant;
    private readonly GraphRequest _request;
    private readonly IReadOnlyList<(string Name, TypeCast? Cast)> _relationships;
    private readonly ObjectRows _rows;

    private Expansion(Tenant tenant, GraphRequest request, IReadOnlyList<(string Name, TypeCast? Cast)> relationships)
    {
        (_tenant, _request, _relationships) = (tenant, request, relationships);
        _rows = ObjectRows.OfDefaults(tenant, request);
    }

    /// <summary>How a context URL names what is expanded.</summary>
    public string Context =>
        string.Join(',', _relationships.Select(found => found.Cast is { } cast ? $"{found.Name}/{cast.TypeName}()" : $"{found.Name}()"));

    /// <exception cref="GraphErrorException">Not an expansion that the directory makes, or not one for this request.</exception>
    public static Expansion? Parse(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        if (request.Query.Expand is not { } text)
            return null;
        if (request.IsAdvanced || request.Query.Search is not null)
            throw new GraphErrorException(GraphError.UnsupportedQuery("$expand is not supported together with advanced queries."));
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        return new(tenant, request, [.. parts.Select(part => ParsePart(kind, part)).DistinctBy(part => part.Name)]);
    }

    /// <summary>The members of one row that hold what it is related to.</summary>
    public void Write(Utf8JsonWriter writer, DirectoryObject subject)
    {
        foreach (var (name, cast) in _relationships)
        {
            var found = Relationships.Of(_tenant, subject, name, _request).Where(other => cast?.Fits(other.Kind) != false);
            if (name == PropertyCatalog.ManagerName)
                WriteOne(writer, name, found.FirstOrDefault());
            else
                WriteAll(writer, name, found.Take(MostObjects));
        }
    }

    private static (string Name, TypeCast? Cast) ParsePart(ObjectKind kind, string part)
    {
        if (part.Contains('(', StringComparison.Ordinal))
            throw new GraphErrorException(
                GraphError.UnsupportedQuery($"Options within $expand are not supported for directory objects: '{part}'.")
            );
        var segments = part.Split('/');
        if (
            segments.Length > 2
            || (segments.Length == 2 && !segments[1].StartsWith("microsoft.graph.", StringComparison.OrdinalIgnoreCase))
        )
            throw new GraphErrorException(GraphError.UnsupportedQuery("$expand goes no further than one level."));
        var name =
            Relationships.Find(kind, segments[0])
            ?? throw new GraphErrorException(
                GraphError.BadRequest(
                    $"Parsing OData Select and Expand failed: Could not find a property named '{segments[0]}' on type 'microsoft.graph.{kind.Noun()}'."
                )
            );
        return (name, segments.Length == 2 ? TypeCast.Parse(segments[1]) : null);
    }

    private void WriteOne(Utf8JsonWriter writer, string name, DirectoryObject? other)
    {
        if (other is null)
            return;
        writer.WriteStartObject(name);
        _rows.Write(writer, other);
        writer.WriteEndObject();
    }

    private void WriteAll(Utf8JsonWriter writer, string name, IEnumerable<DirectoryObject> others)
    {
        writer.WriteStartArray(name);
        foreach (var other in others)
        {
            writer.WriteStartObject();
            _rows.Write(writer, other);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
