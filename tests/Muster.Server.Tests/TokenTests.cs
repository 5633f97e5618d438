using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Who ends tokens.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task Whoever_lost_the_right_to_tokens_still_ends_those_from_before()
    {
        await using var rig = await StartAsync();
        var (desk, owner, ada) = await PeopleAsync(rig);
        var (token, secret) = await MakeAsync(rig, ada, "Sync");
        var (other, _) = await MakeAsync(rig, ada, "Other");
        await desk.ChangeAsync(owner, ada.Account, Role.Auditor, false, Tests.Token);
        using var http = new HttpClient { BaseAddress = rig.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        Assert.Equal(HttpStatusCode.NotFound, await RevokeAsync(http, other));
        Assert.Equal(HttpStatusCode.OK, await RevokeAsync(http, token));
        Assert.Equal(HttpStatusCode.Unauthorized, await RevokeAsync(http, token));
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("operator@example.com", ServerRig.Password);
        using var list = await browser.GetAsync("/api/v1/tokens");
        Assert.Contains("Other", await list.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        using var ended = await browser.PostAsync($"/api/v1/tokens/{other}/revoke", "{}");
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
    }

    [Fact]
    public async Task An_owner_sees_and_ends_everybodys_tokens_and_nobody_else_sees_them()
    {
        await using var rig = await StartAsync();
        var (_, owner, ada) = await PeopleAsync(rig);
        var (token, secret) = await MakeAsync(rig, ada, "Sync");
        var (_, mine) = await MakeAsync(rig, owner, "Mine");
        using var http = new HttpClient { BaseAddress = rig.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        using (var refused = await http.GetAsync("/api/v1/tokens?everybody=true", Tests.Token))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", mine);
        using var all = JsonDocument.Parse(await http.GetStringAsync("/api/v1/tokens?everybody=true", Tests.Token));
        Assert.Equal(
            ["Test Operator: Sync", "Test Owner: Mine"],
            all.RootElement.GetProperty("items")
                .EnumerateArray()
                .Select(row => $"{row.GetProperty("who")}: {row.GetProperty("name")}")
                .Order()
        );
        Assert.Equal(HttpStatusCode.OK, await RevokeAsync(http, token));
        using var after = JsonDocument.Parse(await http.GetStringAsync("/api/v1/tokens?everybody=true", Tests.Token));
        Assert.Equal(1, after.RootElement.GetProperty("items").GetArrayLength());
    }

    private static async Task<ServerRig> StartAsync()
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        await rig.AccountAsync(nameof(Role.Operator), Tests.Token);
        return rig;
    }

    private static async Task<(AccountDesk Desk, Caller Owner, Caller Ada)> PeopleAsync(ServerRig rig)
    {
        var desk = rig.Server.Services.GetRequiredService<AccountDesk>();
        var people = await desk.ListAsync(Tests.Token);
        return (
            desk,
            SignInDesk.CallerOf(people.Single(row => row.Role == Role.Owner)),
            SignInDesk.CallerOf(people.Single(row => row.Role == Role.Operator))
        );
    }

    private static async Task<(Guid Id, string Secret)> MakeAsync(ServerRig rig, Caller whose, string name)
    {
        var ends = TimeProvider.System.GetUtcNow().AddDays(30);
        var (token, secret, _) = await rig
            .Server.Services.GetRequiredService<TokenDesk>()
            .MakeAsync(whose, name, whose.Role, ends, Tests.Token);
        return (token!.Id, secret!);
    }

    private static async Task<HttpStatusCode> RevokeAsync(HttpClient http, Guid token)
    {
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync($"/api/v1/tokens/{token}/revoke", body, Tests.Token);
        return answer.StatusCode;
    }
}
