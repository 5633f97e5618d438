using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Finds what answers about objects by their id: of any kind, by many ids at once, in which groups they are.</summary>
internal sealed class LookupRouter(TenantTimeline timeline, RelatedLists related, ListWriter lists)
{
    /// <summary>Null when the request asks for something else.</summary>
    /// <exception cref="GraphErrorException">The request cannot be answered; the error says why.</exception>
    public GraphAnswer? Answer(GraphRequest request) => Find(request) is { } lookup ? timeline.Read(tenant => lookup(tenant)) : null;

    private Func<Tenant, GraphAnswer>? Find(GraphRequest request)
    {
        string[] names = [.. request.Path.Select(segment => Plain(segment.ToLowerInvariant()))];
        return (request.Method, names) switch
        {
            ("POST", ["directoryobjects", "getbyids"]) => tenant => ObjectsByIds.Answer(tenant, request),
            ("GET", ["directoryobjects", _]) => tenant => SingleObjects.AnyKind(tenant, request),
            ("GET", ["directory", "deleteditems", var id]) when Guid.TryParse(id, out _) => tenant =>
                SingleObjects.Deleted(tenant, request),
            ("POST", ["users" or "groups" or "directoryobjects", _, "checkmembergroups" or "checkmemberobjects"]) => tenant =>
                MembershipChecks.Check(tenant, request),
            ("POST", ["users" or "groups" or "directoryobjects", _, "getmembergroups" or "getmemberobjects"]) => tenant =>
                MembershipChecks.List(tenant, request),
            ("GET", ["users", _, "manager"]) => tenant => Managers.Of(tenant, request),
            ("GET", ["users", _, "directreports", ..]) => tenant => Managers.Reports(tenant, request, related),
            ("GET", ["devices" or "contacts" or "serviceprincipals"]) => tenant => OtherObjects.List(tenant, request, lists),
            ("GET", ["devices" or "contacts" or "serviceprincipals", "$count"]) => tenant => OtherObjects.Count(tenant, request),
            ("GET", ["devices" or "contacts" or "serviceprincipals", _]) => tenant => OtherObjects.Single(tenant, request),
            ("GET", ["devices" or "contacts" or "serviceprincipals", _, "memberof" or "transitivememberof", ..]) => tenant =>
                OtherObjects.MemberOf(tenant, request, related),
            ("GET", ["users", _, "ownedobjects" or "owneddevices" or "registereddevices" or "createdobjects", ..]) => tenant =>
                RelatedObjects.OfUser(tenant, request, related),
            ("GET", ["users" or "groups", _, _]) when timeline.Read(tenant => PropertyAnswer.IsFor(tenant, request)) => tenant =>
                PropertyAnswer.Answer(tenant, request),
            ("GET", ["directoryroles", ..]) => _ => EmptyCollections.Answer(request, lists, "directoryRoles", Rest(request, 1)),
            ("GET", ["administrativeunits", ..]) => _ => EmptyCollections.Answer(request, lists, "administrativeUnits", Rest(request, 1)),
            ("GET", ["directory", "administrativeunits", ..]) => _ =>
                EmptyCollections.Answer(request, lists, "directory/administrativeUnits", Rest(request, 2)),
            ("GET", []) => _ => ServiceDocument.Answer(request),
            ("GET", ["$metadata"]) => _ =>
                throw new GraphErrorException(GraphError.NotImplemented("The metadata document is not offered.")),
            _ => null,
        };
    }

    private static string[] Rest(GraphRequest request, int from) => [.. request.Path.Skip(from)];

    /// <summary>Actions may be written with their namespace.</summary>
    private static string Plain(string segment) =>
        segment.StartsWith("microsoft.graph.", StringComparison.Ordinal) ? segment["microsoft.graph.".Length..] : segment;
}
