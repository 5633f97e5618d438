using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Sends a request that changes the tenant to what carries it out.</summary>
internal sealed class WriteRouter(TenantTimeline timeline, ServiceQuirks? quirks = null)
{
    /// <summary>Carries the change out in a revision of its own; null when the request is none that changes anything.</summary>
    /// <exception cref="GraphErrorException">The change is not made; the error says why.</exception>
    public GraphAnswer? Answer(GraphRequest request) =>
        Find(request) is { } change
            ? timeline.Write((tenant, edits) => change(new(tenant, edits, request) { RefusesCircles = quirks?.CirclesRefused == true }))
            : null;

    private static Func<WriteContext, GraphAnswer>? Find(GraphRequest request)
    {
        string[] names = [.. request.Path.Select(segment => segment.ToLowerInvariant())];
        return (request.Method, names) switch
        {
            (_, [_, "delta" or "$count"]) => null,
            ("POST", ["users"]) => UserWrites.Create,
            ("PATCH", ["users", _]) => UserWrites.Change,
            ("DELETE", ["users", _]) => UserWrites.Delete,
            ("PUT", ["users", _, "manager", "$ref"]) => UserWrites.SetManager,
            ("DELETE", ["users", _, "manager", "$ref"]) => UserWrites.RemoveManager,
            ("POST", ["groups"]) => GroupWrites.Create,
            ("PATCH", ["groups", _]) => GroupWrites.Change,
            ("DELETE", ["groups", _]) => GroupWrites.Delete,
            ("POST", ["groups", _, "members", "$ref"]) => context => ReferenceWrites.Add(context, isOwner: false),
            ("POST", ["groups", _, "owners", "$ref"]) => context => ReferenceWrites.Add(context, isOwner: true),
            ("DELETE", ["groups", _, "members", _, "$ref"]) => context => ReferenceWrites.Remove(context, isOwner: false),
            ("DELETE", ["groups", _, "owners", _, "$ref"]) => context => ReferenceWrites.Remove(context, isOwner: true),
            ("POST", ["directory", "deleteditems", _, "restore" or "microsoft.graph.restore"]) => DeletedItemWrites.Restore,
            ("DELETE", ["directory", "deleteditems", _]) => DeletedItemWrites.Purge,
            ("DELETE", ["directoryobjects", _]) => DeleteObject,
            _ => null,
        };
    }

    private static GraphAnswer DeleteObject(WriteContext context) =>
        Guid.TryParse(context.Key, out var id) && context.Tenant.Find(id) is DirectoryGroup
            ? GroupWrites.Delete(context)
            : UserWrites.Delete(context);
}
