using System.Text;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class BadAnswersTests
{
    [Theory]
    [InlineData("", "cut short")]
    [InlineData("null", "not an object")]
    [InlineData("[]", "not an object")]
    [InlineData("{}", "missing")]
    [InlineData("""{"value":null}""", "should be an array and is null")]
    [InlineData("""{"value":{}}""", "should be an array and is an object")]
    [InlineData("""{"value":[1]}""", "array of objects")]
    [InlineData("""{"value":[],"value":[]}""", "twice")]
    [InlineData("""{"value":[{}]}""", "no id")]
    [InlineData("""{"value":[{"id":"id1"}]}""", "“id1”")]
    [InlineData("""{"value":[{"id":5}]}""", "a GUID and is a number")]
    [InlineData("""{"value":[{"id":"00000000-0000-4000-8000-000000000001","displayName":["x"]}]}""", "displayName")]
    [InlineData("""{"value":[{"id":"00000000-0000-4000-8000-000000000001","accountEnabled":"true"}]}""", "accountEnabled")]
    [InlineData("""{"value":[{"id":"00000000-0000-4000-8000-000000000001","@removed":"deleted"}]}""", "@removed")]
    [InlineData("""{"value":[{"id":"00000000-0000-4000-8000-000000000001","displayName":"a","displayName":"b"}]}""", "twice")]
    [InlineData("""{"value":[{"id":"00000000-0000-4000-8000-000000000001","displayName":"\ud800"}]}""", "half a character")]
    [InlineData("""{"value":[]}""", "neither a next link nor a delta link")]
    [InlineData("""{"@odata.nextLink":7,"value":[]}""", "@odata.nextLink")]
    [InlineData("""{"@odata.nextLink":"","value":[]}""", "next link")]
    [InlineData("""{"@odata.deltaLink":"users/delta","value":[]}""", "delta link")]
    [InlineData("""{"error":{"code":"x","message":"in a 200"}}""", "missing")]
    [InlineData("""{"value":[{"id":"00000000-0000-4000-8000-000000000001","displ""", "cut short")]
    [InlineData("""{"value":[]} {"value":[]}""", "broken")]
    public async Task A_page_that_is_not_one_is_named_with_request_and_page(string body, string says)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page(Rows.User(1), next: "users/delta?$skiptoken=secret-token"), ScriptedAnswer.Json(body));

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains("/v1.0/users/delta, page 2", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_with_both_links_is_refused()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            ScriptedAnswer.Json(
                $$"""{"@odata.nextLink":"{{reading.Graph.Link("users/delta?a")}}","@odata.deltaLink":"{{reading.Graph.Link("users/delta?b")}}","value":[]}"""
            )
        );

        Assert.Contains("a next link and a delta link", (await reading.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_is_named_with_a_short_excerpt_that_a_terminal_does_not_obey()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var html = Encoding.UTF8.GetBytes("<html>\u001b[31m<title>Sign in to the\r\nhotel\u202e network</title>" + new string('x', 5000));
        reading.Graph.Say(new ScriptedAnswer(200, html, "text/html"));

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains("Sign in to the hotel network", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, character => char.IsControl(character) || character == '\u202e');
        Assert.True(failure.Message.Length < 600, failure.Message);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task Json_under_another_type_is_refused(string? type)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page("", delta: "users/delta?a") with { ContentType = type });

        Assert.Equal(DirectoryFault.UnexpectedAnswer, (await reading.FailAsync()).Fault);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused_even_where_nobody_reads_them()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var body = Encoding.Latin1.GetBytes(
            $$"""{"@odata.deltaLink":"{{reading.Graph.Link("users/delta?a")}}","ignored":"Zo{{'\u00eb'}}","value":[]}"""
        );
        reading.Graph.Say(new ScriptedAnswer(200, body));

        Assert.Contains("not UTF-8", (await reading.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_without_end_is_refused()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var deep = new string('[', 100_000) + new string(']', 100_000);
        reading.Graph.Say(
            ScriptedAnswer.Json($$"""{"@odata.deltaLink":"{{reading.Graph.Link("users/delta?a")}}","value":[],"deep":{{deep}}}""")
        );

        Assert.Equal(DirectoryFault.UnexpectedAnswer, (await reading.FailAsync()).Fault);
    }

    [Fact]
    public async Task A_name_of_ten_megabytes_is_refused()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page(Rows.User(1, new string('x', 10_000_000)), delta: "users/delta?a"));

        Assert.Contains("displayName", (await reading.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_not_read_on()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(new ScriptedAnswer(200, new byte[70 * 1024 * 1024]));

        Assert.Contains("64 MB", (await reading.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var other = await ScriptedGraph.StartAsync();
        reading.Graph.Say(new ScriptedAnswer(302, []).With("Location", other.Link("users/delta")));

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains("redirect", failure.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(ScriptedAnswer.Error(403, "Authorization_RequestDenied", "Insufficient privileges.").With("request-id", "abc-1"));

        var failure = await reading.FailAsync(DirectoryStream.Groups);

        Assert.Equal(DirectoryFault.PermissionMissing, failure.Fault);
        Assert.Contains("GroupMember.Read.All", failure.Message, StringComparison.Ordinal);
        Assert.Contains("abc-1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permission_lost_between_two_pages_keeps_nothing()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page(Rows.User(1), next: "users/delta?a"),
            ScriptedAnswer.Error(403, "Authorization_RequestDenied")
        );

        Assert.Equal(DirectoryFault.PermissionMissing, (await reading.FailAsync()).Fault);
    }

    [Fact]
    public async Task A_wrong_Graph_address_is_explained()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(new ScriptedAnswer(404, "not here"u8.ToArray(), "text/plain"));

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains("--graph-url", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_request_is_told_in_the_words_of_Graph()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(ScriptedAnswer.Error(400, "Request_UnsupportedQuery", "Unsupported Query."));

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains("Request_UnsupportedQuery: Unsupported Query.", failure.Message, StringComparison.Ordinal);
        Assert.Single(reading.Graph.Requests);
    }
}
