using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Examples;

/// <summary>A tenant that has something of everything the published bodies show.</summary>
internal static class ExampleCompany
{
    public static readonly string Crew = $"/groups/{TestHistory.Id(100)}";

    public static TestHistory History() =>
        new TestHistory()
            .User(1, "Ada", ("givenName", "Ada"), ("surname", "Lovelace"), ("jobTitle", "Countess"), ("mobilePhone", "+44 1"))
            .UpdateUser(1, ("businessPhones", new[] { "+44 2" }), ("mail", "ada@contoso.com"), ("officeLocation", "London"))
            .UpdateUser(1, ("preferredLanguage", "en-GB"), ("mailNickname", "ada"), ("proxyAddresses", new[] { "SMTP:a@b.c" }))
            .UpdateUser(1, ("otherMails", new[] { "a@b.c" }))
            .User(2, "Grace", ("givenName", "Grace"), ("surname", "Hopper"))
            .Group(100, "Crew", ("description", "All of them"), ("mail", "crew@contoso.com"), ("preferredDataLocation", "CAN"))
            .UpdateGroup(
                100,
                ("groupTypes", new[] { "Unified" }),
                ("visibility", "Public"),
                ("proxyAddresses", new[] { "SMTP:crew@contoso.com" })
            )
            .Group(101, "Empty", ("description", "Nobody"))
            .Member(100, 1, 2)
            .Nested(100, 101)
            .Group(103, "Everybody")
            .Nested(103, 101)
            .Owner(100, 1)
            .Then()
            .NoMember(100, 2)
            .UpdateUser(1, ("surname", "King"))
            .DeleteUser(2)
            .Group(102, "Gone", ("mail", "gone@contoso.com"), ("visibility", "Public"), ("groupTypes", new[] { "Unified" }))
            .DeleteGroup(102)
            .UpdateGroup(100, ("description", null));
}
