using System.Collections;
using System.Text.Json;
using Muster.GraphEmulator.Lookups;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>Answers what hangs on one object: members, owners, the groups it is in.</summary>
internal sealed class RelatedLists(ListWriter writer, string tenantId)
{
    /// <param name="tenant">Whom to ask.</param>
    /// <param name="rows">The related objects from a position on.</param>
    /// <param name="rest">What the path says behind the relationship: a cast, <c>$count</c>, both or nothing.</param>
    /// <param name="request">The request.</param>
    public GraphAnswer Answer(Tenant tenant, Func<int, IEnumerable<Row>> rows, IReadOnlyList<string> rest, GraphRequest request)
    {
        var (cast, ending) = ReadRest(rest);
        var kinds =
            cast is null ? Enum.GetValues<ObjectKind>()
            : cast.Kind is { } kind ? [kind]
            : [];
        var query = RowQuery.ParseRelated(tenant, kinds, request);
        var found = query.Apply(tenant, start => rows(start).Where(row => cast?.Fits(row.Object.Kind) != false));
        return ending switch
        {
            "$count" => ListWriter.Count(request, found),
            "$ref" => WriteReferences(found, request),
            _ => cast is null ? WriteMixed(tenant, found, request) : WriteCast(tenant, found, cast, request),
        };
    }

    /// <summary>Positions of an edge list, which stay what they are while members come and go.</summary>
    public static IEnumerable<Row> Direct(Tenant tenant, IndexList edges, int start)
    {
        for (var position = start; position < edges.Positions.Length; position++)
        {
            if (edges.Positions[position] is var index and not IndexList.Hole && tenant.IsListed(index))
                yield return new(position, tenant[index]);
        }
    }

    /// <summary>Everything reached over any number of steps, each once, by object number.</summary>
    public static IEnumerable<Row> Transitive(Tenant tenant, DirectoryObject from, bool upwards, int start)
    {
        var reached = new BitArray(tenant.ObjectCount);
        var open = new Stack<DirectoryObject>([from]);
        while (open.TryPop(out var next))
        {
            var edges = upwards ? next.MemberOf : ((DirectoryGroup)next).Members;
            foreach (var index in edges.Positions)
            {
                if (index == IndexList.Hole || reached[index] || !tenant.IsListed(index))
                    continue;
                reached[index] = true;
                if (tenant[index] is DirectoryGroup group)
                    open.Push(group);
            }
        }
        for (var index = start; index < reached.Length; index++)
        {
            if (reached[index])
                yield return new(index, tenant[index]);
        }
    }

    private static (TypeCast? Cast, string? Ending) ReadRest(IReadOnlyList<string> rest) =>
        rest switch
        {
            [] => (null, null),
            ["$count" or "$ref"] => (null, rest[0]),
            [var type] => (TypeCast.Parse(type), null),
            [var type, "$count" or "$ref"] => (TypeCast.Parse(type), rest[1]),
            _ => throw new GraphErrorException(GraphError.NoSuchSegment(rest[^1])),
        };

    private GraphAnswer WriteCast(Tenant tenant, Func<int, IEnumerable<Row>> rows, TypeCast cast, GraphRequest request)
    {
        var kind = cast.Kind ?? ObjectKind.User;
        var readable = Permissions.ToRead(kind).IsIn(request.Roles);
        var selection = Selection.Parse(tenant.PropertiesOf(kind), request.Query.Select, strict: cast.Kind is not null).ForCollection();
        var expansion = Expansion.Parse(tenant, kind, request);
        var isIndexed = request.IsAdvanced && request.Path[2].StartsWith("transitive", StringComparison.OrdinalIgnoreCase);
        return writer.Write(
            request,
            $"{cast.Collection}{selection.ContextWith(expansion?.Context)}",
            rows,
            (json, row) =>
            {
                if (isIndexed)
                    WriteSource(json, row);
                ObjectJson.WriteRow(json, row, selection, readable);
                expansion?.Write(json, row);
            }
        );
    }

    /// <summary>As published: the index that advanced transitive reads are answered from shows where each row is from.</summary>
    private void WriteSource(Utf8JsonWriter json, DirectoryObject row)
    {
        var noun = row.Kind.Noun();
        var type = $"Microsoft.DirectoryServices.{char.ToUpperInvariant(noun[0])}{noun[1..]}";
        json.WriteString("@odata.id", $"https://graph.microsoft.com/v2/{tenantId}/directoryObjects/{row.Id}/{type}");
        json.WriteString("organizationId", tenantId);
    }

    private GraphAnswer WriteMixed(Tenant tenant, Func<int, IEnumerable<Row>> rows, GraphRequest request)
    {
        var mixed = ObjectRows.Parse(tenant, request);
        return writer.Write(request, $"directoryObjects{mixed.ContextSuffix}", rows, mixed.Write);
    }

    /// <summary>Nothing but where each object is.</summary>
    private GraphAnswer WriteReferences(Func<int, IEnumerable<Row>> rows, GraphRequest request) =>
        writer.Write(
            request,
            "Collection($ref)",
            rows,
            (json, row) => json.WriteString("@odata.id", $"{request.Root}/directoryObjects/{row.Id}")
        );
}
