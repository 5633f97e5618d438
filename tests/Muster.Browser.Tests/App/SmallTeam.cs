using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>A tenant of four people, small enough to know everything about it.</summary>
internal static class SmallTeam
{
    /// <summary>A group with Grace and Mary in it.</summary>
    public const string Inner = "Payroll";

    /// <summary>A group with Ada in it, and with everybody of <see cref="Inner"/>.</summary>
    public const string Outer = "Finance All";

    /// <summary>Grace leaves Payroll in the second change set; Jean, who was in no group, comes in the third.</summary>
    public static TenantStory Story() =>
        Person("ada", "Ada Lovelace")
            .User("grace", Named("grace", "Grace Hopper"))
            .User("mary", Named("mary", "Mary Shelley"))
            .User("jean", Named("jean", "Jean Bartik"))
            .Group("payroll", Inner)
            .Group("finance", Outer)
            .Member("payroll", "grace", "mary")
            .Member("finance", "ada")
            .Nested("finance", "payroll")
            .Then()
            .NoMember("payroll", "grace")
            .Then()
            .Member("payroll", "jean");

    private static TenantStory Person(string handle, string name) => new TenantStory().User(handle, Named(handle, name));

    private static (string Name, object? Value)[] Named(string handle, string name) =>
        [("displayName", name), ("userPrincipalName", $"{handle}@lindhaven.example"), ("mail", $"{handle}@lindhaven.example")];
}
