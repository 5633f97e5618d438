using Muster.GraphEmulator.Histories;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Conformance.Tests.Running;

/// <summary>
/// The tenant that every client meets: 230 users, 30 groups. Outer holds Crew, Crew holds Inner; Ada owns Crew; everyone is in
/// Everyone; Team is a Microsoft 365 group. In change set 2 Ada marries, Grace leaves Crew and Edsger comes to it, Alan and the
/// group Project 01 are deleted.
/// </summary>
internal sealed class Company : ITenantHistory
{
    public const int Users = 230;
    public const int Groups = 30;

    /// <summary>A directory extension that everybody has.</summary>
    public const string Extension = "extension_0123456789abcdef0123456789abcdef_badge";

    public static readonly Guid Ada = UserId(1);
    public static readonly Guid Grace = UserId(2);
    public static readonly Guid Edsger = UserId(3);
    public static readonly Guid Alan = UserId(4);
    public static readonly Guid Outer = GroupId(1);
    public static readonly Guid Crew = GroupId(2);
    public static readonly Guid Inner = GroupId(3);
    public static readonly Guid Everyone = GroupId(4);
    public static readonly Guid Team = GroupId(5);
    public static readonly Guid FirstProject = GroupId(6);
    public static readonly Guid Laptop = new("00000000-0000-4000-8000-000000009001");
    public static readonly Guid Supplier = new("00000000-0000-4000-8000-000000009002");

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Named = ["Ada Lovelace", "Grace Hopper", "Edsger Dijkstra", "Alan Turing"];

    public string DisplayName => "Contoso";

    public long? LastSeq => 2;

    /// <summary>The people and groups without a name of their own have these as well.</summary>
    public static Guid UserId(int number) => new($"00000000-0000-4000-8000-{number:d12}");

    public static Guid GroupId(int number) => new($"00000000-0000-4000-8000-{number + 5000:d12}");

    public static string Upn(int number) => $"person{number:d3}@contoso.com";

    public IEnumerable<ChangeSet> ChangeSets() =>
        [new(1, Start, [.. People(), .. AllGroups(), .. Others(), .. Edges()]), new(2, Start.AddHours(1), Changes())];

    private static IEnumerable<DirectoryOperation> People() =>
        Enumerable
            .Range(1, Users)
            .Select(number => new UserAdd(
                UserId(number),
                Properties(
                    ("displayName", number <= Named.Length ? Named[number - 1] : $"Person {number:d3}"),
                    ("userPrincipalName", Upn(number)),
                    ("mail", Upn(number)),
                    ("userType", number % 10 == 0 ? "Guest" : "Member"),
                    ("department", number % 2 == 0 ? "Sales" : "Research"),
                    ("accountEnabled", true),
                    ("companyName", "Contoso"),
                    ("employeeHireDate", Date(number)),
                    ("employeeLeaveDateTime", number % 2 == 0 ? Date(number + 365) : null),
                    (
                        "onPremisesExtensionAttributes",
                        new Dictionary<string, object?>(StringComparer.Ordinal) { ["extensionAttribute7"] = $"cost {number}" }
                    ),
                    (Extension, $"badge {number}")
                )
            ));

    private static string Date(int day) =>
        Start.AddDays(day).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<DirectoryOperation> AllGroups()
    {
        string[] names = ["Outer", "Crew", "Inner", "Everyone", "Team"];
        for (var number = 1; number <= Groups; number++)
        {
            var isTeam = number == 5;
            yield return new GroupAdd(
                GroupId(number),
                Properties(
                    ("displayName", number <= names.Length ? names[number - 1] : $"Project {number - names.Length:d2}"),
                    ("mailNickname", $"group{number}"),
                    ("securityEnabled", !isTeam),
                    ("mailEnabled", isTeam),
                    ("groupTypes", isTeam ? new[] { "Unified" } : [])
                )
            );
        }
    }

    private static IEnumerable<DirectoryOperation> Others() =>
        [
            new ObjectAdd(Laptop, MemberKind.Device, Properties(("displayName", "Laptop"))),
            new ObjectAdd(Supplier, MemberKind.OrgContact, Properties(("displayName", "Supplier"))),
        ];

    private static IEnumerable<DirectoryOperation> Edges() =>
        [
            new MemberAdd(Outer, Crew, MemberKind.Group),
            new MemberAdd(Crew, Inner, MemberKind.Group),
            new MemberAdd(Crew, Ada, MemberKind.User),
            new MemberAdd(Crew, Grace, MemberKind.User),
            new MemberAdd(Crew, Laptop, MemberKind.Device),
            new MemberAdd(Inner, Alan, MemberKind.User),
            new OwnerAdd(Crew, Ada),
            .. Enumerable.Range(1, Users).Select(number => new MemberAdd(Everyone, UserId(number), MemberKind.User)),
        ];

    private static IReadOnlyList<DirectoryOperation> Changes() =>
        [
            new UserUpdate(Ada, Properties(("displayName", "Ada King"))),
            new MemberRemove(Crew, Grace, MemberKind.User),
            new MemberAdd(Crew, Edsger, MemberKind.User),
            new MemberRemove(Inner, Alan, MemberKind.User),
            new MemberRemove(Everyone, Alan, MemberKind.User),
            new UserDelete(Alan),
            new GroupDelete(FirstProject),
        ];

    private static Dictionary<string, object?> Properties(params (string Name, object? Value)[] properties) =>
        properties.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal);
}
