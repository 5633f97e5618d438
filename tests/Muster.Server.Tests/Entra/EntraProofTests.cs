using Microsoft.EntityFrameworkCore;
using Muster.Testing.Provider;

namespace Muster.Server.Tests.Entra;

/// <summary>Proving anew who one is, for people without a password here.</summary>
public sealed class EntraProofTests(SharedEntraRig shared) : IClassFixture<SharedEntraRig>
{
    [Fact]
    public async Task A_new_sign_in_at_the_provider_is_a_proof_and_gives_the_same_session_a_new_key()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        Assert.Null(await ada.SignInAsync());
        var (key, session) = (ada.Key, await SessionAsync(rig));
        await AgeAsync(rig);
        Assert.Null(await ada.ConfirmAsync());
        var asked = rig.Provider.Requests.Last();
        Assert.Equal("login", asked.Prompt);
        Assert.Equal(0, asked.MaxAge);
        var after = await SessionAsync(rig);
        Assert.Equal((session.Id, session.StartedAt, session.EndsAt), (after.Id, after.StartedAt, after.EndsAt));
        Assert.True(TimeProvider.System.GetUtcNow() - after.ProvedAt < TimeSpan.FromMinutes(1));
        Assert.NotEqual(session.KeyHash, after.KeyHash);
        Assert.NotEqual(key, ada.Key);
        Assert.True(await ada.IsInAsync());
        // Whoever had the old key has nothing.
        using var thief = rig.Visitor();
        thief.Cookies.Add(rig.Server.Address, new System.Net.Cookie("muster", key));
        Assert.False(await thief.IsInAsync());
    }

    [Fact]
    public async Task An_old_sign_in_at_the_provider_is_no_proof()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        Assert.Null(await ada.SignInAsync());
        await AgeAsync(rig);
        rig.Provider.IgnoresPrompt = true;
        rig.Provider.SignedInAt = TimeProvider.System.GetUtcNow().AddHours(-1);
        Assert.Contains("by an earlier sign-in", await ada.ConfirmAsync(), StringComparison.Ordinal);
        rig.Provider.Forge = token => token.Remove("auth_time");
        Assert.Contains("optional claim auth_time", await ada.ConfirmAsync(), StringComparison.Ordinal);
        rig.Provider.Forge = token => token["auth_time"] = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        Assert.Contains("is not valid yet", await ada.ConfirmAsync(), StringComparison.Ordinal);
        Assert.True(TimeProvider.System.GetUtcNow() - (await SessionAsync(rig)).ProvedAt > TimeSpan.FromMinutes(10));
        Assert.Equal(3, (await rig.FailedAsync()).Count);
    }

    [Fact]
    public async Task Nobody_confirms_for_somebody_else()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        await rig.InviteAsync(ProviderPerson.Eve);
        using var ada = rig.Visitor();
        Assert.Null(await ada.SignInAsync());
        await AgeAsync(rig);
        rig.Provider.Person = ProviderPerson.Eve;
        Assert.Contains("Somebody else confirmed", await ada.ConfirmAsync(), StringComparison.Ordinal);
        Assert.True(TimeProvider.System.GetUtcNow() - (await SessionAsync(rig)).ProvedAt > TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_session_that_ended_while_its_owner_was_at_the_provider_does_not_come_back()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        Assert.Null(await ada.SignInAsync());
        var (answer, _) = await ada.GoAsync("/confirm/entra", address => address.AbsolutePath == "/sign-in/entra/done");
        await using (var accounts = await rig.AccountsAsync())
            await accounts.Sessions.ExecuteDeleteAsync(Tests.Token);
        await ada.GoAsync(answer.PathAndQuery);
        Assert.False(await ada.IsInAsync());
    }

    [Fact]
    public async Task The_page_offers_the_provider_and_no_password_to_somebody_who_has_none()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        Assert.Null(await ada.SignInAsync());
        var (_, page) = await ada.GoAsync("/confirm?to=/accounts");
        Assert.Contains("/confirm/entra?to=%2Faccounts", page, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", page, StringComparison.Ordinal);
    }

    private static async Task<Accounts.Session> SessionAsync(EntraRig rig)
    {
        await using var accounts = await rig.AccountsAsync();
        return await accounts.Sessions.AsNoTracking().SingleAsync(Tests.Token);
    }

    private static async Task AgeAsync(EntraRig rig)
    {
        await using var accounts = await rig.AccountsAsync();
        var old = TimeProvider.System.GetUtcNow().AddMinutes(-11);
        await accounts.Sessions.ExecuteUpdateAsync(row => row.SetProperty(session => session.ProvedAt, old), Tests.Token);
    }
}
