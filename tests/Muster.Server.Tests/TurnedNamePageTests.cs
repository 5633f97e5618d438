using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Names that turn the text behind them do so nowhere: on every page they stand alone in their element, or isolated in a sentence.</summary>
public sealed partial class TurnedNamePageTests
{
    private const string Turning = "\u202E";
    private const string Arabic = "\u0634\u0631\u0643\u0629";
    private static readonly string[] Names = [$"a{Turning}egats", $"b{Turning}puorg"];

    [Fact]
    public async Task No_page_lets_a_name_turn_the_words_beside_it()
    {
        await using var rig = await ServerRig.FilledAsync(
            Tests.Token,
            new TenantStory()
                .User("ada", ("displayName", Names[0]))
                .User("bob", ("displayName", Names[0] + "2"))
                .User("cid", ("displayName", Arabic))
                .Group("crew", Names[1])
                .Group("inner", Names[1] + "2")
                .Member("crew", "ada")
                .Nested("crew", "inner")
                .Member("inner", "bob")
        );
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        var wrong = new List<string>();
        var seen = 0;
        foreach (var address in Addresses(await rig.Server.Muster.Database.Platform.RevisionAsync(Tests.Token)))
        {
            using var answer = await browser.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var html = await answer.Content.ReadAsStringAsync(Tests.Token);
            seen += html.Contains("&#x202E;", StringComparison.Ordinal) || html.Contains(Turning, StringComparison.Ordinal) ? 1 : 0;
            // A name that is only written from right to left has nothing that had to be taken out of it.
            Assert.DoesNotMatch($"\uFFFD{Arabic}", WebUtility.HtmlDecode(html));
            wrong.AddRange(
                MarkupTexts
                    .Elements(html)
                    .Where(element => Loose(element.Own) && !Names.Any(name => IsAlone(element.All, name)))
                    .Select(element => $"{address}: {element.All.Trim().ReplaceLineEndings(" ")}")
            );
            wrong.AddRange(
                MarkupTexts
                    .Said(html)
                    .Where(said => Loose(said) && !Names.Any(name => IsAlone(said, name)))
                    .Select(said => $"{address}, in an attribute: {said}")
            );
        }
        Assert.InRange(seen, 12, int.MaxValue);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()).Replace(Turning, "<RLO>", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Addresses(long revision) =>
        [
            "/",
            "/people",
            "/people/1",
            "/groups",
            "/groups/discover",
            .. new[] { "members", "nested", "history", "exceptions", "problems", "rules", "settings", "link" }.Select(tab =>
                $"/groups/1?tab={tab}"
            ),
            "/groups/1?tab=date&at=now",
            "/groups/1?show=owners",
            $"/explain?user={TenantStory.Upn("ada")}&group=1",
            $"/explain?user={TenantStory.Upn("bob")}&group=1",
            $"/explain?user={TenantStory.Upn("bob")}",
            $"/check?user={TenantStory.Upn("ada")}",
            "/at?at=now&group=1",
            $"/at?at=now&user={TenantStory.Upn("ada")}",
            "/people/3",
            $"/check?user={TenantStory.Upn("cid")}",
            $"/explain?user={TenantStory.Upn("cid")}&group=1",
            "/problems",
            "/audit",
            "/runs",
            "/runs/1",
            "/runs/2",
            "/plans/1",
            "/plans/2",
            $"/runs/{revision.ToString(CultureInfo.InvariantCulture)}/undo",
        ];

    /// <summary>Whether something turns text that does not end before the text does.</summary>
    private static bool Loose(string text) => Closed().Replace(text, "").Contains(Turning, StringComparison.Ordinal);

    private static bool IsAlone(string text, string name) => text.Trim() is var alone && (alone == name || alone == name + "2");

    [GeneratedRegex("\u2068[^\u2068\u2069]*\u2069")]
    private static partial Regex Closed();
}
