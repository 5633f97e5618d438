using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>How roles for single connections are given.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class GrantTests(TwoDirectoriesRig rig)
{
    [Fact]
    public async Task An_owner_gives_roles_by_the_api_each_change_is_one_entry_and_what_is_not_listed_is_taken_away()
    {
        var (id, owner) = (await AccountAsync("given@example.com"), await rig.WithTokenAsync("owner@example.com"));
        using (owner)
        {
            var before = await ChangesAsync(owner);
            var changed = await PatchAsync(
                owner,
                id,
                """{"connections":[{"connection":"corp","role":"operator","approver":true},{"connection":"lab","role":"auditor"}]}"""
            );
            Assert.Equal(2, changed.GetProperty("connections").GetArrayLength());
            Assert.Equal(before + 2, await ChangesAsync(owner));
            using (var given = await rig.WithTokenAsync("given@example.com"))
            {
                using var plan = await given.SendAsync("GET", $"/api/v1/plans/{rig.Two.Of["corp"].Plan}");
                Assert.Equal(HttpStatusCode.OK, plan.StatusCode);
                await PatchAsync(owner, id, """{"connections":[{"connection":"lab","role":"auditor"}]}""");
                using var gone = await given.SendAsync("GET", $"/api/v1/plans/{rig.Two.Of["corp"].Plan}");
                Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
            }
            Assert.Equal(before + 3, await ChangesAsync(owner));
            var entry = (await owner.JsonAsync("/api/v1/audit?action=account.connectionRoleChanged&limit=500"))
                .GetProperty("items")
                .EnumerateArray()
                .Where(item => item.ToString().Contains("given@example.com", StringComparison.Ordinal))
                .MaxBy(item => item.GetProperty("number").GetInt64())
                .ToString();
            Assert.Contains("corp", entry, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"connections":[{"connection":"corp","role":"owner"}]}""", "/connections/0/role")]
    [InlineData("""{"connections":[{"connection":"nosuch","role":"auditor"}]}""", "/connections/0/connection")]
    [InlineData(
        """{"connections":[{"connection":"corp","role":"auditor"},{"connection":"CORP","role":"operator"}]}""",
        "/connections/1/connection"
    )]
    [InlineData("""{"platformUser":"nobody@example.com"}""", "/platformUser")]
    public async Task What_cannot_be_given_is_refused_with_its_place_and_nothing_is_changed(string change, string pointer)
    {
        var id = await AccountAsync("refused@example.com");
        using var owner = await rig.WithTokenAsync("owner@example.com");
        var before = await ChangesAsync(owner);
        using var found = await owner.SendAsync("GET", $"/api/v1/accounts/{id}");
        using var answer = await owner.SendAsync("PATCH", $"/api/v1/accounts/{id}", change, ("If-Match", found.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(pointer, (await answer.BodyAsync()).GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(before, await ChangesAsync(owner));
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_have_and_what_cannot_be_recorded_does_not_happen()
    {
        var (id, muster) = (await AccountAsync("limits@example.com"), rig.Two.Rig.Server.Muster);
        var corp = (await muster.Connections.FindAsync("corp", Tests.Token))!;
        var desk = rig.Services.GetRequiredService<GrantDesk>();
        var little = new Caller(Guid.NewGuid(), "Op", Role.Operator, false, null, null);
        await Assert.ThrowsAsync<WorkFailedException>(() => desk.GiveAsync(little, id, corp, Role.Administrator, false, Tests.Token));
        await Assert.ThrowsAsync<WorkFailedException>(() => desk.GiveAsync(little, id, corp, Role.Operator, true, Tests.Token));
        var owner = little with { Role = Role.Owner };
        await Assert.ThrowsAsync<WorkFailedException>(() => desk.GiveAsync(owner, id, corp, Role.Owner, false, Tests.Token));
        var full = new GrantDesk(rig.Contexts, new FullAuditLog(), muster);
        await Assert.ThrowsAsync<IOException>(() => full.GiveAsync(owner, id, corp, Role.Operator, false, Tests.Token));
        await Assert.ThrowsAsync<IOException>(() => full.TieAsync(owner, id, rig.Two.Of["corp"].Owner, Tests.Token));
        await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        Assert.False(await accounts.ConnectionRoles.AnyAsync(row => row.Account == id, Tests.Token));
        Assert.Null((await accounts.Users.SingleAsync(row => row.Id == id, Tests.Token)).PlatformUser);
    }

    [Fact]
    public async Task An_account_that_somebody_else_changed_is_not_overwritten_and_who_did_is_named()
    {
        var (id, muster) = (await AccountAsync("contested@example.com"), rig.Two.Rig.Server.Muster);
        var (saving, desk) = (rig.Services.GetRequiredService<AccountSaving>(), rig.Services.GetRequiredService<AccountDesk>());
        var corp = (await muster.Connections.FindAsync("corp", Tests.Token))!;
        var ada = new Caller(Guid.NewGuid(), "Ada", Role.Owner, false, null, null);
        var grace = ada with { Name = "Grace" };
        var seen = (await saving.LookAsync(id, Tests.Token))!;
        await rig.Services.GetRequiredService<GrantDesk>().GiveAsync(grace, id, corp, Role.Operator, true, Tests.Token);
        var order = new AccountOrder
        {
            Account = id,
            Seen = seen,
            Role = Role.Auditor,
            Grants = [(corp, Role.Administrator, false)],
        };
        var refused = await Assert.ThrowsAsync<AccountOvertakenException>(() => saving.SaveAsync(ada, order, Tests.Token));
        Assert.Equal("Grace", refused.Actor);
        Assert.Equal((Role.Operator, true), refused.Theirs.Grants[corp.Key]);
        Assert.Equal(refused.Theirs, await saving.LookAsync(id, Tests.Token));
        await saving.SaveAsync(ada, order with { Seen = refused.Theirs }, Tests.Token);
        var after = (await saving.LookAsync(id, Tests.Token))!;
        Assert.Equal((Role.Auditor, Role.Administrator), (after.Role, after.Grants[corp.Key].Role));
        await desk.ChangeAsync(grace, id, Role.Operator, false, Tests.Token);
        await Assert.ThrowsAsync<AccountOvertakenException>(() => saving.SaveAsync(ada, order with { Seen = after }, Tests.Token));
    }

    [Fact]
    public async Task What_is_decided_about_an_account_is_done_whole_or_not_at_all()
    {
        var (id, muster) = (await AccountAsync("whole@example.com"), rig.Two.Rig.Server.Muster);
        var (corp, lab) = (
            (await muster.Connections.FindAsync("corp", Tests.Token))!,
            (await muster.Connections.FindAsync("lab", Tests.Token))!
        );
        var owner = new Caller(Guid.NewGuid(), "Ada", Role.Owner, false, null, null);
        var saving = rig.Services.GetRequiredService<AccountSaving>();
        var before = await saving.LookAsync(id, Tests.Token);
        var order = new AccountOrder
        {
            Account = id,
            Seen = before,
            Role = Role.Operator,
            Grants = [(corp, Role.Auditor, false), (lab, Role.Owner, false)],
            Ties = true,
            PlatformUser = rig.Two.Of["corp"].Owner,
        };
        // The second grant is refused, after the role and the first one were written.
        await Assert.ThrowsAsync<WorkFailedException>(() => saving.SaveAsync(owner, order, Tests.Token));
        Assert.Equal(before, await saving.LookAsync(id, Tests.Token));
        using var http = await rig.WithTokenAsync("owner@example.com");
        var entries = await ChangesAsync(http);
        var full = new AccountSaving(rig.Contexts, new FullAuditLog(), new GrantDesk(rig.Contexts, new FullAuditLog(), muster));
        var fitting = order with { Grants = [(corp, Role.Auditor, false), (lab, Role.Operator, true)] };
        await Assert.ThrowsAsync<IOException>(() => full.SaveAsync(owner, fitting, Tests.Token));
        Assert.Equal((before, entries), (await saving.LookAsync(id, Tests.Token), await ChangesAsync(http)));
        await saving.SaveAsync(owner, fitting, Tests.Token);
        Assert.Equal(2, (await saving.LookAsync(id, Tests.Token))!.Grants.Count);
    }

    [Fact]
    public async Task Over_HTTP_an_old_tag_is_refused_with_who_changed_the_account_also_in_the_midst_of_it()
    {
        var id = await AccountAsync("tagged@example.com");
        using var http = await rig.WithTokenAsync("owner@example.com");
        using var found = await http.SendAsync("GET", $"/api/v1/accounts/{id}");
        var tag = ("If-Match", found.Headers.ETag!.ToString());
        var grace = new Caller(Guid.NewGuid(), "Grace", Role.Owner, false, null, null);
        await rig.Services.GetRequiredService<AccountDesk>().ChangeAsync(grace, id, Role.Auditor, false, Tests.Token);
        using var late = await http.SendAsync("PATCH", $"/api/v1/accounts/{id}", """{"role":"operator"}""", tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Contains("Grace changed it", await late.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        using var again = await http.SendAsync("GET", $"/api/v1/accounts/{id}");
        // Ten at once with the tag of this moment: one is done, the others are told.
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async number =>
                {
                    var change = $$"""{"role":"{{(number % 2 == 0 ? "operator" : "administrator")}}","disabled":false}""";
                    using var answer = await http.SendAsync(
                        "PATCH",
                        $"/api/v1/accounts/{id}",
                        change,
                        ("If-Match", again.Headers.ETag!.ToString())
                    );
                    return answer.StatusCode;
                })
        );
        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(9, answers.Count(answer => answer == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_role_for_a_connection_that_is_gone_has_no_effect_and_a_later_one_does_not_inherit_it()
    {
        var (id, muster) = (await AccountAsync("orphan@example.com"), rig.Two.Rig.Server.Muster);
        var corp = (await muster.Connections.FindAsync("corp", Tests.Token))!;
        async Task<Connection> AddAsync() =>
            (await muster.Connections.AddAsync(corp with { Name = "short" }, new(CredentialKind.Secret, "secret"), "test", Tests.Token))!;
        var first = await AddAsync();
        await using (var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token))
        {
            accounts.ConnectionRoles.Add(
                new()
                {
                    Account = id,
                    Connection = first.Key,
                    Role = Role.Administrator,
                }
            );
            await accounts.SaveChangesAsync(Tests.Token);
        }
        using var http = await rig.WithTokenAsync("orphan@example.com");
        using (var there = await http.SendAsync("GET", "/api/v1/connections/short"))
            Assert.Equal(HttpStatusCode.OK, there.StatusCode);
        Assert.True(await muster.RemoveAsync(first, "test", Tests.Token));
        using (var gone = await http.SendAsync("GET", "/api/v1/connections/short"))
            Assert.Equal(HttpStatusCode.Forbidden, gone.StatusCode);
        var second = await AddAsync();
        using (var other = await http.SendAsync("GET", "/api/v1/connections/short"))
            Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.True(await muster.RemoveAsync(second, "test", Tests.Token));
    }

    [Fact]
    public async Task A_token_is_narrowed_to_connections_where_its_maker_has_a_role()
    {
        var id = await AccountAsync("narrows@example.com");
        var (corp, lab) = (rig.Two.Of["corp"].Connection, rig.Two.Of["lab"].Connection);
        var maker = new Caller(id, "N", Role.None, false, TimeProvider.System.GetUtcNow(), Guid.NewGuid())
        {
            Grants = [new(corp, Role.Operator, false)],
        };
        var (desk, ends) = (rig.Services.GetRequiredService<TokenDesk>(), TimeProvider.System.GetUtcNow().AddDays(1));
        async Task<IEnumerable<string>> FaultsAsync(Role scope, params int[] connections) =>
            (await desk.MakeAsync(maker, "n", scope, ends, Tests.Token, connections)).Faults.Keys;
        Assert.Equal(["connections"], await FaultsAsync(Role.Auditor, lab));
        Assert.Equal(["connections"], await FaultsAsync(Role.Auditor));
        Assert.Equal(["scope"], await FaultsAsync(Role.Administrator, corp));
        var (token, secret, _) = await desk.MakeAsync(maker, "n", Role.Operator, ends, Tests.Token, [corp]);
        Assert.NotNull(secret);
        Assert.Equal([corp], TokenConnections.Of(token!));
    }

    [Fact]
    public async Task Somebody_of_entra_is_the_platform_user_who_follows_their_directory_account()
    {
        var muster = rig.Two.Rig.Server.Muster;
        var corp = (await muster.Connections.FindAsync("corp", Tests.Token))!;
        var revision = await muster.Database.Platform.RevisionAsync(Tests.Token);
        var olga = (await muster.Database.Platform.FindUsersAsync(TenantStory.Upn("corp-olga"), revision, Tests.Token))[0];
        var ownership = new Ownership(muster);
        var account = new Account { TenantId = corp.TenantId, ObjectId = olga.Id!.Value.ToString() };
        Assert.Equal(olga.Key, await ownership.UserOfAsync(account, Tests.Token));
        Assert.Null(
            await ownership.UserOfAsync(new Account { TenantId = Guid.NewGuid().ToString(), ObjectId = account.ObjectId }, Tests.Token)
        );
    }

    private async Task<Guid> AccountAsync(string mail)
    {
        await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        if (!await accounts.Users.AnyAsync(row => row.Email == mail, Tests.Token))
            await rig.Two.Rig.AccountAsync(nameof(Role.None), Tests.Token, mail: mail);
        return (await accounts.Users.SingleAsync(row => row.Email == mail, Tests.Token)).Id;
    }

    private static async Task<JsonElement> PatchAsync(HttpClient http, Guid id, string change)
    {
        using var found = await http.SendAsync("GET", $"/api/v1/accounts/{id}");
        using var answer = await http.SendAsync("PATCH", $"/api/v1/accounts/{id}", change, ("If-Match", found.Headers.ETag!.ToString()));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Tests.Token));
        return await answer.BodyAsync();
    }

    private static async Task<long> ChangesAsync(HttpClient http) =>
        (await http.JsonAsync("/api/v1/audit?action=account.connectionRoleChanged&total=true")).GetProperty("total").GetInt64();
}
