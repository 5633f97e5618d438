using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Creating, changing and deleting users, and saying who manages them.</summary>
internal static class UserWrites
{
    private const string NameProperty = "userPrincipalName";
    private static readonly string[] Required = ["accountEnabled", "displayName", "mailNickname", NameProperty];

    /// <summary>Properties of a user from on-premises that are still the cloud's.</summary>
    private static readonly string[] CloudOnly = ["usageLocation", "preferredDataLocation", "passwordPolicies"];

    public static GraphAnswer Create(WriteContext context)
    {
        WritePermissions.CreateUsers.Demand(context.Request.Roles);
        var body = WriteBody.Read(context.Request, context.Tenant.UserProperties);
        foreach (var property in Required)
        {
            if (!body.Has(property))
                throw WriteError.Missing(property, ObjectKind.User);
        }
        if (!body.HasPassword)
            throw WriteError.Missing("passwordProfile", ObjectKind.User);
        CheckName(context, body, null);
        if (body.References(PropertyCatalog.ManagerName) is [var manager])
            body.Set(PropertyCatalog.ManagerName, Manager(context, manager).Id.ToString());
        return context.Created(context.Edits.Add(Guid.NewGuid(), ObjectKind.User, body.Properties));
    }

    public static GraphAnswer Change(WriteContext context)
    {
        var user = context.User(WritePermissions.ChangeUsers);
        var body = WriteBody.Read(context.Request, context.Tenant.UserProperties);
        if (body.Properties.Keys.Except(CloudOnly, StringComparer.Ordinal).Any())
            context.DemandCloud(user);
        if (body.Has(NameProperty))
            CheckName(context, body, user);
        context.Edits.Update(user, body.Properties);
        return GraphAnswer.NoContent();
    }

    public static GraphAnswer Delete(WriteContext context)
    {
        var user = context.User(WritePermissions.DeleteUsers);
        context.DemandCloud(user);
        context.Edits.Delete(user);
        return GraphAnswer.NoContent();
    }

    public static GraphAnswer SetManager(WriteContext context)
    {
        var user = context.User(WritePermissions.ChangeUsers);
        var manager = Manager(context, ObjectReference.Read(context.Request));
        if (manager == user)
            throw WriteError.Refused("A user cannot be the manager of itself.");
        return ChangeManager(context, user, manager.Id.ToString());
    }

    public static GraphAnswer RemoveManager(WriteContext context)
    {
        var user = context.User(WritePermissions.ChangeUsers);
        if (context.Text(user, PropertyCatalog.ManagerName) is null)
            throw WriteError.NotFound(PropertyCatalog.ManagerName);
        return ChangeManager(context, user, null);
    }

    /// <summary>Whether another user, alive, has the name.</summary>
    public static bool IsNameTaken(Tenant tenant, string name, DirectoryUser? by) =>
        tenant.UserNames.Find(name) is { } other && other != by;

    private static DirectoryUser Manager(WriteContext context, Guid id) =>
        context.Tenant.TryFind<DirectoryUser>(id, out var manager) && manager.IsAlive ? manager : throw WriteError.NotFound(id.ToString());

    private static GraphAnswer ChangeManager(WriteContext context, DirectoryUser user, string? manager)
    {
        context.DemandCloud(user);
        context.Edits.Update(user, new Dictionary<string, object?>(StringComparer.Ordinal) { [PropertyCatalog.ManagerName] = manager });
        return GraphAnswer.NoContent();
    }

    private static void CheckName(WriteContext context, WriteBody body, DirectoryUser? user)
    {
        var name = (string)body[NameProperty]!;
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != name.LastIndexOf('@') || at == name.Length - 1 || name.Any(char.IsWhiteSpace))
            throw WriteError.Refused($"Property {NameProperty} is invalid.");
        if (IsNameTaken(context.Tenant, name, user))
            throw WriteError.Taken(NameProperty);
    }
}
