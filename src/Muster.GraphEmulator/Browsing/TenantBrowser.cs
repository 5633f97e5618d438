using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.Control;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Browsing;

/// <summary>Shows the whole tenant, whatever an application may see of it, a page at a time.</summary>
internal sealed class TenantBrowser(TenantTimeline timeline)
{
    /// <exception cref="ControlException">A parameter makes no sense.</exception>
    public OutlinePage List(IQueryCollection query)
    {
        var order = BrowseOrder.Read(query);
        var kind = query["kind"].ToString() switch
        {
            "user" => ObjectKind.User,
            "group" => ObjectKind.Group,
            var other => throw ControlException.Invalid($"kind is user or group, not '{other}'."),
        };
        return timeline.Read(tenant =>
        {
            var all = tenant.Of(kind);
            return Page(tenant, order, all.Count, position => all[position]);
        });
    }

    /// <summary>One object with all its properties.</summary>
    /// <exception cref="ControlException">There is none of that id.</exception>
    public object Show(string id) =>
        timeline.Read(tenant =>
        {
            var found = Find(tenant, id);
            return new { outline = Outliner.Outline(tenant, found), properties = Properties(tenant, found) };
        });

    /// <summary>Direct <c>members</c> or <c>owners</c> of a group, or the groups an object is in (<c>memberOf</c>) or owns (<c>ownerOf</c>).</summary>
    /// <exception cref="ControlException">There is no such object, or no such list.</exception>
    public OutlinePage Related(string id, string relationship, IQueryCollection query)
    {
        var order = BrowseOrder.Read(query);
        return timeline.Read(tenant =>
        {
            var list = ListOf(Find(tenant, id), relationship);
            var positions = list.Positions.ToArray();
            return Page(tenant, order, positions.Length, position => positions[position] is var index and >= 0 ? tenant[index] : null);
        });
    }

    private static OutlinePage Page(Tenant tenant, BrowseOrder order, int count, Func<int, DirectoryObject?> at)
    {
        var rows = new List<ObjectOutline>();
        for (var position = order.After; position < count; position++)
        {
            if (at(position) is not { } subject || !Fits(tenant, subject, order))
                continue;
            if (rows.Count == order.Limit)
                return new(rows, position);
            rows.Add(Outliner.Outline(tenant, subject));
        }
        return new(rows, null);
    }

    private static bool Fits(Tenant tenant, DirectoryObject subject, BrowseOrder order)
    {
        if (subject.Purged || subject.IsAlive == (order.Only == "deleted"))
            return false;
        var isOfKind = order.Only switch
        {
            Outliner.Disabled => Outliner.IsDisabled(tenant, subject),
            Outliner.Guest => Outliner.IsGuest(tenant, subject),
            Outliner.Hidden => subject is DirectoryGroup group && HiddenMembership.Of(tenant, group),
            _ => true,
        };
        return isOfKind && (order.Search.Length == 0 || IsFound(tenant, subject, order.Search));
    }

    private static bool IsFound(Tenant tenant, DirectoryObject subject, string search) =>
        Holds(Outliner.Text(tenant, subject, "displayName"), search)
        || Holds(Outliner.Address(tenant, subject), search)
        || subject.Id.ToString().StartsWith(search, StringComparison.OrdinalIgnoreCase);

    private static bool Holds(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static SortedDictionary<string, JsonElement> Properties(Tenant tenant, DirectoryObject subject)
    {
        var values = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in tenant.PropertiesOf(subject.Kind).Properties)
        {
            if (subject.Properties.TryGet(property.Number, out var json) && !json.SequenceEqual("null"u8))
                values[property.Name] = JsonSerializer.Deserialize<JsonElement>(json);
        }
        return values;
    }

    private static DirectoryObject Find(Tenant tenant, string key) =>
        Guid.TryParse(key, out var id) && tenant.Find(id) is { Purged: false } found
            ? found
            : throw new ControlException(404, "NotFound", $"There is no object '{key}'.");

    private static IndexList ListOf(DirectoryObject subject, string relationship) =>
        (relationship, subject) switch
        {
            ("members", DirectoryGroup group) => group.Members,
            ("owners", DirectoryGroup group) => group.Owners,
            ("memberOf", _) => subject.MemberOf,
            ("ownerOf", _) => subject.OwnerOf,
            _ => throw new ControlException(404, "NotFound", $"A {subject.Kind.Noun()} has no '{relationship}'."),
        };
}
