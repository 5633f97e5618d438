using System.Text.RegularExpressions;
using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Connections;
using Muster.Engine.History;
using Muster.Server.Connections;
using Muster.Server.Home;
using Muster.Server.Runs;
using Muster.Server.Tests.Api;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Where there are several connections, each counts what is its own, and every page and the API say of it the same word.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed partial class ConnectionStandingTests(TwoDirectoriesRig rig)
{
    private static readonly Texts T = Texts.English;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 50, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_connection_counts_the_groups_of_its_own_directory_and_no_others()
    {
        var muster = rig.Two.Rig.Server.Muster;
        var live = (LiveRuns)rig.Services.GetService(typeof(LiveRuns))!;
        foreach (var connection in await muster.Connections.ListAsync(Tests.Token))
        {
            var view = await ConnectionOverview.LoadAsync(muster, live, connection, Tests.Token);
            Assert.Equal((connection.Name, 2L), (connection.Name, view.Groups));
        }
    }

    [Theory]
    [InlineData("owner@example.com", "corp")]
    [InlineData("owner@example.com", "lab")]
    [InlineData("auditor.corp@example.com", "corp")]
    public async Task The_page_and_the_list_show_that_number_also_to_whoever_has_a_role_for_one_connection(string mail, string name)
    {
        using var browser = await BrowserAsync(mail);
        Assert.Equal("2", GroupTile().Match(await TextAsync(browser, $"/connections/{name}")).Groups["count"].Value);
        var row = Rows()
            .Matches(await TextAsync(browser, "/connections"))
            .Single(found => found.Value.Contains($">{name}<", StringComparison.Ordinal));
        Assert.Equal("2", Tag().Replace(Cells().Matches(row.Value)[4].Groups["text"].Value, "").Trim());
    }

    [Fact]
    public async Task Home_list_page_and_API_say_the_same_word()
    {
        using var browser = await BrowserAsync("owner@example.com");
        using var http = await rig.WithTokenAsync("owner@example.com");
        var words = new List<string>();
        foreach (var connection in (await http.JsonAsync("/api/v1/status")).GetProperty("connections").EnumerateArray())
        {
            // Work is under way on each; that is no health.
            Assert.Equal("running", connection.GetProperty("health").GetString());
            words.Add(connection.GetProperty("word").GetString()!);
            var name = connection.GetProperty("name").GetString();
            Assert.Equal(words[^1], Word(Badge().Match(await TextAsync(browser, $"/connections/{name}"))));
        }
        Assert.Equal(2, words.Count);
        foreach (var page in new[] { "/", "/connections" })
            Assert.Equal(
                words,
                Badge()
                    .Matches(await TextAsync(browser, page))
                    .Where(found => char.IsUpper(found.Groups["word"].Value.Trim()[0]))
                    .Select(Word)
            );
    }

    /// <summary>The word of a badge as the API writes it.</summary>
    private static string Word(Match badge) =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(
            System
                .Globalization.CultureInfo.InvariantCulture.TextInfo.ToTitleCase(badge.Groups["word"].Value.Trim())
                .Replace(" ", "", StringComparison.Ordinal)
        );

    [Fact]
    public void Every_word_has_its_sentence_and_says_as_of_when_things_are_known()
    {
        Assert.Equal(("Healthy", "Up to date as of 10:42 UTC."), Lead(Standing(HealthWord.Healthy)));
        Assert.Equal(
            ("Attention", "2 problems need a person. Up to date as of 10:42 UTC."),
            Lead(Standing(HealthWord.Attention) with { Problems = 2 })
        );
        Assert.Equal(
            ("Attention", "The directory could not be read: Refused. Not known since 10:42 UTC."),
            Lead(Standing(HealthWord.Attention) with { NotRead = new(Now, "Refused.", "/live/1") })
        );
        Assert.Equal(
            ("Paused", "Paused by Ada until somebody lets it go on: Servers move. Up to date as of 10:42 UTC."),
            Lead(Standing(HealthWord.Paused) with { Pause = new("Servers move", "Ada", Now, null, "UTC") })
        );
        Assert.Equal(
            ("Paused", "Paused by Ada until Thu 24 Dec, 19:00 (Europe/Vienna): Servers move. Up to date as of 10:42 UTC."),
            Lead(
                Standing(HealthWord.Paused) with
                {
                    Pause = new("Servers move.", "Ada", Now, new(2026, 12, 24, 18, 0, 0, TimeSpan.Zero), "Europe/Vienna"),
                }
            )
        );
        Assert.Equal(
            ("Never run", "Nothing was read yet. Check the permissions, then choose who is imported. Never read to its end."),
            Lead(Standing(HealthWord.NeverRun) with { Read = null })
        );
    }

    [Theory]
    [InlineData("failed held notRead paused asks", "Failing")]
    [InlineData("read held notRead paused asks", "Held")]
    [InlineData("read notRead paused asks", "Attention")]
    [InlineData("paused asks", "NeverRun")]
    [InlineData("read paused asks", "Paused")]
    [InlineData("read asks", "Attention")]
    [InlineData("read", "Healthy")]
    public void Of_several_things_that_are_true_the_worst_is_said(string facts, string health) =>
        Assert.Equal(
            health,
            ConnectionStanding
                .Judge(
                    failed: facts.Contains("failed", StringComparison.Ordinal),
                    held: facts.Contains("held", StringComparison.Ordinal),
                    notRead: facts.Contains("notRead", StringComparison.Ordinal),
                    read: facts.StartsWith("read", StringComparison.Ordinal),
                    paused: facts.Contains("paused", StringComparison.Ordinal),
                    asks: facts.Contains("asks", StringComparison.Ordinal)
                )
                .ToString()
        );

    [Fact]
    public void Every_setting_of_a_connection_is_changed_on_exactly_one_page()
    {
        foreach (var setting in SettingSheet.OfConnection.All)
            Assert.Equal(
                (setting.Path, 1),
                (
                    setting.Path,
                    new[]
                    {
                        PolicyLists.Rules.Contains(setting.Path),
                        PolicyLists.Others.Contains(setting.Path),
                        PolicyLists.IsElsewhere(setting.Path),
                    }.Count(here => here)
                )
            );
    }

    [Fact]
    public void Every_setting_is_typed_as_it_is_stored()
    {
        var stored = SettingSheet.OfConnection.Normalise(
            new Dictionary<string, string>
            {
                ["adoptBy"] = """["mail","employeeId"]""",
                ["createGroupsLike"] = """["app-{a,b}-*"]""",
                ["userAttributes"] = """{"badge":"{employeeId}"}""",
            }
        );
        foreach (var path in PolicyLists.Rules.Concat(PolicyLists.Others))
        {
            var setting = SettingSheet.OfConnection.Find(path);
            var value = SettingSheet.OfConnection.Read(stored, path);
            var typed = PolicyLists.Value(setting, PolicyLists.Typed(setting, value));
            Assert.Equal((path, value), (path, typed is null ? null : setting.Kind.Canonical(typed)));
        }
    }

    private static ConnectionStanding Standing(HealthWord health) =>
        new(
            new Connection
            {
                Name = "corp",
                TenantId = "t",
                ClientId = "c",
                Credential = CredentialKind.Secret,
                AppliedConfiguration = 1,
                GraphUrl = new("https://graph.example.com"),
                Authority = new("https://login.example.com"),
            },
            health,
            null,
            new DirectoryRead(3, Now.AddMinutes(-8)),
            null,
            null,
            null,
            SchedulePolicy.None,
            0,
            null
        );

    private static (string Word, string Lead) Lead(ConnectionStanding standing) =>
        ConnectionHealth.Of(standing, Now, T) is var health ? (health.Word, health.Lead) : default;

    private async Task<PlainBrowser> BrowserAsync(string mail)
    {
        var browser = new PlainBrowser(rig.Two.Rig.Address, Tests.Token);
        await browser.SignInAsync(mail, ServerRig.Password);
        return browser;
    }

    private static async Task<string> TextAsync(PlainBrowser browser, string path)
    {
        using var answer = await browser.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync(Tests.Token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return Comment().Replace(text, "");
    }

    [GeneratedRegex("<strong>(?<count>[^<]*)</strong><span>groups here follow")]
    private static partial Regex GroupTile();

    [GeneratedRegex("<tr.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Rows();

    [GeneratedRegex("<td[^>]*>(?<text>.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Cells();

    [GeneratedRegex("<span class=\"badge [^>]*>.*?</svg>(?<word>[^<]*)</span>", RegexOptions.Singleline)]
    private static partial Regex Badge();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
