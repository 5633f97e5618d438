using System.Net;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Two moments are compared by all that differs, not by memberships alone.</summary>
public sealed class PastThingsTests
{
    [Fact]
    public async Task What_changed_of_groups_and_people_between_two_moments_is_listed_as_it_is_exported()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var database = rig.Server.Muster.Database;
        var before = await database.Platform.RevisionAsync(Tests.Token);
        await rig.Tenant.MustAsync(0, Tests.Token, "groups", "create", "Book club");
        await rig.Tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "ada@lovelace.example", "--name", "Ada Lovelace");
        var after = await database.Platform.RevisionAsync(Tests.Token);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);

        var between = $"at=revision:{before}&to=revision:{after}";
        var page = await TextAsync($"/at?{between}");
        Assert.DoesNotContain("Nothing differs", page, StringComparison.Ordinal);
        Assert.Contains("2 groups and people changed", page, StringComparison.Ordinal);
        Assert.Matches("Book club</a></td><td>created", page);
        Assert.Matches("Ada Lovelace</a></td><td>became a user", page);
        var exported = await TextAsync($"/export/differences.jsonl?{between}");
        Assert.Equal(2, exported.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("Nothing differs", await TextAsync($"/at?at=revision:{after}&to=revision:{after}"), StringComparison.Ordinal);

        async Task<string> TextAsync(string path)
        {
            using var answer = await browser.GetAsync(path);
            return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Tests.Token));
        }
    }
}
