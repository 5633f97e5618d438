using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Pages for whoever has a role for one connection: every page, own and other connection.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed partial class ConnectionRolePageTests(TwoDirectoriesRig rig)
{
    /// <summary>Where a role for a connection counts; a page that is not here is about the workspace.</summary>
    private static readonly Dictionary<string, Scope> Pages = new()
    {
        ["/"] = Scope.List,
        ["/check"] = Scope.List,
        ["/problems"] = Scope.List,
        ["/schedule"] = Scope.List,
        ["/groups"] = Scope.List,
        ["/groups/discover"] = Scope.List,
        ["/people"] = Scope.List,
        ["/people/import"] = Scope.List,
        ["/explain"] = Scope.List,
        ["/runs"] = Scope.List,
        ["/runs/compare"] = Scope.List,
        ["/connections"] = Scope.List,
        ["/guard-rails"] = Scope.List,
        ["/plans/{Id:long}"] = Scope.Thing,
        ["/plans/{Id:long}/compare/{Number:long}"] = Scope.Thing,
        ["/groups/{Key:int}"] = Scope.Thing,
        ["/people/{Key:int}"] = Scope.Thing,
        ["/live/{Number:long}"] = Scope.Thing,
        ["/runs/{Id:long}"] = Scope.Thing,
        ["/runs/{Id:long}/undo"] = Scope.Thing,
        ["/runs/{Id:long}/undo/{Number:long}"] = Scope.Thing,
        ["/connections/{Name}"] = Scope.Thing,
    };

    [Fact]
    public async Task Every_page_is_there_for_the_own_connection_and_another_answers_like_none_at_all()
    {
        using var browser = new PlainBrowser(rig.Two.Rig.Address, Tests.Token);
        await browser.SignInAsync(TwoDirectoriesRig.Mail("Administrator"), ServerRig.Password);
        var wrong = new List<string>();
        foreach (var (template, right) in Templates())
        {
            var scope = right is Right.SignedIn ? Scope.Everybody : Pages.GetValueOrDefault(template, Scope.Workspace);
            var own = await AskAsync(browser, template, "corp");
            var expected = scope == Scope.Workspace ? "no permission" : "OK";
            if (own.Answer != expected)
                wrong.Add($"{template}: {own.Answer}, not {expected}");
            if (Lab().IsMatch(own.Text))
                wrong.Add($"{template}: it tells of the other connection: {Lab().Match(own.Text).Value}");
            if (scope != Scope.Thing)
                continue;
            var (other, none) = (await AskAsync(browser, template, "lab"), await AskAsync(browser, template, null));
            if (
                other.Answer != "NotFound"
                || other != none
                || !other.Text.Contains("There is nothing at this address", StringComparison.Ordinal)
            )
                wrong.Add($"{template}: the other connection answers {other.Answer}, nothing at all {none.Answer}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("/guard-rails?connection=lab")]
    [InlineData("/schedule?connection=lab")]
    [InlineData("/runs?connection=lab")]
    [InlineData("/runs?tab=runs&connection=lab")]
    [InlineData("/runs/compare?first=1&second=2")]
    [InlineData("/groups?search=lab")]
    [InlineData("/groups/discover?connection=lab")]
    [InlineData("/people?q=LAB")]
    [InlineData("/check?user=LAB")]
    [InlineData("/explain?user=LAB&group=GROUP")]
    [InlineData("/people/import?connection=lab")]
    [InlineData("/export/groups.csv")]
    [InlineData("/export/connections.csv")]
    [InlineData("/export/users.csv")]
    [InlineData("/export/plans.jsonl")]
    [InlineData("/export/runs.jsonl")]
    [InlineData("/export/problems.csv?show=all")]
    [InlineData("/export/memberships.csv?user=CORP")]
    public async Task What_the_query_of_a_page_names_of_another_connection_is_not_shown(string path)
    {
        using var browser = new PlainBrowser(rig.Two.Rig.Address, Tests.Token);
        await browser.SignInAsync(TwoDirectoriesRig.Mail("Administrator"), ServerRig.Password);
        var asked = path.Replace("CORP", TenantStory.Upn("corp-1"), StringComparison.Ordinal)
            .Replace("LAB", TenantStory.Upn("lab-2"), StringComparison.Ordinal)
            .Replace("GROUP", rig.Two.Of["lab"].Crew.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        using var answer = await browser.GetAsync(asked);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = Typed().Replace(await answer.Content.ReadAsStringAsync(Tests.Token), "");
        Assert.DoesNotContain("lab crew", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(">\\s*lab\\b", text);
        if (path.StartsWith("/export/", StringComparison.Ordinal))
            Assert.DoesNotMatch("\\blab\\b", text);
        Assert.DoesNotContain("lab-2@", Said().Replace(text, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_another_connection_leaves_neither_alone_nor_beside_an_own_one()
    {
        using var browser = new PlainBrowser(rig.Two.Rig.Address, Tests.Token);
        await browser.SignInAsync(TwoDirectoriesRig.Mail("Administrator"), ServerRig.Password);
        var muster = rig.Two.Rig.Server.Muster;
        var keys = (await muster.Connections.ListAsync(Tests.Token)).ToDictionary(one => one.Name, one => one.Key);
        async Task<long> RunAsync(string connection) =>
            (await muster.Database.Runs.ListAsync(new RunFilter { Connection = keys[connection], Limit = 50 }, Tests.Token))
                .First(run => run.Revision is not null)
                .Id;
        var (own, other) = (await RunAsync("corp"), await RunAsync("lab"));
        foreach (
            var (address, expected) in new[]
            {
                ($"/runs/{own}/changes.csv", HttpStatusCode.OK),
                ($"/runs/{own}/compared-{own}.csv", HttpStatusCode.OK),
                ($"/runs/{other}/changes.csv", HttpStatusCode.NotFound),
                ($"/runs/{own}/compared-{other}.csv", HttpStatusCode.NotFound),
                ($"/runs/{other}/compared-{own}.csv", HttpStatusCode.NotFound),
            }
        )
        {
            using var file = await browser.GetAsync(address);
            Assert.True(file.StatusCode == expected, $"{address}: {file.StatusCode}");
        }
    }

    [Fact]
    public async Task Files_and_the_state_of_work_of_another_connection_are_not_there()
    {
        using var browser = new PlainBrowser(rig.Two.Rig.Address, Tests.Token);
        await browser.SignInAsync(TwoDirectoriesRig.Mail("Administrator"), ServerRig.Password);
        foreach (var (connection, expected) in new[] { ("corp", HttpStatusCode.OK), ("lab", HttpStatusCode.NotFound) })
        {
            using var file = await browser.GetAsync($"/export/members.csv?group={rig.Two.Of[connection].Crew}");
            foreach (
                var list in new[]
                {
                    $"/plans/{rig.Two.Of[connection].Plan}/steps.csv",
                    $"/export/runs.csv?connection={connection}",
                    $"/export/candidates.csv?connection={connection}",
                    $"/export/memberships.csv?user={Uri.EscapeDataString(TenantStory.Upn($"{connection}-1"))}",
                }
            )
            {
                using var other = await browser.GetAsync(list);
                Assert.True(other.StatusCode == expected, $"{list}: {other.StatusCode}");
            }
            using var work = await browser.GetAsync($"/live/{rig.Work[connection]}/state");
            Assert.Equal((expected, expected), (file.StatusCode, work.StatusCode));
        }
    }

    [Theory]
    [InlineData("/export/accounts.csv")]
    [InlineData("/export/sessions.csv")]
    [InlineData("/export/tokens.csv")]
    [InlineData("/export/differences.csv?at=revision:1")]
    [InlineData("/audit/export.csv")]
    public async Task Files_about_the_workspace_are_not_there_for_a_role_for_a_connection(string path)
    {
        using var browser = new PlainBrowser(rig.Two.Rig.Address, Tests.Token);
        await browser.SignInAsync(TwoDirectoriesRig.Mail("Administrator"), ServerRig.Password);
        using var answer = await browser.GetAsync(path);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>That nobody is called so.</summary>
    [GeneratedRegex("(No directory account fits|Nobody here)[^<]*")]
    private static partial Regex Said();

    private static IEnumerable<(string Template, Right? Right)> Templates() =>
        typeof(MusterServer)
            .Assembly.GetTypes()
            .SelectMany(type =>
                type.GetCustomAttributes<RouteAttribute>()
                    .Select(route => (route.Template, type.GetCustomAttribute<NeedsRightAttribute>()?.Right))
            )
            .Where(page => page.Right is not null && page.Template is not "/confirm");

    private async Task<(string Answer, string Text)> AskAsync(PlainBrowser browser, string template, string? connection)
    {
        var of = connection is null ? null : rig.Two.Of[connection];
        string Text(long? number) => (number ?? 999999999).ToString(CultureInfo.InvariantCulture);
        var parts = template.Split('/');
        for (var at = 1; at < parts.Length; at++)
            if (parts[at].StartsWith('{'))
                parts[at] = parts[at - 1] switch
                {
                    "connections" => connection ?? "nosuch",
                    "groups" => Text(of?.Crew),
                    "plans" => Text(of?.Plan),
                    "runs" => Text(of?.Run),
                    "people" => Text(of?.Owner),
                    "live" => Text(connection is null ? null : rig.Work[connection]),
                    _ => "1",
                };
        using var answer = await browser.GetAsync(string.Join('/', parts));
        var text = await answer.Content.ReadAsStringAsync(Tests.Token);
        return
            answer.StatusCode == HttpStatusCode.Redirect
            && answer.Headers.Location!.ToString().Contains("no-permission", StringComparison.Ordinal)
            ? ("no permission", "")
            : (answer.StatusCode.ToString(), answer.StatusCode == HttpStatusCode.NotFound ? Made().Replace(text, "") : text);
    }

    [GeneratedRegex(@"\blab\b[^<]{0,40}")]
    private static partial Regex Lab();

    /// <summary>What differs between two requests for the same page.</summary>
    [GeneratedRegex(
        "<!--.*?-->|modal-[0-9a-f]+|nonce=\"[^\"]*\"|value=\"[^\"]*\"|/(people|groups|plans|runs|live|connections)/[^\" <]*",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Made();

    /// <summary>What the person has typed themselves, and what the page keeps for the browser.</summary>
    [GeneratedRegex(
        "<!--.*?-->|value=\"[^\"]*\"|href=\"[^\"]*\"|action=\"[^\"]*\"|[“‘'][^”’']*(lab)[^”’']*[”’']",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Typed();
}
