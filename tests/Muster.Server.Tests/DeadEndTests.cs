using System.Net;
using System.Text.RegularExpressions;
using Muster.Server.Groups;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Nobody is led to what they may not see, nor offered what is always refused.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class DeadEndTests(TwoDirectoriesRig rig)
{
    private MusterInstance Muster => rig.Two.Rig.Server.Muster;

    [Fact]
    public async Task An_owner_of_a_group_reads_which_run_it_was_and_is_not_led_to_it()
    {
        var of = rig.Two.Of["corp"];
        var revision = await Muster.Database.Platform.RevisionAsync(Tests.Token);
        var owner = (await Muster.Database.History.UsersByKeyAsync([of.Owner], revision, Tests.Token))[of.Owner].Handle;
        using var manager = await SignedInAsync(TwoDirectoriesRig.Mail("manager"));
        using var auditor = await SignedInAsync(TwoDirectoriesRig.Mail("Auditor"));
        string[] pages = [$"/groups/{of.Crew}?tab=history", $"/explain?user={owner}&group={of.Crew}"];
        foreach (var page in pages)
        {
            var text = await TextAsync(manager, page);
            Assert.True(Regex.IsMatch(text, @"[Rr]un \d+"), Regex.Replace(text, "<[^>]*>", " "));
            Assert.DoesNotContain("href=\"/runs/", text, StringComparison.Ordinal);
            Assert.Contains("href=\"/runs/", await TextAsync(auditor, page), StringComparison.Ordinal);
        }
        var then = await TextAsync(manager, $"/groups/{of.Crew}?tab=date&at=revision:{revision}");
        Assert.Contains("Then it was called", then, StringComparison.Ordinal);
        Assert.DoesNotContain("Compare with now", then, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_of_a_group_finds_it_by_a_part_of_its_name_and_no_other()
    {
        var crew = (
            await Muster.GroupAsync(rig.Two.Of["corp"].Crew, await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token)
        )!;
        var mail = TwoDirectoriesRig.Mail("manager");
        await using var page = await OpenPage.OfAsync<Explaining.GroupPicker>(rig.Two.Rig, mail, "/explain");
        await page.TypeAsync("group", crew.Name[1..].ToUpperInvariant());
        await page.UntilAsync("Which group is meant?");
        await page.TypeAsync("group", "lab");
        await page.UntilAsync("No group has 'lab' in its name.");
    }

    [Fact]
    public async Task A_role_for_one_connection_is_named_as_not_enough_for_the_whole_workspace()
    {
        using var browser = await SignedInAsync(TwoDirectoriesRig.Mail("Operator"));
        var page = await TextAsync(browser, "/no-permission?to=%2Faudit");
        Assert.Contains("one for a single connection is not enough", page, StringComparison.Ordinal);
        Assert.Contains("Auditor", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_linked_only_to_a_directory_that_one_may_operate()
    {
        const string Mail = "both.corp@example.com";
        await rig.Two.Rig.AccountAsync(nameof(Access.Role.None), Tests.Token, mail: Mail);
        await rig.Two.GrantAsync(Mail, "corp", nameof(Access.Role.Operator), Tests.Token);
        await rig.Two.GrantAsync(Mail, "lab", nameof(Access.Role.Auditor), Tests.Token);
        Assert.DoesNotContain("lab", await LinkTextAsync(Mail), StringComparison.Ordinal);
        Assert.Contains("lab", await LinkTextAsync("owner@example.com"), StringComparison.Ordinal);
    }

    private async Task<string> LinkTextAsync(string mail)
    {
        var key = rig.Two.Of["corp"].Crew;
        var group = (await Muster.GroupAsync(key, await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token))!;
        await using var page = await OpenPage.OfAsync<LinkTab>(rig.Two.Rig, mail, $"/groups/{key}?tab=link", ("Group", group));
        return await page.TextAsync();
    }

    private async Task<PlainBrowser> SignedInAsync(string mail)
    {
        var browser = new PlainBrowser(rig.Two.Rig.Address, Tests.Token);
        (await browser.SignInAsync(mail, ServerRig.Password)).Dispose();
        return browser;
    }

    private static async Task<string> TextAsync(PlainBrowser browser, string path)
    {
        using var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Tests.Token));
    }
}
