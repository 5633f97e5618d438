using System.Text;
using CsCheck;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Storage.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Tests;

public sealed class SqliteSearchTests : SearchContract<SqliteTestDatabase>;

public sealed class PostgresSearchTests : SearchContract<PostgresTestDatabase>;

/// <summary>The database finds texts as the language does without regard to case, and what it found is never out of date.</summary>
public abstract class SearchContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    /// <summary>Letters whose other case is longer, of another alphabet, or not what one expects.</summary>
    private static readonly string[] Letters =
    [
        "a",
        "A",
        "ä",
        "Ä",
        "ß",
        "ẞ",
        "i",
        "I",
        "ı",
        "İ",
        "k",
        "\u212A",
        "s",
        "ſ",
        "σ",
        "ς",
        "Σ",
        "é",
        "e\u0301",
        "😀",
        "𐐀",
        "𐐨",
        "ǆ",
        "ǅ",
        " ",
        "#",
        "1",
        "%",
        "_",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Letters.Length - 1].Select(i => Letters[i]).Array[0, 5].Select(string.Concat);

    [Fact]
    public void A_text_fits_when_the_language_says_so() =>
        Gen.Select(Texts, Texts)
            .Sample(
                (stored, sought) =>
                    TextMatch.Fits(TextMatch.Sought(sought), Encoding.UTF8.GetBytes(stored), whole: false)
                        == stored.Contains(sought, StringComparison.OrdinalIgnoreCase)
                    && TextMatch.Fits(TextMatch.Sought(sought), Encoding.UTF8.GetBytes(stored), whole: true)
                        == stored.Equals(sought, StringComparison.OrdinalIgnoreCase)
            );

    [Fact]
    public void A_long_text_is_searched_to_its_end() =>
        Assert.True(TextMatch.Fits(TextMatch.Sought("ÄN"), Encoding.UTF8.GetBytes(new string('ö', 3000) + "än"), whole: false));

    [Fact]
    public async Task People_and_groups_are_found_and_counted_as_by_going_through_the_list()
    {
        await SeedAsync();
        var platform = Db.Muster.Platform;
        var everybody = await platform.UserPageAsync(1, new UserQuery(), Token).ToListAsync(Token);
        var groups = await platform.GroupPageAsync(1, new GroupQuery(), Token).ToListAsync(Token);
        string[] texts = [.. Letters, "", "aÄ", "ss", "#1", "#3", "#01", "nobody", "twice", "\uD83D"];
        var meant = await platform.UsersCalledAsync([.. texts, "a"], 1, Token);
        Assert.InRange(meant.Count, 2, texts.Length - 2);
        foreach (var text in texts)
        {
            var fitting = everybody
                .Where(user => Names(user).Any(name => name.Contains(text, StringComparison.OrdinalIgnoreCase)))
                .ToList();
            var query = new UserQuery { Search = text };
            Assert.Equal(fitting, await platform.UserPageAsync(1, query, Token).ToListAsync(Token));
            Assert.Equal(fitting.Take(3), await platform.UserPageAsync(1, query with { Limit = 3 }, Token).ToListAsync(Token));
            Assert.Equal(fitting.Count, await platform.CountUsersAsync(1, query, Token));
            if (fitting.Count > 2)
            {
                var after = new UserPlace(fitting[1].Attributes.UserPrincipalName, fitting[1].Key);
                var next = query with { After = after, Limit = 2 };
                Assert.Equal(fitting.Skip(2).Take(2), await platform.UserPageAsync(1, next, Token).ToListAsync(Token));
            }
            var local = fitting.Where(user => user.Id is null).ToList();
            Assert.Equal(local.Take(9), await platform.UserPageAsync(1, query with { Local = true, Limit = 9 }, Token).ToListAsync(Token));
            Assert.Equal(local.Count, await platform.CountUsersAsync(1, query with { Local = true }, Token));
            Assert.Equal(
                everybody.Where(user =>
                    Names(user).Any(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) || $"#{user.Key}" == text
                ),
                await platform.FindUsersAsync(text, 1, Token)
            );
            Assert.Equal(
                await platform.FindUsersAsync(text, 1, Token) is [var only] ? only.Key : null,
                meant.TryGetValue(text, out var found) ? found : (int?)null
            );
            var named = groups.Where(group => group.Name.Contains(text, StringComparison.OrdinalIgnoreCase)).ToList();
            Assert.Equal(named, await platform.GroupPageAsync(1, new GroupQuery { Search = text }, Token).ToListAsync(Token));
            Assert.Equal(named.Take(2), await platform.GroupPageAsync(1, new() { Search = text, Limit = 2 }, Token).ToListAsync(Token));
            Assert.Equal(named.Count, await platform.CountGroupsAsync(1, new GroupQuery { Search = text }, Token));
        }
    }

    [Fact]
    public async Task A_change_is_found_at_once_and_the_past_stays_what_it_was()
    {
        await SeedAsync();
        var platform = Db.Muster.Platform;
        var query = new UserQuery { Search = "newcomer", Limit = 5 };
        Assert.Empty(await platform.UserPageAsync(1, query, Token).ToListAsync(Token));
        // Asked too early, what is to come is not kept.
        Assert.Equal(0, await platform.CountUsersAsync(2, query, Token));
        Assert.Empty(await platform.FindGroupsAsync("new", 2, Token));
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Create(Letters.Length + 1, "new", null)],
                [
                    new UserStep.CreateLocal(
                        Letters.Length + 1,
                        UserAttributes.None with
                        {
                            DisplayName = "Newcomer",
                            UserPrincipalName = "n@x",
                        }
                    ),
                ]
            )
        );
        Assert.Equal(2, await platform.RevisionAsync(Token));
        Assert.Equal("Newcomer", Assert.Single(await platform.UserPageAsync(2, query, Token).ToListAsync(Token)).Attributes.DisplayName);
        Assert.Equal(1, await platform.CountUsersAsync(2, query, Token));
        Assert.Single(await platform.FindUsersAsync("NEWCOMER", 2, Token));
        Assert.Single(await platform.FindGroupsAsync("new", 2, Token));
        Assert.Equal(0, await platform.CountUsersAsync(1, query, Token));
        Assert.Empty(await platform.FindGroupsAsync("new", 1, Token));
    }

    [Fact]
    public async Task Many_who_seek_the_same_cost_one_walk()
    {
        await SeedAsync();
        var (finds, walks) = (new KnownFinds(Db.Muster.Database), 0);
        var gate = new TaskCompletionSource();
        var seekers = Enumerable.Range(0, 20).Select(_ => SeekAsync(1)).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(seekers), keys => Assert.Equal([7], keys));
        Assert.Equal(1, walks);
        await SeekAsync(1);
        Assert.Equal(1, walks);
        await SeekAsync(2);
        await SeekAsync(2);
        Assert.Equal(3, walks);

        Task<IReadOnlyList<int>> SeekAsync(long revision) =>
            finds.OfAsync(
                new UserQuery { Search = "a" },
                revision,
                async _ =>
                {
                    Interlocked.Increment(ref walks);
                    await gate.Task;
                    return [7];
                },
                Token
            );
    }

    private static IEnumerable<string> Names(UserRow user) =>
        new[] { user.Attributes.UserPrincipalName, user.Attributes.DisplayName, user.Attributes.Mail }.OfType<string>();

    /// <summary>People without a directory, each called by a few of the letters; one in five has no display name, and a group for each.</summary>
    private async Task SeedAsync()
    {
        var (users, groups) = (new List<UserStep>(), new List<GroupStep>());
        for (var i = 0; i < Letters.Length; i++)
        {
            var attributes = UserAttributes.None with
            {
                UserPrincipalName = $"{Letters[i]}{i}@x",
                DisplayName =
                    i % 10 == 5 ? "twice"
                    : i % 5 == 0 ? null
                    : Letters[i] + Letters[i * 7 % Letters.Length],
                Mail = i % 3 == 0 ? Letters[i * 11 % Letters.Length] : null,
            };
            users.Add(new UserStep.CreateLocal(i + 1, attributes));
            groups.Add(new GroupStep.Create(i + 1, $"{i} {Letters[i]}{Letters[i * 3 % Letters.Length]}x", null));
        }
        await Db.AppliedAsync(await Db.PlanAsync(groups, users));
    }
}
