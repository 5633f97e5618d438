using System.Globalization;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqlitePageTests : PageContract<SqliteTestDatabase>;

public sealed class PostgresPageTests : PageContract<PostgresTestDatabase>;

/// <summary>Lists of people and groups page by page are the list, whichever way the database goes.</summary>
public abstract class PageContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const int People = 60;

    /// <summary>Pages of 7 of a group of 50 among 60 are found by going through the people; those of a group of 9 by sorting the group.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(2, 7)]
    [InlineData(2, 1)]
    public async Task Pages_of_the_people_of_a_group_are_its_list(int group, int limit)
    {
        await SeedAsync();
        foreach (var revision in new long[] { 1, 2 })
        {
            var whole = await MembersAsync(revision, new MemberQuery(group, MembershipRelation.Member));
            Assert.Equal(await Db.Muster.Platform.CountMembersAsync(revision, new(group, MembershipRelation.Member), Token), whole.Count);
            Assert.Equal(revision == 1 && group == 1, whole.Select(row => row.User.Key).Distinct().Count() < whole.Count);
            var paged = new List<MemberRow>();
            while (true)
            {
                var after = paged.LastOrDefault() is { } last
                    ? new MemberPlace(last.User.Attributes.DisplayName, last.User.Key, last.Row.Origin)
                    : null;
                var page = await MembersAsync(revision, new(group, MembershipRelation.Member) { After = after, Limit = limit });
                Assert.InRange(page.Count, 0, Math.Min(limit, whole.Count - paged.Count));
                if (page.Count == 0)
                    break;
                paged.AddRange(page);
            }
            Assert.Equal(whole, paged);
        }
    }

    [Fact]
    public async Task A_search_finds_what_the_whole_list_has_and_pages_it()
    {
        await SeedAsync();
        var platform = Db.Muster.Platform;
        var all = await platform.UserPageAsync(2, new UserQuery(), Token).ToListAsync(Token);
        var fitting = all.Where(user => user.Attributes.UserPrincipalName!.Contains("P1", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.InRange(fitting.Count, 11, 20);
        var query = new UserQuery { Search = "P1" };
        Assert.Equal(fitting, await platform.UserPageAsync(2, query, Token).ToListAsync(Token));
        Assert.Equal(fitting.Count, await platform.CountUsersAsync(2, query, Token));
        var second = query with { After = new(fitting[3].Attributes.UserPrincipalName, fitting[3].Key), Limit = 5 };
        Assert.Equal(fitting.Skip(4).Take(5), await platform.UserPageAsync(2, second, Token).ToListAsync(Token));

        Assert.Empty(await platform.FindUsersAsync("nobody", 2, Token));
        Assert.Equal("p10", Assert.Single(await platform.FindUsersAsync("P10@contoso.example", 2, Token)).Attributes.Mail![..3]);
        Assert.Equal(10, Assert.Single(await platform.FindUsersAsync(Id(Upn(10)).ToString(), 2, Token)).Key);
        Assert.Empty(await MembersAsync(2, new(3, MembershipRelation.Member) { Limit = 5 }));
        Assert.Empty(await MembersAsync(2, new(1, MembershipRelation.Member) { Limit = 5, After = new("Zz", 1, MembershipOrigin.Local) }));

        Assert.Equal(["crew", "crown"], await GroupsAsync(new() { Search = "CR" }));
        Assert.Equal(
            ["crown"],
            await GroupsAsync(
                new()
                {
                    Search = "cr",
                    After = "crew",
                    Limit = 1,
                }
            )
        );
        Assert.Equal(2, await platform.CountGroupsAsync(2, new() { Search = "cr" }, Token));
    }

    [Fact]
    public async Task Whoever_may_see_no_connection_finds_nobody_and_no_group_in_them()
    {
        await SeedAsync();
        var platform = Db.Muster.Platform;
        foreach (var search in new[] { null, "P1" })
        {
            Assert.Empty(await platform.UserPageAsync(2, new UserQuery { Search = search, Within = [] }, Token).ToListAsync(Token));
            Assert.Empty(await platform.GroupPageAsync(2, new GroupQuery { Search = search, Within = [] }, Token).ToListAsync(Token));
            Assert.Equal(0, await platform.CountUsersAsync(2, new UserQuery { Search = search, Within = [] }, Token));
            Assert.Equal(0, await platform.CountGroupsAsync(2, new GroupQuery { Search = search, Within = [] }, Token));
        }
    }

    [Fact]
    public async Task What_a_group_follows_is_told_with_its_name_and_depth_and_a_circle_ends()
    {
        await Db.ReadGroupsAsync(
            true,
            Group("top", Child("middle"), Child("side")),
            Group("middle", Child("deep"), Member("ada")),
            Group("deep", Child("bottom")),
            Group("bottom"),
            Group("side"),
            Group("round", Child("about")),
            Group("about", Child("round"))
        );
        var keys = new Dictionary<string, int>();
        foreach (var name in new[] { "top", "bottom", "round" })
            keys[name] = (await Db.GroupAsync(name)).Key;
        await Db.AppliedAsync(
            await Db.PlanAsync([
                new GroupStep.Create(1, "crew", null),
                new GroupStep.Link(1, keys["top"], Id("top"), LinkCause.Picked),
                new GroupStep.Create(2, "bottom", null),
                new GroupStep.Link(2, keys["bottom"], Id("bottom"), LinkCause.ExactName),
                new GroupStep.Create(3, "round", null),
                new GroupStep.Link(3, keys["round"], Id("round"), LinkCause.ExactName),
                new GroupStep.Create(4, "local", null),
            ])
        );
        var sources = await Db.Muster.Whereabouts.SourcesAsync([1, 2, 3, 4, 99], Token);
        Assert.Equal(
            [(1, "top", 3), (2, "bottom", 0), (3, "round", 1)],
            sources.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value.Name, pair.Value.Depth))
        );
        Assert.All(sources.Values, source => Assert.Equal(Db.Entra.Key, source.Connection));
        Assert.Empty(await Db.Muster.Whereabouts.SourcesAsync([], Token));
    }

    /// <summary>In the first revision the person is in two groups, in one of them twice; in the second one decision is gone.</summary>
    [Fact]
    public async Task Groups_of_a_person_and_changes_between_two_revisions_are_counted_as_they_are_listed()
    {
        await SeedAsync();
        var (platform, history) = (Db.Muster.Platform, Db.Muster.History);
        foreach (var revision in new long[] { 1, 2 })
        foreach (var user in Enumerable.Range(1, People))
        {
            var listed = await platform.MembershipPageAsync(revision, new MembershipQuery(user), Token).ToListAsync(Token);
            Assert.Equal(
                listed.Select(row => row.Row.Group).Distinct().Count(),
                await platform.CountGroupsOfAsync(revision, new MembershipQuery(user), Token)
            );
        }
        var found = await history.MembershipsAsync(1, 2, [1, 2, 3], null, Token);
        Assert.InRange(found[1].Count(), 1, People);
        foreach (var group in new[] { 1, 2, 3 })
            Assert.Equal(
                (found[group].Count(one => one.Added), found[group].Count(one => !one.Added)),
                await history.CountChangesAsync(1, 2, group, null, Token)
            );
        var all = new[] { 1, 2, 3 }.SelectMany(group => found[group]).ToList();
        Assert.Equal((all.Count(one => one.Added), all.Count(one => !one.Added)), await history.CountChangesAsync(1, 2, null, null, Token));
        foreach (var user in new[] { 3, 5, 7, 8 })
        {
            var one = await history.MembershipsAsync(1, 2, [1, 2, 3], user, Token);
            var counts = (one.Sum(group => group.Count(it => it.Added)), one.Sum(group => group.Count(it => !it.Added)));
            Assert.Equal(counts, await history.CountChangesAsync(1, 2, null, user, Token));
            Assert.Equal(counts, await history.CountChangesAsync(1, 2, 1, user, Token));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Pages_of_memberships_by_their_keys_are_the_list_of_a_group_and_of_a_person(int limit)
    {
        await SeedAsync();
        var platform = Db.Muster.Platform;
        foreach (var revision in new long[] { 1, 2 })
        foreach (var (group, user) in new (int?, int?)[] { (1, null), (2, null), (null, 8), (null, 13) })
        {
            var whole = await platform.MembershipRowsAsync(revision, group, user, Token).ToListAsync(Token);
            Assert.InRange(whole.Count, 1, People);
            var paged = new List<MembershipRow>();
            while (true)
            {
                var after = paged.LastOrDefault() is { } last ? MembershipRowPlace.Of(last) : null;
                var query = new MembershipRowQuery
                {
                    Group = group,
                    User = user,
                    After = after,
                    Limit = limit,
                };
                var page = await platform.MembershipRowsAsync(revision, query, Token);
                if (page.Count == 0)
                    break;
                paged.AddRange(page);
            }
            Assert.Equal(whole, paged);
        }
    }

    [Fact]
    public async Task Groups_of_some_keys_are_listed_and_counted_by_themselves()
    {
        await SeedAsync();
        var two = new GroupQuery { Keys = [3, 1, 99] };
        Assert.Equal(["crew", "desk"], await GroupsAsync(two));
        Assert.Equal(["desk"], await GroupsAsync(two with { After = "crew", Limit = 1 }));
        Assert.Equal(2, await Db.Muster.Platform.CountGroupsAsync(2, two, Token));
        Assert.Empty(await GroupsAsync(two with { Keys = [] }));
        Assert.Equal(0, await Db.Muster.Platform.CountGroupsAsync(2, two with { Keys = [] }, Token));
    }

    private async Task<List<MemberRow>> MembersAsync(long revision, MemberQuery query) =>
        await Db.Muster.Platform.MemberPageAsync(revision, query, Token).ToListAsync(Token);

    private async Task<List<string>> GroupsAsync(GroupQuery query) =>
        await Db.Muster.Platform.GroupPageAsync(2, query, Token).Select(group => group.Name).ToListAsync(Token);

    /// <summary>People of whom five share each name and some have none; in the large group some stand twice, until the second revision.</summary>
    private async Task SeedAsync()
    {
        var all = Enumerable.Range(1, People).ToArray();
        await Db.ReadUsersAsync(false, [.. all.Select(number => User(Upn(number)))]);
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Create(1, "crew", null), new GroupStep.Create(2, "crown", null), new GroupStep.Create(3, "desk", null)],
                [.. all.Select(Person)],
                [
                    Given(1, [.. all.Where(number => number % 10 == 3)], []),
                    Members(1, [.. all.Where(number => number % 6 != 0)]),
                    Members(2, [.. all.Where(number => number % 7 == 1)]),
                ]
            )
        );
        await Db.AppliedAsync(
            await Db.PlanAsync(memberships: [Given(1, [], [.. all.Where(number => number % 10 == 3)]), Members(1, [], [5, 7])])
        );
    }

    private static UserStep Person(int number) =>
        new UserStep.Create(
            number,
            number,
            Id(Upn(number)),
            UserAttributes.From(Facts(Upn(number))) with
            {
                DisplayName = number % 11 == 0 ? null : $"Name {number % 12}",
            },
            ImportReason.Rule
        );

    private static string Upn(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number}");

    private static MembershipChange Given(int group, int[] add, int[] remove) =>
        Members(group, add, remove) with
        {
            Origin = MembershipOrigin.Local,
        };
}
