using System.Collections;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>Answers what hangs on one object: members, owners, the groups it is in.</summary>
internal sealed class RelatedLists(ListWriter writer)
{
    /// <param name="tenant">Whom to ask.</param>
    /// <param name="rows">The related objects from a position on.</param>
    /// <param name="rest">What the path says behind the relationship: a cast, <c>$count</c>, both or nothing.</param>
    /// <param name="request">The request.</param>
    public GraphAnswer Answer(Tenant tenant, Func<int, IEnumerable<Row>> rows, IReadOnlyList<string> rest, GraphRequest request)
    {
        var (cast, isCount) = ReadRest(rest);
        request.Query.RefuseSearch(request.Eventual);
        request.Query.Refuse("filter", "orderby");
        IEnumerable<Row> OfType(int start) => rows(start).Where(row => cast?.Fits(row.Object.Kind) != false);
        if (isCount)
            return ListWriter.Count(request, OfType);
        return cast is null ? WriteMixed(tenant, OfType, request) : WriteCast(tenant, OfType, cast, request);
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

    private static (TypeCast? Cast, bool IsCount) ReadRest(IReadOnlyList<string> rest) =>
        rest switch
        {
            [] => (null, false),
            ["$count"] => (null, true),
            [var type] => (TypeCast.Parse(type), false),
            [var type, "$count"] => (TypeCast.Parse(type), true),
            _ => throw new GraphErrorException(GraphError.NoSuchSegment(rest[^1])),
        };

    private GraphAnswer WriteCast(Tenant tenant, Func<int, IEnumerable<Row>> rows, TypeCast cast, GraphRequest request)
    {
        var kind = cast.Kind ?? ObjectKind.User;
        var selection = Selection.Parse(tenant.PropertiesOf(kind), request.Query.Select, strict: cast.Kind is not null);
        var readable = IsReadable(kind, request);
        return writer.Write(
            request,
            $"{cast.Collection}{selection.ContextSuffix}",
            rows,
            (json, row) => ObjectJson.WriteRow(json, row, selection, readable)
        );
    }

    private GraphAnswer WriteMixed(Tenant tenant, Func<int, IEnumerable<Row>> rows, GraphRequest request)
    {
        var users = Selection.Parse(tenant.UserProperties, request.Query.Select, strict: false);
        var groups = Selection.Parse(tenant.GroupProperties, request.Query.Select, strict: false);
        var others = OtherRows.Parse(tenant, request);
        var (readsUsers, readsGroups) = (IsReadable(ObjectKind.User, request), IsReadable(ObjectKind.Group, request));
        var suffix = request.Query.Select is { } select ? $"({select.Replace(" ", "", StringComparison.Ordinal)})" : "";
        return writer.Write(
            request,
            $"directoryObjects{suffix}",
            rows,
            (json, row) =>
            {
                ObjectJson.WriteType(json, row.Kind);
                if (row is OtherObject other)
                    others.Write(json, other);
                else if (row.Kind == ObjectKind.User)
                    ObjectJson.WriteRow(json, row, users, readsUsers);
                else
                    ObjectJson.WriteRow(json, row, groups, readsGroups);
            }
        );
    }

    /// <summary>Related objects of a type the caller may not read are listed with type and id alone.</summary>
    private static bool IsReadable(ObjectKind kind, GraphRequest request) => Permissions.ToRead(kind).IsIn(request.Roles);
}
