using Muster.GraphEmulator.Histories;
using Muster.Testing.Simulation;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Notification.Tests.Reading;

/// <summary>Operations written down in tests.</summary>
internal static class Company
{
    public static Guid Person(int number) => new(number, 1, 4, [8, 0, 0, 0, 0, 0, 0, 1]);

    public static Guid Team(int number) => new(number, 1, 4, [8, 0, 0, 0, 0, 0, 0, 2]);

    public static IEnumerable<DirectoryOperation> People(int count) =>
        Enumerable
            .Range(1, count)
            .Select(
                DirectoryOperation (n) =>
                    new UserAdd(
                        Person(n),
                        new Dictionary<string, object?>
                        {
                            ["displayName"] = $"Person {n}",
                            ["userPrincipalName"] = $"p{n}@contoso.example",
                            ["mail"] = n % 7 == 0 ? null : $"p{n}@contoso.example",
                            ["accountEnabled"] = true,
                        }
                    )
            );

    public static DirectoryOperation NewTeam(int number) =>
        new GroupAdd(Team(number), new Dictionary<string, object?> { ["displayName"] = $"Team {number}" });

    public static DirectoryOperation Joins(int person, int team) => new MemberAdd(Team(team), Person(person), MemberKind.User);

    public static DirectoryOperation Leaves(int person, int team) => new MemberRemove(Team(team), Person(person), MemberKind.User);

    public static DirectoryOperation Nests(int child, int team) => new MemberAdd(Team(team), Team(child), MemberKind.Group);

    public static DirectoryOperation Renamed(int person, string name) =>
        new UserUpdate(Person(person), new Dictionary<string, object?> { ["displayName"] = name });

    public static WrittenHistory History(params IEnumerable<DirectoryOperation>[] changes) =>
        new([.. changes.Select(change => change.ToList())]);
}
