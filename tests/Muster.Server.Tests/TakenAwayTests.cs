using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Importing;
using Muster.Server.Runs;
using Muster.Server.Tests.Api;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Nothing is taken away at one click: an undo or an import that does asks whether it was looked at, and one that only adds does not.</summary>
public sealed class TakenAwayTests
{
    private const string Owner = "owner@example.com";
    private const string Tick = "I have looked at what is taken away.";
    private static readonly string[] Others = [.. Enumerable.Range(1, 30).Select(number => $"person-{number}")];

    [Fact]
    public async Task An_undo_that_removes_asks_whether_that_was_looked_at()
    {
        await using var rig = await AfterAsync(story => story.Member("team", "grace"));
        await using (var page = await UndoAsync(rig))
        {
            await page.PressAsync("Undo: remove 1");
            Assert.Contains(Tick, await page.TextAsync(), StringComparison.Ordinal);
            await page.PressAsync("Undo: remove 1");
            Assert.Contains("Tick this first. Nothing was changed.", await page.TextAsync(), StringComparison.Ordinal);
            Assert.False(await HasRunAsync(rig, "undo"));
            await page.TickAsync("seen");
            await page.PressAsync("Undo: remove 1");
        }

        Assert.True(await HasRunAsync(rig, "undo"));
    }

    [Fact]
    public async Task An_undo_that_only_gives_back_is_one_click()
    {
        await using var rig = await AfterAsync(story => story.NoMember("team", "ada"));
        await using (var page = await UndoAsync(rig))
            await page.PressAsync("Undo: add 1");
        Assert.True(await HasRunAsync(rig, "undo"));
    }

    [Fact]
    public async Task An_import_that_suspends_asks_whether_that_was_looked_at()
    {
        await using var rig = await BeforeAsync(story => story.DeleteUser("linus"));
        await using (var page = await PreviewAsync(rig))
        {
            await page.PressAsync("Import: add 0, suspend 1");
            Assert.Contains(Tick, await page.TextAsync(), StringComparison.Ordinal);
            await page.PressAsync("Import: add 0, suspend 1");
            Assert.Contains("Tick this first. Nothing was changed.", await page.TextAsync(), StringComparison.Ordinal);
            Assert.False(await HasRunAsync(rig, "import", second: true));
            await page.TickAsync("seen");
            await page.PressAsync("Import: add 0, suspend 1");
        }

        Assert.True(await HasRunAsync(rig, "import", second: true));
    }

    [Fact]
    public async Task An_import_that_only_adds_is_one_click()
    {
        await using var rig = await BeforeAsync(story => story.Users("barbara"));
        await using (var page = await PreviewAsync(rig))
            await page.PressAsync("Import: add 1, suspend 0");
        Assert.True(await HasRunAsync(rig, "import", second: true));
    }

    private static TenantStory Story() =>
        new TenantStory().Users([.. Others, "ada", "grace", "linus"]).Group("team").Member("team", [.. Others, "ada"]).Then();

    /// <summary>A server whose last sync brought a change.</summary>
    private static async Task<ServerRig> AfterAsync(Func<TenantStory, TenantStory> change)
    {
        var tenant = await TestTenant.SyncedAsync(change(Story()), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        await tenant.Muster.MustAsync(0, Tests.Token, "sync", "--yes");
        return await ServerRig.OnTenantAsync(tenant, Tests.Token);
    }

    /// <summary>A server where a change of the directory was not synchronised yet.</summary>
    private static async Task<ServerRig> BeforeAsync(Func<TenantStory, TenantStory> change)
    {
        var tenant = await TestTenant.SyncedAsync(change(Story()), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        return await ServerRig.OnTenantAsync(tenant, Tests.Token);
    }

    private static async Task<OpenPage> UndoAsync(ServerRig rig)
    {
        var last = (await rig.Server.Muster.Database.Runs.ListAsync(new RunFilter { Limit = 1 }, Tests.Token))[0];
        var owner = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(rig));
        var work = rig.Server.Services.GetRequiredService<UndoWork>().Look(last.Id, last.Connection, null, owner, Texts.English);
        await rig.WhenIdleAsync(Tests.Token);
        var address = work.State.Result!;
        var number = long.Parse(address[(address.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
        return await OpenPage.OfAsync<UndoPage>(rig, Owner, address, ("Id", last.Id), ("Number", number));
    }

    private static async Task<OpenPage> PreviewAsync(ServerRig rig)
    {
        using var http = new HttpClient { BaseAddress = rig.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await ApiRig.TokenAsync(rig, Owner, Role.Owner));
        using var previewed = await http.SendAsync("POST", "/api/v1/connections/corp/import-rule/preview", """{"everyone":true}""");
        var number = (await previewed.BodyAsync()).GetProperty("preview").GetRawText();
        var page = await OpenPage.OfAsync<ImportPage>(rig, Owner, $"/people/import?connection=corp&preview={number}");
        await page.UntilAsync("The rule:");
        return page;
    }

    /// <summary>Whether somebody started a run of a kind; for imports, a second one.</summary>
    private static async Task<bool> HasRunAsync(ServerRig rig, string verb, bool second = false)
    {
        await rig.WhenIdleAsync(Tests.Token);
        var runs = await rig.Server.Muster.Database.Runs.ListAsync(null, 100, Tests.Token);
        return runs.Count(run => run.Verb.Contains(verb, StringComparison.Ordinal)) > (second ? 1 : 0);
    }
}
