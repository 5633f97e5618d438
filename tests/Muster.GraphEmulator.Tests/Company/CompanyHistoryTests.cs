using CsCheck;
using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Tests.Histories;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.GraphEmulator.Tests.Company;

public sealed class CompanyHistoryTests
{
    [Theory]
    [InlineData(2000, 240, 1)]
    [InlineData(2000, 240, 2)]
    [InlineData(2000, 240, 77)]
    [InlineData(9000, 1500, 3)]
    [InlineData(500, 120, 4)]
    [InlineData(150, 60, 5)]
    [InlineData(40, 20, 6)]
    [InlineData(3, 2, 7)]
    [InlineData(1, 1, 8)]
    public void Every_operation_of_two_years_applies_and_changes_something(int users, int groups, int seed)
    {
        var history = new CompanyHistory(users, groups, seed);
        var (directory, seq, at) = (new StrictDirectory(), 0L, DateTimeOffset.MinValue);
        foreach (var changes in history.ChangeSets())
        {
            var before = directory.OperationsApplied;
            directory.Apply(changes);
            Assert.Equal(++seq, changes.Seq);
            Assert.True(changes.At > at && directory.OperationsApplied > before);
            at = changes.At;
            if (seq == 1)
            {
                Assert.Equal((users, groups), (directory.Users.Count, directory.Groups.Count));
            }
        }

        Assert.Equal(history.LastSeq, seq);
        Assert.Equal(history.MonthEnds[^1], seq);
    }

    [Fact]
    public void A_company_of_any_small_size_lives_without_an_operation_that_does_not_apply() =>
        Gen.Select(Gen.Int[1, 120], Gen.Int[1, 150], Gen.Long[0, 1_000_000])
            .Sample(
                (users, groups, seed) =>
                {
                    var directory = new StrictDirectory();
                    foreach (var changes in new CompanyHistory(users, groups, seed, months: 8).ChangeSets())
                    {
                        directory.Apply(changes);
                    }
                },
                iter: 60
            );

    [Theory]
    [InlineData(2000, 240, 1)]
    [InlineData(60, 25, 9)]
    public void The_same_arguments_give_the_same_history(int users, int groups, int seed)
    {
        var history = new CompanyHistory(users, groups, seed);
        Assert.Equal(Told(history), Told(history));
        Assert.Equal(Told(history), Told(new CompanyHistory(users, groups, seed)));
        Assert.NotEqual(Told(history), Told(new CompanyHistory(users, groups, seed + 1)));
    }

