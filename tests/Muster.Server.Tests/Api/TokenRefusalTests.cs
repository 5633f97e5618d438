using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.SignIn;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>Tokens that are not in force are counted, and whoever sends many has to wait.</summary>
[Collection(ApiRig.Name)]
public sealed class TokenRefusalTests(ApiRig rig)
{
    [Theory]
    [InlineData("revoked", "API token, revoked: muster_")]
    [InlineData("expired", "API token, expired: muster_")]
    [InlineData("disabled", "API token, account disabled: muster_")]
    [InlineData("unknown", "API token, unknown")]
    public async Task One_that_is_not_in_force_stands_under_failed_sign_ins_with_its_address_and_which_it_is(string caller, string named)
    {
        var address = LocalAddresses.Next();
        using var http = LocalAddresses.From(address, rig.Server.Address);
        http.DefaultRequestHeaders.Authorization = rig.As(caller).DefaultRequestHeaders.Authorization;
        for (var asked = 0; asked < 2; asked++)
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(http));
        var log = rig.Server.Server.Services.GetRequiredService<FailureLog>();
        var rows = await log.PageAsync(DateTimeOffset.UnixEpoch, null, 10_000, Tests.Token);
        var row = Assert.Single(rows, row => row.Address == address.ToString());
        Assert.StartsWith(named, row.Name, StringComparison.Ordinal);
        Assert.Equal(2, row.Count);
        await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        var ids = await accounts.Tokens.Select(token => token.Id).ToListAsync(Tests.Token);
        Assert.Equal(caller != "unknown", ids.Any(id => row.Name.EndsWith($"{id}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whoever_sends_many_has_to_wait_and_a_token_in_force_and_the_sign_in_do_not()
    {
        var address = LocalAddresses.Next();
        using var http = LocalAddresses.From(address, rig.Server.Address);
        http.DefaultRequestHeaders.Authorization = new("Bearer", Secrets.New("muster_"));
        for (var asked = 0; asked < AddressThrottle.Most; asked++)
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(http));
        using (var late = await http.GetAsync("/api/v1/me", Tests.Token))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
            Assert.InRange(late.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), AddressThrottle.Window);
            Assert.Equal("tooManyRequests", (await late.BodyAsync()).GetProperty("code").GetString());
        }
        Assert.False(rig.Server.Server.Services.GetRequiredService<AddressThrottle>().IsResting(address));
        http.DefaultRequestHeaders.Authorization = rig.As("Auditor").DefaultRequestHeaders.Authorization;
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http));
        using var other = LocalAddresses.From(LocalAddresses.Next(), rig.Server.Address);
        other.DefaultRequestHeaders.Authorization = new("Bearer", "muster_guessed");
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(other));
    }

    [Fact]
    public async Task What_is_refused_while_an_address_waits_is_not_written_and_the_wait_ends()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        var log = new FailureLog(rig.Contexts, clock);
        var refusals = new TokenRefusals(log, clock);
        var address = LocalAddresses.Next();
        for (var asked = 0; asked < AddressThrottle.Most; asked++)
            Assert.Null(await refusals.NoteAsync(null, "unknown", address, Tests.Token));
        for (var asked = 0; asked < 10; asked++)
            Assert.Equal(AddressThrottle.Window, await refusals.NoteAsync(null, "unknown", address, Tests.Token));
        var rows = await log.PageAsync(DateTimeOffset.UnixEpoch, null, 10_000, Tests.Token);
        Assert.Equal(AddressThrottle.Most, rows.Where(row => row.Address == address.ToString()).Sum(row => row.Count));
        clock.Step(AddressThrottle.Window);
        Assert.Null(await refusals.NoteAsync(null, "unknown", address, Tests.Token));
    }

    [Fact]
    public async Task Of_refused_tokens_at_once_no_more_are_written_than_one_after_the_other()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        var log = new FailureLog(rig.Contexts, clock);
        var refusals = new TokenRefusals(log, clock);
        var address = LocalAddresses.Next();
        var waits = await Task.WhenAll(
            Enumerable.Range(0, 80).Select(_ => Task.Run(() => refusals.NoteAsync(null, "unknown", address, Tests.Token)))
        );
        Assert.Equal(AddressThrottle.Most, waits.Count(wait => wait is null));
        var rows = await log.PageAsync(DateTimeOffset.UnixEpoch, null, 10_000, Tests.Token);
        Assert.Equal(AddressThrottle.Most, rows.Where(row => row.Address == address.ToString()).Sum(row => row.Count));
    }

    [Fact]
    public async Task An_owner_sees_on_the_list_of_everybodys_tokens_where_each_works()
    {
        var connection = (await rig.Server.Server.Muster.Connections.ListAsync(Tests.Token))[0];
        var owner = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(rig.Server));
        var (token, _, faults) = await rig
            .Server.Server.Services.GetRequiredService<TokenDesk>()
            .MakeAsync(owner, "Narrow", Role.Auditor, TimeProvider.System.GetUtcNow().AddDays(1), Tests.Token, [connection.Key]);
        Assert.Empty(faults);
        using var http = rig.As("Owner");
        var all = await http.JsonAsync("/api/v1/tokens?everybody=true&limit=200");
        var listed = all.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == token!.Id);
        Assert.Equal([connection.Name], listed.GetProperty("connections").EnumerateArray().Select(name => name.GetString()));
        using var browser = new PlainBrowser(rig.Server.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        using var page = await browser.GetAsync("/accounts?tokens=500");
        Assert.Contains($"only {connection.Name}", await page.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/api/v1/me", Tests.Token);
        return answer.StatusCode;
    }
}
