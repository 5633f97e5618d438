using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Finds what answers about objects by their id: of any kind, by many ids at once, in which groups they are.</summary>
internal sealed class LookupRouter(TenantTimeline timeline, RelatedLists related, ListWriter lists, ListingQuirks quirks)
{
    /// <summary>Null when the request asks for something else.</summary>
    /// <exception cref="GraphErrorException">The request cannot be answered; the error says why.</exception>
    public GraphAnswer? Answer(GraphRequest request) => Find(request) is { } lookup ? timeline.Read(tenant => lookup(tenant)) : null;

    private Func<Tenant, GraphAnswer>? Find(GraphRequest request)
    {
        string[] names = [.. request.Path.Select(segment => Plain(segment.ToLowerInvariant()))];
        return (request.Method, names) switch
        {
            ("POST", ["directoryobjects", "getbyids"]) => tenant => ObjectsByIds.Answer(tenant, request, quirks.GetByIdsForReaders),
            ("GET", ["directoryobjects", _]) => tenant => SingleObjects.AnyKind(tenant, request),
            ("GET", ["directory", "deleteditems", var id]) when Guid.TryParse(id, out _) => tenant =>
                SingleObjects.Deleted(tenant, request),
            ("POST", ["users" or "groups" or "directoryobjects", _, "checkmembergroups" or "checkmemberobjects"]) => tenant =>
                MembershipChecks.Check(tenant, request),
            ("POST", ["users" or "groups" or "directoryobjects", _, "getmembergroups" or "getmemberobjects"]) => tenant =>
                MembershipChecks.List(tenant, request),
            ("GET", ["users", _, "manager"]) => tenant => Managers.Of(tenant, request),
            ("GET", ["users", _, "directreports"]) => tenant => Managers.Reports(tenant, request, related),
            ("GET", ["devices" or "contacts" or "serviceprincipals"]) => tenant => OtherObjects.List(tenant, request, lists),
            ("GET", ["devices" or "contacts" or "serviceprincipals", _]) => tenant => OtherObjects.Single(tenant, request),
            _ => null,
        };
    }

    /// <summary>Actions may be written with their namespace.</summary>
    private static string Plain(string segment) =>
        segment.StartsWith("microsoft.graph.", StringComparison.Ordinal) ? segment["microsoft.graph.".Length..] : segment;
}
