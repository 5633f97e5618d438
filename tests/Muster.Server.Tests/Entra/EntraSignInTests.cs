using Microsoft.EntityFrameworkCore;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Testing;
using Muster.Testing.Provider;

namespace Muster.Server.Tests.Entra;

/// <summary>Signing in with Entra, against a real OpenID provider: who comes in, and as whom.</summary>
public sealed class EntraSignInTests(SharedEntraRig shared) : IClassFixture<SharedEntraRig>
{
    [Fact]
    public async Task A_person_whom_an_owner_added_comes_in_with_the_given_role_and_the_session_is_like_every_other()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        Assert.Null(await ada.SignInAsync());
        var (_, page) = await ada.GoAsync("/profile");
        Assert.Contains("Ada Lovelace, Operator.", page, StringComparison.Ordinal);
        var sessions = await rig.Get<SessionDesk>().PageAsync(null, null, 10, Tests.Token);
        Assert.Equal("Ada Lovelace", Assert.Single(sessions).Who);
        await rig.Get<SessionDesk>().EndAsync(await rig.OwnerAsync(), null, sessions[0].Id, Tests.Token);
        Assert.False(await ada.IsInAsync());
        var audit = await rig.Server.Tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "account.signedIn", "--json");
        Assert.Contains(ProviderPerson.Ada.ObjectId.ToString("D"), audit.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_lets_a_person_in_by_the_API_who_then_comes_in_and_keeps_the_only_way_they_have()
    {
        var rig = await shared.FreshAsync();
        using var owner = new PlainBrowser(rig.Server.Address, Tests.Token);
        (await owner.SignInAsync("owner@example.com", ServerRig.Password)).Dispose();
        using var made = await owner.PostAsync(
            "/api/v1/accounts/from-entra",
            $$"""{"name":"Ada","objectId":"{{ProviderPerson.Ada.ObjectId}}","role":"auditor"}"""
        );
        Assert.Equal(System.Net.HttpStatusCode.Created, made.StatusCode);
        using var ada = rig.Visitor();
        Assert.Null(await ada.SignInAsync());
        using var ended = await owner.PostAsync($"{made.Headers.Location}/entra", "{}");
        Assert.Equal(System.Net.HttpStatusCode.Conflict, ended.StatusCode);
        Assert.True(await ada.IsInAsync());
    }

    [Fact]
    public async Task The_way_there_asks_for_a_code_with_pkce_state_and_nonce_at_exactly_the_registered_address()
    {
        var rig = await shared.FreshAsync();
        using var ada = rig.Visitor();
        await ada.SignInAsync();
        var asked = Assert.Single(rig.Provider.Requests);
        Assert.Equal("code", asked.ResponseType);
        Assert.Equal("S256", asked.CodeChallengeMethod);
        Assert.True(asked.CodeChallenge?.Length >= 43);
        Assert.True(asked.Nonce?.Length > 20);
        Assert.True(asked.State?.Length > 20);
        Assert.Equal(new Uri(rig.Server.Address, "/sign-in/entra/done").ToString(), asked.RedirectUri);
        Assert.Equal("openid profile", asked.Scope);
    }

    [Fact]
    public async Task Behind_a_proxy_the_stated_address_is_the_one_to_come_back_to_whatever_a_request_says()
    {
        await using var rig = await EntraRig.StartAsync(publicUrl: new Uri("https://muster.example.com"));
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = rig.Server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in/entra");
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await http.SendAsync(request, Tests.Token);
        Assert.Contains(
            "redirect_uri=https%3A%2F%2Fmuster.example.com%2Fsign-in%2Fentra%2Fdone",
            answer.Headers.Location!.Query,
            StringComparison.Ordinal
        );
        Assert.All(
            answer.Headers.GetValues("Set-Cookie"),
            cookie =>
            {
                Assert.StartsWith("__Host-muster-entra-", cookie, StringComparison.Ordinal);
                Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            }
        );
    }

    [Fact]
    public async Task Nobody_comes_in_unless_added_and_is_told_the_object_id_to_ask_with()
    {
        var rig = await shared.FreshAsync();
        using var ada = rig.Visitor();
        var refusal = await ada.SignInAsync();
        Assert.Contains("nobody has given you access", refusal, StringComparison.Ordinal);
        Assert.Contains(ProviderPerson.Ada.ObjectId.ToString("D"), refusal, StringComparison.Ordinal);
        Assert.False(await ada.IsInAsync());
        Assert.Contains(await rig.FailedAsync(), name => name.StartsWith("Entra: not invited, aaaaaaaa", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_name_and_mail_address_as_somebody_who_may_come_in_open_nothing()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        await rig.Get<AccountDesk>()
            .AddAsync(await rig.OwnerAsync(), "Ada Lovelace, help desk", ProviderPerson.Eve.Mail, Role.Administrator, false, Tests.Token);
        rig.Provider.Person = ProviderPerson.Eve;
        using var eve = rig.Visitor();
        Assert.Contains("nobody has given you access", await eve.SignInAsync(), StringComparison.Ordinal);
        Assert.False(await eve.IsInAsync());
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_once_and_refused_with_the_reason()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        Assert.Null(await ada.SignInAsync());
        var account = (await rig.Get<AccountDesk>().ListAsync(Tests.Token)).Single(row => row.ObjectId is not null);
        await rig.Get<AccountDesk>().DisableAsync(await rig.OwnerAsync(), account.Id, true, Tests.Token);
        Assert.False(await ada.IsInAsync());
        Assert.Contains("is disabled", await ada.SignInAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_local_account_that_is_linked_opens_by_either_way_and_by_one_only_when_the_link_is_taken_away()
    {
        var rig = await shared.FreshAsync();
        var owner = await rig.OwnerAsync();
        var desk = rig.Get<EntraDesk>();
        Assert.Contains("object", await desk.LinkAsync(owner, owner.Account, "ada@example.com", Tests.Token));
        Assert.Empty(await desk.LinkAsync(owner, owner.Account, ProviderPerson.Ada.ObjectId.ToString("D"), Tests.Token));
        using var ada = rig.Visitor();
        Assert.Null(await ada.SignInAsync());
        Assert.Contains("Test Owner, Owner.", (await ada.GoAsync("/profile")).Page, StringComparison.Ordinal);
        using var local = rig.Visitor();
        await local.SignInLocallyAsync("owner@example.com");
        Assert.Contains(
            "object",
            await desk.AddAsync(owner, "Twice", ProviderPerson.Ada.ObjectId.ToString("D"), Role.Auditor, false, Tests.Token)
        );
        Assert.Empty(await desk.LinkAsync(owner, owner.Account, "", Tests.Token));
        Assert.False(await ada.IsInAsync());
        Assert.Contains("nobody has given you access", await ada.SignInAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_is_not_set_up_there_is_no_button_and_no_way()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync("Owner", Tests.Token);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = rig.Address };
        Assert.DoesNotContain("Entra", await http.GetStringAsync("/sign-in", Tests.Token), StringComparison.Ordinal);
        foreach (var way in new[] { "/sign-in/entra", "/sign-in/entra/done?code=a&state=b" })
        {
            using var answer = await http.GetAsync(way, Tests.Token);
            Assert.StartsWith("/sign-in?to=", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_before_and_takes_a_new_key()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        using var browser = rig.Visitor();
        await browser.SignInLocallyAsync("owner@example.com");
        var before = browser.Key;
        Assert.Null(await browser.SignInAsync());
        Assert.NotEqual(before, browser.Key);
        Assert.Contains("Ada Lovelace, Operator.", (await browser.GoAsync("/profile")).Page, StringComparison.Ordinal);
        await using var accounts = await rig.AccountsAsync();
        Assert.Equal(1, await accounts.Sessions.CountAsync(Tests.Token));
    }

    [Fact]
    public async Task The_detour_ends_at_no_other_host()
    {
        var rig = await shared.FreshAsync(ProviderPerson.Ada);
        using var ada = rig.Visitor();
        var (address, _) = await ada.GoAsync("/sign-in/entra?to=https://evil.example/");
        Assert.Equal(rig.Server.Address.Authority, address.Authority);
        Assert.Equal("/", address.AbsolutePath);
    }
}
