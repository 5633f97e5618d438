using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Restoring what was deleted within 30 days, or removing it for good.</summary>
internal static class DeletedItemWrites
{
    public static GraphAnswer Restore(WriteContext context)
    {
        var deleted = Find(context);
        CheckConflict(context, deleted);
        context.Edits.Restore(deleted);
        var selection = Selection.Parse(context.Tenant.PropertiesOf(deleted.Kind), null);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{context.Request.Root}/$metadata#directoryObjects/$entity");
            ObjectJson.WriteType(json, deleted.Kind);
            ObjectJson.WriteRow(json, deleted, selection);
            json.WriteEndObject();
        });
    }

    public static GraphAnswer Purge(WriteContext context)
    {
        context.Edits.Purge(Find(context));
        return GraphAnswer.NoContent();
    }

    private static DirectoryObject Find(WriteContext context)
    {
        var key = context.Request.Path[2];
        var found = Guid.TryParse(key, out var id) ? context.Tenant.Find(id) : null;
        if (found is not { IsAlive: false, Purged: false })
        {
            if (!WritePermissions.DeleteUsers.IsIn(context.Request.Roles))
                WritePermissions.DeleteGroups.Demand(context.Request.Roles);
            throw WriteError.NotFound(key);
        }
        WritePermissions.ToDelete(found.Kind).Demand(context.Request.Roles);
        return found;
    }

    private static void CheckConflict(WriteContext context, DirectoryObject deleted)
    {
        var tenant = context.Tenant;
        if (
            deleted is DirectoryUser user
            && context.Text(user, "userPrincipalName") is { } name
            && UserWrites.IsNameTaken(tenant, name, user)
        )
            throw WriteError.Taken("userPrincipalName");
        if (
            deleted is DirectoryGroup group
            && context.Text(group, "mailNickname") is { } nick
            && GroupWrites.IsNicknameTaken(tenant, nick, group)
        )
            throw WriteError.Taken("mailNickname");
    }
}
