using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.Pages;
using Muster.Entra.Rounds;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class LinksTests
{
    private static readonly GraphRoot Root = new(new Uri("https://graph.microsoft.com/v1.0/"));

    [Fact]
    public void Several_pages_that_go_round_under_ever_new_links_are_noticed_as_one_page_is()
    {
        var trail = new LinkTrail();
        var failure = Assert.Throws<PageFormatException>(() =>
        {
            for (var page = 0; page < LinkTrail.MaxPages; page++)
                trail.Page(page % 3, isEmpty: false);
        });
        Assert.Contains($"{LinkTrail.MaxTimes} times", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://graph.microsoft.com/v1.0/users/delta?$skiptoken=x")]
    [InlineData("https://GRAPH.microsoft.com:443/v1.0/groups/delta()?$deltatoken=x")]
    [InlineData("https://graph.microsoft.com/V1.0/users/microsoft.graph.delta?a=/../..")]
    public void Links_under_the_Graph_root_are_taken(string link)
    {
        Assert.True(Root.TryAccept(link, out var address, out _));
        Assert.Equal(link, address.OriginalString);
    }

    [Theory]
    [InlineData("http://graph.microsoft.com/v1.0/users/delta")]
    [InlineData("https://graph.microsoft.com:8443/v1.0/users/delta")]
    [InlineData("https://graph.microsoft.com.evil.example/v1.0/users/delta")]
    [InlineData("https://evil.example/v1.0/users/delta")]
    [InlineData("https://graph.microsoft.com@evil.example/v1.0/users/delta")]
    [InlineData("https://me:pw@graph.microsoft.com/v1.0/users/delta")]
    [InlineData("https://evil.example#@graph.microsoft.com/v1.0/users/delta")]
    [InlineData(@"https://evil.example\@graph.microsoft.com/v1.0/users/delta")]
    [InlineData("https://graph.microsoft.com/beta/users/delta")]
    [InlineData("https://graph.microsoft.com/v1.0")]
    [InlineData("https://graph.microsoft.com/v1.00/users/delta")]
    [InlineData("https://graph.microsoft.com/v1.0/../beta/users/delta")]
    [InlineData("https://graph.microsoft.com/v1.0/%2e%2e/beta/users/delta")]
    [InlineData("https://graph.microsoft.com/v1.0/..%2fbeta")]
    [InlineData("https://gr\u0430ph.microsoft.com/v1.0/users/delta")]
    [InlineData("https://graph.microsoft.com/v1.0/users/delta?a b")]
    [InlineData("https://graph.microsoft.com/v1.0/users/delta?a\r\nX: y")]
    [InlineData("//graph.microsoft.com/v1.0/users/delta")]
    [InlineData("/v1.0/users/delta")]
    [InlineData("users/delta")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public void Links_to_anywhere_else_are_not(string link) => Assert.False(Root.TryAccept(link, out _, out _));

    [Fact]
    public void A_link_without_end_is_not_taken() =>
        Assert.False(Root.TryAccept("https://graph.microsoft.com/v1.0/users/delta?" + new string('x', 40_000), out _, out _));

    [Theory]
    [InlineData("https://graph.microsoft.com/v1.0", "https://graph.microsoft.com/.default")]
    [InlineData("https://127.0.0.1:5001/v1.0/", "https://127.0.0.1:5001/.default")]
    public void The_scope_is_the_Graph_host(string graph, string scope) => Assert.Equal(scope, new GraphRoot(new Uri(graph)).Scope);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_token_is_never_sent_to_another_host(bool linkLast)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var other = await ScriptedGraph.StartAsync();
        reading.Graph.Say(other.Page(Rows.User(1), next: "users/delta?$skiptoken=a", linkLast: linkLast));

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains($"leads to https://127.0.0.1:{other.Address.Port}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_delta_link_to_another_host_is_not_stored()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        await using var other = await ScriptedGraph.StartAsync();
        reading.Graph.Say(other.Page(Rows.User(1), delta: "users/delta?$deltatoken=a"));

        Assert.Equal(DirectoryFault.UnexpectedAnswer, (await reading.FailAsync()).Fault);
    }

    [Fact]
    public async Task Links_in_a_circle_are_noticed()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page(Rows.User(1), next: "users/delta?a"),
            reading.Graph.Page(Rows.User(2), next: "users/delta?b"),
            reading.Graph.Page(Rows.User(1), next: "users/delta?a")
        );

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains("circle", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, reading.Graph.Requests.Count);
    }

    [Fact]
    public async Task The_same_page_under_ever_new_links_ends_the_read()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var number = 0;
        reading.Graph.Otherwise = _ => reading.Graph.Page(Rows.User(1), next: $"users/delta?n={++number}");

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.InRange(number, 100, 110);
    }

    [Fact]
    public async Task Empty_pages_without_end_end_the_read()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var number = 0;
        reading.Graph.Otherwise = _ => reading.Graph.Page("", next: $"users/delta?n={++number}");

        Assert.Equal(DirectoryFault.UnexpectedAnswer, (await reading.FailAsync()).Fault);
        Assert.InRange(number, 2000, 2010);
    }

    [Fact]
    public async Task A_thousand_empty_pages_are_followed()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var number = 0;
        reading.Graph.Otherwise = _ =>
            ++number < 1000
                ? reading.Graph.Page("", next: $"users/delta?n={number}")
                : reading.Graph.Page(Rows.User(1), delta: "users/delta?d");
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Single(session.Users);
    }
}
