using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Browsing;

/// <summary>Says in one line what an object is.</summary>
internal static class Outliner
{
    public const string Disabled = "disabled";
    public const string Guest = "guest";
    public const string Hidden = "hidden";

    public static ObjectOutline Outline(Tenant tenant, DirectoryObject subject)
    {
        var group = subject as DirectoryGroup;
        return new()
        {
            Id = subject.Id,
            Kind = subject.Kind.Noun(),
            Name = Text(tenant, subject, "displayName"),
            Address = Address(tenant, subject),
            Deleted = subject.DeletedAt,
            Traits = [.. Traits(tenant, subject)],
            Members = group is null ? null : CountAlive(tenant, group.Members),
            Owners = group is null ? null : CountAlive(tenant, group.Owners),
        };
    }

    public static string? Text(Tenant tenant, DirectoryObject subject, string property) =>
        tenant.PropertiesOf(subject.Kind).TryFind(property, out var found) ? subject.Properties.Text(found.Number) : null;

    public static string? Address(Tenant tenant, DirectoryObject subject) =>
        Text(tenant, subject, subject.Kind == ObjectKind.User ? "userPrincipalName" : "mail");

    public static bool IsDisabled(Tenant tenant, DirectoryObject subject) =>
        tenant.PropertiesOf(subject.Kind).TryFind("accountEnabled", out var enabled) && subject.Properties.Boolean(enabled.Number) == false;

    public static bool IsGuest(Tenant tenant, DirectoryObject subject) =>
        string.Equals(Text(tenant, subject, "userType"), Guest, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Traits(Tenant tenant, DirectoryObject subject)
    {
        if (IsDisabled(tenant, subject))
            yield return Disabled;
        if (IsGuest(tenant, subject))
            yield return Guest;
        if (subject is DirectoryGroup group)
        {
            if (HiddenMembership.Of(tenant, group))
                yield return Hidden;
            if (GroupTraits.IsUnified(tenant, group))
                yield return "microsoft365";
            if (GroupTraits.IsDynamic(tenant, group))
                yield return "dynamic";
        }
        if (GroupTraits.Is(tenant, subject, "onPremisesSyncEnabled"))
            yield return "synced";
    }

    private static int CountAlive(Tenant tenant, IndexList edges)
    {
        var count = 0;
        foreach (var index in edges.Positions)
        {
            if (index != IndexList.Hole && tenant[index].IsAlive)
                count++;
        }
        return count;
    }
}
