namespace Muster.GraphEmulator.Tenants;

internal enum ObjectKind
{
    User,
    Group,
    Device,
    ServicePrincipal,
    OrgContact,
}

internal static class ObjectKindWords
{
    /// <summary>The type's name behind <c>microsoft.graph.</c>.</summary>
    public static string Noun(this ObjectKind kind) =>
        kind switch
        {
            ObjectKind.User => "user",
            ObjectKind.Group => "group",
            ObjectKind.Device => "device",
            ObjectKind.ServicePrincipal => "servicePrincipal",
            _ => "orgContact",
        };

    public static string Collection(this ObjectKind kind) =>
        kind switch
        {
            ObjectKind.User => "users",
            ObjectKind.Group => "groups",
            ObjectKind.Device => "devices",
            ObjectKind.ServicePrincipal => "servicePrincipals",
            _ => "contacts",
        };
}
