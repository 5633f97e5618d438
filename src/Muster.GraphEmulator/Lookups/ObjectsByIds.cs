using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Answers <c>POST /directoryObjects/getByIds</c>: up to 1,000 objects in one answer (GBI). Unknown ids are left out.</summary>
internal static class ObjectsByIds
{
    private const int MostIds = 1000;

    /// <param name="tenant">Whom to ask.</param>
    /// <param name="request">The request.</param>
    /// <param name="forReaders">Whether reading users or groups is permission enough.</param>
    public static GraphAnswer Answer(Tenant tenant, GraphRequest request, bool forReaders = false)
    {
        if (!forReaders || (!Permissions.ReadUsers.IsIn(request.Roles) && !Permissions.ReadGroups.IsIn(request.Roles)))
            LookupPermissions.ReadDirectory.Demand(request.Roles);
        var ids =
            LookupBody.Texts(request, "ids") ?? throw new GraphErrorException(GraphError.InvalidRequest("The property 'ids' is required."));
        if (ids.Count is 0 or > MostIds)
            throw new GraphErrorException(GraphError.InvalidRequest($"'ids' takes from 1 to {MostIds} ids; {ids.Count} were given."));
        var types = LookupBody.Texts(request, "types");
        var found = ids.Select(Parse)
            .Distinct()
            .Select(tenant.Find)
            .Where(subject => subject is { IsAlive: true } && IsOf(types, subject.Kind));
        var rows = ObjectRows.Parse(tenant, request);
        return GraphAnswer.Json(json => Write(json, request, [.. found.Select(subject => subject!)], rows));
    }

    private static void Write(Utf8JsonWriter json, GraphRequest request, IReadOnlyList<DirectoryObject> found, ObjectRows rows)
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{request.Root}/$metadata#directoryObjects{rows.ContextSuffix}");
        json.WriteStartArray("value");
        foreach (var subject in found)
        {
            json.WriteStartObject();
            rows.Write(json, subject);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Guid Parse(string text) =>
        Guid.TryParse(text, out var id) ? id : throw new GraphErrorException(GraphError.InvalidRequest($"Invalid GUID: '{text}'."));

    private static bool IsOf(IReadOnlyList<string>? types, ObjectKind kind) =>
        types is null
        || types.Count == 0
        || types.Any(type =>
            type.Equals(kind.Noun(), StringComparison.OrdinalIgnoreCase)
            || type.Equals("directoryObject", StringComparison.OrdinalIgnoreCase)
        );
}
