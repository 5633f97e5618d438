namespace Muster.Cli.Tests.Groups;

/// <summary>Which directory group a name means, chosen by a person at a terminal.</summary>
public sealed class PickTests
{
    private static async Task<TestTenant> TwinsAsync()
    {
        var story = new TenantStory().Users("ada").Group("one", "Twin").Group("two", "Twin").Member("two", "ada");
        var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(4, Tests.Token, "groups", "create", "Twin");
        return tenant;
    }

    [Fact]
    public async Task At_a_terminal_a_number_links_the_group_after_answers_that_are_none()
    {
        await using var tenant = await TwinsAsync();
        var wanted = (await tenant.MustAsync(0, Tests.Token, "groups", "pick", "Twin", "--json")).JsonLines.Single(row =>
            row.GetProperty("number").GetInt32() == 2
        );
        var picked = await tenant.Muster.AnswerAsync("9\nsecond\n 2 \ny\n", Tests.Token, "groups", "pick", "Twin");
        Assert.Equal(0, picked.Code);
        Assert.Contains("Let 'Twin' follow this directory group from the next sync on?", picked.Error, StringComparison.Ordinal);
        Assert.Contains("Which one is 'Twin'?", picked.Error, StringComparison.Ordinal);
        Assert.Contains("'9' is not in the list. Type a number from 1 to 2", picked.Error, StringComparison.Ordinal);
        Assert.Contains("'second' is not in the list", picked.Error, StringComparison.Ordinal);
        Assert.Equal(wanted.GetProperty("id").GetString(), (await tenant.StateAsync(Tests.Token)).PinnedTo("Twin"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Enter_or_the_end_of_input_leaves_the_group_as_it_is(string answers)
    {
        await using var tenant = await TwinsAsync();
        var before = await tenant.ExportAsync(Tests.Token);
        var result = await tenant.Muster.AnswerAsync(answers, Tests.Token, "groups", "pick", "Twin");
        Assert.Equal(0, result.Code);
        Assert.Contains("Nothing was linked.", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Theory]
    [InlineData("--no-input")]
    [InlineData("--json")]
    public async Task Nobody_is_asked_who_does_not_want_to_be(string option)
    {
        await using var tenant = await TwinsAsync();
        var result = await tenant.Muster.AnswerAsync("1\n", Tests.Token, "groups", "pick", "Twin", option);
        Assert.DoesNotContain("Which one", result.Error, StringComparison.Ordinal);
        Assert.Null((await tenant.StateAsync(Tests.Token)).PinnedTo("Twin"));
    }
}
