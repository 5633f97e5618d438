namespace Muster.GraphEmulator.Tenants;

internal enum ObjectKind
{
    User,
    Group,
}

internal static class ObjectKindWords
{
    public static string Noun(this ObjectKind kind) => kind == ObjectKind.User ? "user" : "group";

    public static string Collection(this ObjectKind kind) => kind == ObjectKind.User ? "users" : "groups";
}
