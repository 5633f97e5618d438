using Muster.GraphEmulator.Delta;
using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Sends a Graph request to the feature that answers it; what nothing answers is Graph's own 400.</summary>
internal sealed class GraphRouter(
    TenantTimeline timeline,
    DeltaService delta,
    ObjectLists objects,
    RelatedLists related,
    AppRegistration app
)
{
    /// <exception cref="GraphErrorException">The request cannot be answered; the error says why.</exception>
    public GraphAnswer Answer(GraphRequest request) => timeline.Read(tenant => Answer(tenant, request));

    private GraphAnswer Answer(Tenant tenant, GraphRequest request)
    {
        string[] names = [.. request.Path.Select(segment => segment.ToLowerInvariant())];
        return names switch
        {
            ["users", .. var rest] => Users(tenant, request, rest),
            ["groups", .. var rest] => Groups(tenant, request, rest),
            ["directory", "deleteditems", .. var rest] => DeletedItems(tenant, request, rest),
            ["organization", .. var rest] => Organization(request, rest),
            ["me", ..] => throw new GraphErrorException(
                GraphError.BadRequest("/me request is only valid with delegated authentication flow.")
            ),
            [var first, ..] => throw new GraphErrorException(GraphError.NoSuchSegment(request.Path[0])),
            [] => throw new GraphErrorException(GraphError.BadRequest("Empty path.")),
        };
    }

    private GraphAnswer Users(Tenant tenant, GraphRequest request, string[] rest)
    {
        switch (rest)
        {
            case []:
                return Get(request, Permissions.ReadUsers, () => objects.List(tenant, ObjectKind.User, request));
            case ["$count"]:
                return Get(request, Permissions.ReadUsers, () => objects.Count(tenant, ObjectKind.User, request));
            case ["delta"]:
                return Get(request, Permissions.ReadUsers, () => delta.Answer(tenant, ObjectKind.User, request));
            case [_]:
                return Get(
                    request,
                    Permissions.ReadUsers,
                    () => ObjectLists.Single(tenant, ObjectFinder.User(tenant, request.Path[1]), request)
                );
            case [_, "memberof", .. var cast]:
                return Get(request, Permissions.ReadUsers, () => MemberOf(tenant, request, cast, transitive: false));
            case [_, "transitivememberof", .. var cast]:
                return Get(request, Permissions.ReadUsers, () => MemberOf(tenant, request, cast, transitive: true));
            default:
                throw new GraphErrorException(GraphError.NoSuchSegment(request.Path[2]));
        }
    }

    private GraphAnswer Groups(Tenant tenant, GraphRequest request, string[] rest)
    {
        switch (rest)
        {
            case []:
                return Get(request, Permissions.ReadGroups, () => objects.List(tenant, ObjectKind.Group, request));
            case ["$count"]:
                return Get(request, Permissions.ReadGroups, () => objects.Count(tenant, ObjectKind.Group, request));
            case ["delta"]:
                return Get(request, Permissions.ReadGroups, () => delta.Answer(tenant, ObjectKind.Group, request));
            case [_]:
                return Get(
                    request,
                    Permissions.ReadGroups,
                    () => ObjectLists.Single(tenant, ObjectFinder.Group(tenant, request.Path[1]), request)
                );
            case [_, "members" or "transitivemembers" or "owners" or "memberof" or "transitivememberof", .. var cast]:
                return Get(request, Permissions.ReadGroups, () => OfGroup(tenant, request, rest[1], cast));
            default:
                throw new GraphErrorException(GraphError.NoSuchSegment(request.Path[2]));
        }
    }

    private GraphAnswer OfGroup(Tenant tenant, GraphRequest request, string relationship, string[] cast)
    {
        var group = ObjectFinder.Group(tenant, request.Path[1]);
        if (relationship is "memberof" or "transitivememberof")
            return GroupsOf(tenant, group, request, cast, relationship == "transitivememberof");
        if (cast is ["microsoft.graph.group", ..] && relationship != "owners" && IsUnified(tenant, group))
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        var isHidden = !Permissions.ReadHiddenMembers.IsIn(request.Roles) && HiddenMembership.Of(tenant, group);
        return related.Answer(tenant, start => isHidden ? [] : Rows(start), PathTail(request, cast), request);

        IEnumerable<Row> Rows(int start) =>
            relationship switch
            {
                "members" => RelatedLists.Direct(tenant, group.Members, start),
                "owners" => RelatedLists.Direct(tenant, group.Owners, start),
                _ => RelatedLists.Transitive(tenant, group, upwards: false, start),
            };
    }

    private GraphAnswer MemberOf(Tenant tenant, GraphRequest request, string[] cast, bool transitive) =>
        GroupsOf(tenant, ObjectFinder.User(tenant, request.Path[1]), request, cast, transitive);

    private GraphAnswer GroupsOf(Tenant tenant, DirectoryObject member, GraphRequest request, string[] cast, bool transitive)
    {
        var seesHidden = Permissions.ReadHiddenMembers.IsIn(request.Roles);
        return related.Answer(tenant, Rows, PathTail(request, cast), request);

        IEnumerable<Row> Rows(int start) =>
            (
                transitive
                    ? RelatedLists.Transitive(tenant, member, upwards: true, start)
                    : RelatedLists.Direct(tenant, member.MemberOf, start)
            ).Where(row => seesHidden || !HiddenMembership.Of(tenant, (DirectoryGroup)row.Object));
    }

    private GraphAnswer DeletedItems(Tenant tenant, GraphRequest request, string[] rest) =>
        rest switch
        {
            ["microsoft.graph.user"] => Get(request, Permissions.ReadUsers, () => objects.ListDeleted(tenant, ObjectKind.User, request)),
            ["microsoft.graph.group"] => Get(
                request,
                Permissions.ReadDeletedGroups,
                () => objects.ListDeleted(tenant, ObjectKind.Group, request)
            ),
            ["microsoft.graph.user", "$count"] => Get(
                request,
                Permissions.ReadUsers,
                () => objects.CountDeleted(tenant, ObjectKind.User, request)
            ),
            ["microsoft.graph.group", "$count"] => Get(
                request,
                Permissions.ReadDeletedGroups,
                () => objects.CountDeleted(tenant, ObjectKind.Group, request)
            ),
            ["microsoft.graph.device"] => Get(
                request,
                Permissions.ReadDevices,
                () => objects.ListDeleted(tenant, ObjectKind.Device, request)
            ),
            ["microsoft.graph.serviceprincipal"] => Get(
                request,
                Permissions.ReadServicePrincipals,
                () => objects.ListDeleted(tenant, ObjectKind.ServicePrincipal, request)
            ),
            [] => throw new GraphErrorException(GraphError.UnsupportedQuery()),
            _ => throw new GraphErrorException(GraphError.NoSuchSegment(request.Path[2])),
        };

    private GraphAnswer Organization(GraphRequest request, string[] rest)
    {
        if (rest is not ([] or [_]))
            throw new GraphErrorException(GraphError.NoSuchSegment(request.Path[2]));
        if (rest is [var id] && id != app.TenantId)
            throw new GraphErrorException(GraphError.NotFound(request.Path[1]));
        return Get(
            request,
            Permissions.ReadOrganization,
            () => OrganizationJson.Answer(request, app.TenantId, timeline.DisplayName, isSingle: rest.Length == 1)
        );
    }

    private static GraphAnswer Get(GraphRequest request, Permission permission, Func<GraphAnswer> answer)
    {
        if (request.Method != "GET")
            throw new GraphErrorException(GraphError.MethodNotAllowed);
        permission.Demand(request.Roles);
        return answer();
    }

    private static bool IsUnified(Tenant tenant, DirectoryGroup group) =>
        tenant.GroupProperties.TryFind("groupTypes", out var types)
        && group.Properties.TextList(types.Number).Contains("Unified", StringComparer.OrdinalIgnoreCase);

    /// <summary>The last segments in the caller's own spelling.</summary>
    private static string[] PathTail(GraphRequest request, string[] cast) => [.. request.Path.Skip(request.Path.Count - cast.Length)];
}