    [Fact]
    public void A_month_ends_after_its_last_working_day()
    {
        var history = new CompanyHistory(start: new(2025, 9, 1));
        Assert.Equal(24, history.MonthEnds.Count);
        Assert.Equal([23, 46, 66], history.MonthEnds.Take(3));
        var ends = history
            .ChangeSets()
            .Where(changes => history.MonthEnds.Take(3).Contains(changes.Seq))
            .Select(changes => changes.At.Date);
        Assert.Equal([new(2025, 9, 30), new(2025, 10, 31), new(2025, 11, 28)], ends);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_first_month_shows_what_the_demo_tells(int seed)
    {
        var history = new CompanyHistory(seed: seed);
        var directory = new StrictDirectory();
        var (joiners, leavers, guestsEnded, renames) = (new HashSet<Guid>(), new HashSet<Guid>(), 0, new List<string>());
        var (newGroups, nested, ownerChanges, left, joined) = (0, 0, 0, new HashSet<(Guid, long)>(), new HashSet<(Guid, long)>());
        foreach (var changes in history.ChangeSets().TakeWhile(changes => changes.Seq <= history.MonthEnds[0]))
        {
            var operations = changes.Operations.ToList();
            foreach (var operation in changes.Seq == 1 ? [] : operations)
            {
                switch (operation)
                {
                    case UserAdd { Properties: var user } add when user["userType"] is "Member":
                        joiners.Add(add.Id);
                        break;
                    case UserUpdate update when update.Properties.GetValueOrDefault("accountEnabled") is false:
                        var isGuest = directory.Users[update.Id]["userType"] is "Guest";
                        guestsEnded += isGuest ? 1 : 0;
                        _ = isGuest || leavers.Add(update.Id);
                        break;
                    case GroupUpdate { Properties: var group } update when group.ContainsKey("displayName"):
                        renames.Add((string)directory.Groups[update.Id]["displayName"]!);
                        break;
                    case GroupAdd:
                        newGroups++;
                        break;
                    case MemberAdd { Kind: MemberKind.Group }:
                        nested++;
                        break;
                    case MemberAdd add when IsTeam(directory, add.Group):
                        joined.Add((add.Member, changes.Seq));
                        break;
                    case MemberRemove remove when IsTeam(directory, remove.Group):
                        left.Add((remove.Member, changes.Seq));
                        break;
                    case OwnerAdd:
                        ownerChanges++;
                        break;
                }
            }

            directory.Apply(changes with { Operations = operations });
        }

        Assert.True(joiners.Count >= 10, $"{joiners.Count} joiners");
        Assert.True(leavers.Count >= 5, $"{leavers.Count} leavers");
        Assert.True(left.Intersect(joined).Count() >= 5, $"{left.Intersect(joined).Count()} movers");
        Assert.Contains("HR - Recruiting", renames);
        Assert.True(newGroups >= 1 && nested >= 1 && ownerChanges >= 1 && guestsEnded >= 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_demo_company_has_the_shape_of_a_real_one(int seed)
    {
        var directory = At(new(seed: seed), 1);
        var users = directory.Users.Values;
        Assert.InRange(users.Count(user => user["userType"] is "Guest"), 50, 70);
        Assert.InRange(users.Count(user => user["accountEnabled"] is false), 45, 95);
        Assert.InRange(users.Count(user => user["mail"] is null), 3, 25);
        Assert.InRange(directory.Members.Values.Count(members => members.Count == 0), 2, 12);
        Assert.InRange(directory.Members.Values.Sum(members => members.Count), 13_000, 22_000);
        Assert.All(directory.Owners.Values, owners => Assert.InRange(owners.Count, 1, 3));
        Assert.InRange(directory.Groups.Keys.Max(group => Depth(directory, group)), 4, 6);
        Assert.Contains(directory.Groups.Keys, group => Reaches(directory, group, group));
        Assert.All(
            users.Where(user => user["manager"] is not null),
            user => Assert.True(directory.Users.ContainsKey(Guid.Parse((string)user["manager"]!)))
        );
        var described = directory.Groups.Values.Count(group => group["description"] is not null);
        Assert.True(described > directory.Groups.Count * 8 / 10);
    }

    [Fact]
    public void A_company_of_four_hundred_groups_nests_them_seven_deep_and_in_a_circle()
    {
        var directory = At(new(5_000, 400), 1);
        Assert.Equal((5_000, 400), (directory.Users.Count, directory.Groups.Count));
        Assert.Equal(7, directory.Groups.Keys.Max(group => Depth(directory, group)));
        Assert.Contains(directory.Groups.Keys, group => Reaches(directory, group, group));
    }

    [Fact]
    public void The_end_of_a_day_names_its_change_set()
    {
        var history = new CompanyHistory(40, 20, start: new(2025, 9, 1));
        Assert.Equal([1, 2, 6, 6, 7], new[] { -1, 0, 4, 6, 7 }.Select(day => history.LastOn(history.Start.AddDays(day))));
        Assert.Equal(history.MonthEnds[0], history.LastOn(new(2025, 9, 30)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 23)]
    [InlineData(3, 518)]
    public void Exactly_two_groups_share_a_name_and_others_nearly_do(int seed, long seq)
    {
        var groups = At(new(seed: seed), seq).Groups.Values.ToList();
        var twins = Assert.Single(groups.GroupBy(group => group["displayName"]), same => same.Count() > 1).ToList();
        Assert.Equal(["Project Phoenix", "Project Phoenix"], twins.Select(group => group["displayName"]));
        Assert.NotEqual(twins[0]["mail"], twins[1]["mail"]);
        Assert.NotEqual(twins[0]["description"], twins[1]["description"]);
        var near = groups.GroupBy(group => ((string)group["displayName"]!).Trim().ToUpperInvariant()).Where(same => same.Count() > 1);
        Assert.True(near.Count() > 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(11)]
    public void The_showcase_is_in_its_group_only_through_nested_ones_during_the_first_month(int seed)
    {
        var history = new CompanyHistory(seed: seed);
        Assert.NotNull(history.Showcase);
        foreach (var seq in new[] { 1, history.MonthEnds[0] })
        {
            var directory = At(history, seq);
            var (person, user) = Assert.Single(
                directory.Users,
                user => user.Value["userPrincipalName"] is string upn && upn == history.Showcase.UserPrincipalName
            );
            var (group, _) = Assert.Single(
                directory.Groups,
                group => group.Value["displayName"] is string name && name == history.Showcase.GroupDisplayName
            );
            Assert.Equal(true, user["accountEnabled"]);
            Assert.Contains(person, directory.Effective(group));
            Assert.False(directory.Members[group].ContainsKey(person));
            Assert.DoesNotContain(
                directory.Members[group].Where(member => member.Value == MemberKind.Group),
                nested => directory.Members[nested.Key].ContainsKey(person)
            );
        }
    }

    [Fact]
    public void A_company_too_small_for_a_showcase_has_none() => Assert.Null(new CompanyHistory(5, 5).Showcase);

    [Fact]
    public void A_large_tenant_has_about_ten_memberships_a_user_and_few_more_through_nesting()
    {
        var directory = At(new(20_000, 2_000), 1);
        var direct = directory.Members.Values.Sum(members => (long)members.Count);
        var effective = directory.Groups.Keys.Sum(group => (long)directory.Effective(group).Count);
        Assert.InRange(direct, 150_000, 250_000);
        Assert.InRange(effective, direct, direct * 2);
        Assert.Equal(8, directory.Groups.Keys.Max(group => Depth(directory, group)));
        var shared = directory
            .Groups.Values.GroupBy(group => group["displayName"])
            .Where(same => same.Count() > 1)
            .Sum(same => same.Count());
        Assert.InRange(shared, 2, directory.Groups.Count / 100);
    }

    private static StrictDirectory At(CompanyHistory history, long seq)
    {
        var directory = new StrictDirectory();
        foreach (var changes in history.ChangeSets().TakeWhile(changes => changes.Seq <= seq))
        {
            directory.Apply(changes);
        }

        return directory;
    }

    private static List<string> Told(CompanyHistory history) =>
        [
            .. history
                .ChangeSets()
                .Take(80)
                .SelectMany(changes =>
                    changes.Operations.Select(operation => $"{changes.Seq} {changes.At:O} {StrictDirectory.Text(operation)}")
                ),
        ];

    private static bool IsTeam(StrictDirectory directory, Guid group) =>
        directory.Groups.GetValueOrDefault(group)?["displayName"] is string name
        && (name.Contains(" - ", StringComparison.Ordinal) || name == "HR Business Partners")
        && !name.StartsWith("Site - ", StringComparison.Ordinal)
        && !name.StartsWith("DL - ", StringComparison.Ordinal)
        && !name.StartsWith("Licence - ", StringComparison.Ordinal)
        && !name.StartsWith("Community - ", StringComparison.Ordinal);

    private static int Depth(StrictDirectory directory, Guid group, params Guid[] above) =>
        1
        + Nested(directory, group)
            .Where(nested => nested != group && !above.Contains(nested))
            .Select(nested => Depth(directory, nested, [.. above, group]))
            .DefaultIfEmpty()
            .Max();

    private static bool Reaches(StrictDirectory directory, Guid from, Guid to)
    {
        var (seen, todo) = (new HashSet<Guid>(), new Stack<Guid>([from]));
        while (todo.TryPop(out var next))
        {
            foreach (var nested in Nested(directory, next).Where(seen.Add))
            {
                todo.Push(nested);
            }
        }

        return seen.Contains(to);
    }

    private static IEnumerable<Guid> Nested(StrictDirectory directory, Guid group) =>
        directory.Members[group].Where(member => member.Value == MemberKind.Group).Select(member => member.Key);
}
