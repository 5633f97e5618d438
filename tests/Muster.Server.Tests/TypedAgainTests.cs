using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.FirstRun;
using Muster.Server.Groups;
using Muster.Server.Plans;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What somebody typed is there again after they had to prove who they are on another page, and after a failure.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class TypedAgainTests(TwoDirectoriesRig rig)
{
    private const string Owner = "owner@example.com";
    private const string Back = "What you had typed is here again.";

    [Fact]
    public async Task Number_and_reason_of_a_release_are_there_again_and_only_for_whom_and_where_they_were_typed()
    {
        var (plan, other) = (rig.Two.Of["corp"].Plan, rig.Two.Of["lab"].Plan);
        await using (var page = await OpenAsync<PlanPage>($"/plans/{plan}", ("Id", plan)))
        {
            await page.PressAsync("Release:");
            await page.TypeAsync("apply-number", "6");
            await page.TypeAsync("apply-reason", "The crew was dissolved");
            await page.LapseAsync();
            await page.PressAsync("Release:");
            Assert.Contains("Confirm that it is you", await page.TextAsync(), StringComparison.Ordinal);
        }

        await using (var elsewhere = await OpenAsync<PlanPage>($"/plans/{other}", ("Id", other)))
            Assert.DoesNotContain(Back, await elsewhere.TextAsync(), StringComparison.Ordinal);
        await using (var back = await OpenAsync<PlanPage>($"/plans/{plan}", ("Id", plan)))
        {
            await back.UntilAsync(Back);
            Assert.Equal("6", await back.ValueAsync("apply-number"));
            Assert.Equal("The crew was dissolved", await back.ValueAsync("apply-reason"));
        }
        await using var once = await OpenAsync<PlanPage>($"/plans/{plan}", ("Id", plan));
        Assert.DoesNotContain(Back, await once.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_account_is_there_again_with_all_but_what_is_made_later()
    {
        await using (var page = await OpenAsync<AccountsPage>("/accounts"))
        {
            await page.PressAsync("Add account");
            await page.TypeAsync("name", "Typed Once");
            await page.TypeAsync("mail", "typed.once@example.com");
            await page.LapseAsync();
            await page.PressAsync("Add account");
            Assert.Contains("Confirm that it is you", await page.TextAsync(), StringComparison.Ordinal);
        }

        await using var back = await OpenAsync<AccountsPage>("/accounts");
        await back.UntilAsync(Back);
        Assert.Equal("Typed Once", await back.ValueAsync("name"));
        Assert.Equal("typed.once@example.com", await back.ValueAsync("mail"));
    }

    [Fact]
    public async Task A_new_token_is_there_again()
    {
        await using (var page = await OpenAsync<TokenPanel>("/profile"))
        {
            await page.PressAsync("Make a token");
            await page.TypeAsync("token-name", "Nightly report");
            await page.LapseAsync();
            await page.PressAsync("Make the token");
            Assert.Contains("Confirm that it is you", await page.TextAsync(), StringComparison.Ordinal);
        }

        await using var back = await OpenAsync<TokenPanel>("/profile");
        await back.UntilAsync(Back);
        Assert.Equal("Nightly report", await back.ValueAsync("token-name"));
    }

    [Fact]
    public async Task The_address_of_the_server_is_there_again()
    {
        await using (var page = await OpenAsync<WelcomePage>("/welcome"))
        {
            await page.TypeAsync("zone", "Europe/Vienna");
            await page.LapseAsync();
            await page.PressAsync("Save address and time zone");
            Assert.Contains("Confirm that it is you", await page.TextAsync(), StringComparison.Ordinal);
        }

        await using var back = await OpenAsync<WelcomePage>("/welcome");
        await back.UntilAsync(Back);
        Assert.Equal("Europe/Vienna", await back.ValueAsync("zone"));
    }

    [Fact]
    public async Task Settings_of_a_group_that_protect_it_ask_for_a_proof_and_are_there_again()
    {
        var platform = rig.Two.Rig.Server.Muster.Database.Platform;
        var revision = await platform.RevisionAsync(Tests.Token);
        var crew = (await platform.FindGroupsAsync("corp crew", revision, Tests.Token))[0];
        await using (var page = await OpenAsync<SettingsTab>($"/groups/{crew.Key}?tab=settings", ("Group", crew)))
        {
            await page.TypeAsync("set-protected", "true");
            await page.LapseAsync();
            await page.PressAsync("Look what it changes");
            await page.TypeAsync("settings-reason", "Auditors sit in it");
            await page.PressAsync("Save 1 change");
            Assert.Contains("Confirm that it is you", await page.TextAsync(), StringComparison.Ordinal);
        }

        await using var back = await OpenAsync<SettingsTab>($"/groups/{crew.Key}?tab=settings", ("Group", crew));
        await back.UntilAsync(Back);
        Assert.Equal("true", await back.ValueAsync("set-protected"));
        Assert.Equal("Auditors sit in it", await back.ValueAsync("settings-reason"));
    }

    [Fact]
    public void What_is_kept_is_forgotten_after_an_hour_and_given_back_once_to_its_owner_alone()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        var (drafts, mine) = (new TypedDrafts(clock), Guid.NewGuid());
        drafts.Keep(mine, "plan/1/discard", "wrong");
        Assert.Null(drafts.Take<string>(Guid.NewGuid(), "plan/1/discard"));
        Assert.Null(drafts.Take<string>(mine, "plan/2/discard"));
        Assert.Equal("wrong", drafts.Take<string>(mine, "plan/1/discard"));
        Assert.Null(drafts.Take<string>(mine, "plan/1/discard"));
        drafts.Keep(mine, "plan/1/discard", "wrong");
        clock.Step(TimeSpan.FromHours(1));
        Assert.Null(drafts.Take<string>(mine, "plan/1/discard"));
    }

    private Task<OpenPage> OpenAsync<T>(string address, params (string, object?)[] parameters)
        where T : Microsoft.AspNetCore.Components.IComponent => OpenPage.OfAsync<T>(rig.Two.Rig, Owner, address, parameters);
}
