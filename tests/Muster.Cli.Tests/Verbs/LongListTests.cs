using System.Globalization;
using System.Text.RegularExpressions;

namespace Muster.Cli.Tests.Verbs;

/// <summary>INV-28 on the command line: a list longer than its page says how long it is, and every row is on exactly one page.</summary>
public sealed partial class LongListTests
{
    [Theory]
    [InlineData(101)]
    [InlineData(501)]
    public async Task Every_row_of_a_long_list_is_on_one_page_and_each_page_tells_the_same_total_INV_28(int count)
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(count), Tests.Token);
        await WalkAsync(tenant, "users list", "userPrincipalName", count);
        await WalkAsync(tenant, "users list --search P", "userPrincipalName", count);
        await WalkAsync(tenant, "groups list", "name", count + 1);
        await WalkAsync(tenant, "groups list --link linked --search g", "name", count);
        await WalkAsync(tenant, "groups members team", "id", count);
        await WalkAsync(tenant, "groups members team --search p", "id", count);
        await WalkAsync(tenant, "groups discover", "id", count + 1);
        await WalkAsync(tenant, "groups report", "name", count + 1);
        await WalkAsync(tenant, "explain --group team", "user", count);

        var last = $"p{count.ToString(CultureInfo.InvariantCulture)}@contoso.com";
        await tenant.MustAsync(0, Tests.Token, "users", "show", last);
        await tenant.MustAsync(0, Tests.Token, "groups", "show", $"g{count}");
        await tenant.MustAsync(0, Tests.Token, "explain", last, "team");
    }

    [Fact]
    public async Task Runs_plans_and_audit_entries_are_all_on_some_page_INV_28()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(2), Tests.Token);
        var before = Total(await tenant.MustAsync(0, Tests.Token, "runs", "list", "--limit", "1"));
        for (var i = 0; i < 101; i++)
            await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", $"local{i}@contoso.com", "--name", "Same Name");
        await WalkAsync(tenant, "runs list", "run", before + 101);
        await WalkAsync(tenant, "runs list --outcome applied", "run", null);
        await WalkAsync(tenant, "plan list", "plan", null);
        await WalkAsync(tenant, "audit list", "number", null);
        await WalkAsync(tenant, "audit list --action run.*", "number", null);
        await WalkAsync(tenant, "users list", "handle", 103);
    }

    [Fact]
    public async Task A_page_begins_behind_its_place_although_the_row_has_gone()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(12), Tests.Token);
        var rest = await tenant.MustAsync(0, Tests.Token, "groups", "list", "--after", "g2gone", "--json");
        Assert.Equal(
            ["g3", "g4", "g5", "g6", "g7", "g8", "g9", "team"],
            rest.JsonLines.Select(group => group.GetProperty("name").GetString())
        );
        var table = await tenant.MustAsync(0, Tests.Token, "groups", "list", "--after", "g9");
        Assert.Contains("1 of 13 groups, to the end", table.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users list --after nonsense", "--after is 'nonsense'")]
    [InlineData("groups discover --after nonsense", "--after is 'nonsense'")]
    [InlineData("groups members team --after a:b:c", "--after is 'a:b:c'")]
    [InlineData("runs list --before x", "--before is 'x'")]
    [InlineData("audit list --after x", "--after is 'x'")]
    [InlineData("users list --limit -1", "--limit is -1")]
    public async Task A_place_that_is_none_is_refused_with_what_to_give(string typed, string told)
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(2), Tests.Token);
        var result = await tenant.MustAsync(64, Tests.Token, typed.Split(' '));
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
        Assert.Matches("[Gg]ive|[Ll]eave it out", result.Error);
        Assert.Equal("", result.Output);
    }

    [Theory]
    [InlineData("IT Support")]
    [InlineData("-q")]
    [InlineData("$(rm) `x` 'a' \"b\"; c & d")]
    [InlineData("100%41:Ä\u202E\n~")]
    [InlineData("")]
    [InlineData(null)]
    public void A_place_is_letters_only_and_means_what_it_was_made_of(string? value)
    {
        var word = Places.Of(value, "17", value);
        Assert.Equal([value, "17", value], Places.Parts(word));
        Assert.DoesNotMatch("[^A-Za-z0-9@._:%-]", word);
        Assert.False(word.StartsWith('-'));
    }

    private static TenantStory Story(int count)
    {
        var people = Tests.Several("p", count);
        var story = new TenantStory().Users(people).Group("team").Member("team", people);
        foreach (var group in Tests.Several("g", count))
            story.Group(group).Member(group, "p1");
        return story;
    }

    /// <summary>Goes from page to page as the pages say.</summary>
    private static async Task WalkAsync(TestTenant tenant, string list, string id, long? expected)
    {
        string[] typed = [.. list.Split(' '), "--json"];
        var whole = (await tenant.MustAsync(0, Tests.Token, [.. typed, "--limit", "0"]))
            .JsonLines.Select(row => row.GetProperty(id).GetRawText())
            .ToList();
        Assert.Equal(expected ?? whole.Count, whole.Count);
        var found = new List<string>();
        string[]? next = [];
        while (next is not null)
        {
            var page = await tenant.MustAsync(0, Tests.Token, [.. typed, "--limit", "40", .. next]);
            var rows = page.JsonLines.Select(row => row.GetProperty(id).GetRawText()).ToList();
            found.AddRange(rows);
            var named = Next().Match(page.Error);
            next = named.Success ? [named.Groups["option"].Value, named.Groups["place"].Value] : null;
            if (next is null)
                continue;
            Assert.Equal(40, rows.Count);
            Assert.Equal(whole.Count, Total(page));
        }
        Assert.Equal(whole, found);
        Assert.Equal(found.Count, found.Distinct(StringComparer.Ordinal).Count());
    }

    private static long Total(CommandResult page) =>
        long.Parse(Of().Match(page.Error).Groups["all"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex("Next: (?<option>--[a-z]+) (?<place>[^ ]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Next();

    [GeneratedRegex("[0-9,]+ of (?<all>[0-9,]+) ", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Of();
}
