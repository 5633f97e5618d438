using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Who may do what, with the rights and the sessions of that moment.</summary>
public sealed class AccessRuleTests
{
    [Fact]
    public void Every_page_names_the_right_that_it_needs() =>
        Assert.Empty(
            typeof(MusterServer)
                .Assembly.GetTypes()
                .Where(type => type.GetCustomAttributes<RouteAttribute>().Any())
                .Where(type => !type.GetCustomAttributes(true).Any(attribute => attribute is IAuthorizeData or IAllowAnonymous))
                .Select(type => type.Name)
        );

    [Fact]
    public void What_is_dangerous_asks_for_a_fresh_proof() =>
        Assert.Equal(
            [Right.Export, Right.Approve, Right.ConfigureGuards, Right.ConfigureCeiling, Right.Credentials, Right.People, Right.Tokens],
            Enum.GetValues<Right>().Where(AccessRules.NeedsProof)
        );

    [Fact]
    public async Task A_token_that_the_profile_page_makes_opens_the_api_and_makes_no_other()
    {
        await using var rig = await OwnedAsync();
        var (owner, desk) = (await OwnerAsync(rig), rig.Server.Services.GetRequiredService<TokenDesk>());
        var ends = TimeProvider.System.GetUtcNow().AddDays(3);
        var (token, secret, _) = await desk.MakeAsync(owner, "Report", Role.Auditor, ends, Tests.Token);
        using var http = new HttpClient { BaseAddress = rig.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        using var answer = await http.GetAsync("/api/v1/me", Tests.Token);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAsync<AccessDeniedException>(() =>
            desk.MakeAsync(owner with { Token = token!.Id }, "More", Role.Auditor, ends.AddDays(-1), Tests.Token)
        );
    }

    [Fact]
    public async Task What_the_audit_log_cannot_have_does_not_happen()
    {
        await using var rig = await OwnedAsync();
        var owner = await OwnerAsync(rig);
        await rig.AccountAsync(nameof(Role.Operator), Tests.Token);
        var services = rig.Server.Services;
        var contexts = services.GetRequiredService<IDbContextFactory<AccountsContext>>();
        var full = new FullAuditLog();
        var desk = new AccountDesk(services.GetRequiredService<IServiceScopeFactory>(), contexts, full, TimeProvider.System);
        var tokens = new TokenDesk(contexts, full, TimeProvider.System);
        var before = await StateAsync(contexts);
        var someone = (await desk.ListAsync(Tests.Token)).Single(account => account.Role == Role.Operator);
        Func<Task>[] deeds =
        [
            () => desk.AddAsync(owner, "New", "new@example.com", Role.Auditor, false, Tests.Token),
            () => desk.ChangeAsync(owner, someone.Id, Role.Owner, true, Tests.Token),
            () => desk.DisableAsync(owner, someone.Id, true, Tests.Token),
            () => desk.ResetAsync(owner, someone.Id, true, Tests.Token),
            () => tokens.MakeAsync(owner, "x", Role.Owner, TimeProvider.System.GetUtcNow().AddDays(1), Tests.Token),
        ];
        foreach (var deed in deeds)
            await Assert.ThrowsAsync<IOException>(deed);
        Assert.Equal(before, await StateAsync(contexts));
    }

    [Fact]
    public async Task An_open_page_ends_after_half_an_hour_without_a_click_and_not_while_somebody_works_at_it()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await OwnedAsync(clock);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        var (callers, sessions) = (
            rig.Server.Services.GetRequiredService<Callers>(),
            rig.Server.Services.GetRequiredService<SessionDesk>()
        );
        var session = Assert.Single(await sessions.PageAsync(null, null, 10, Tests.Token));
        var person = await PrincipalAsync(rig, session.Id);
        for (var clicks = 0; clicks < 4; clicks++)
        {
            clock.Step(TimeSpan.FromMinutes(20));
            await sessions.SeenAsync(session.Id, Tests.Token);
            Assert.NotNull(await callers.FindAsync(person, Tests.Token));
        }
        clock.Step(SessionTickets.Idle);
        Assert.Null(await callers.FindAsync(person, Tests.Token));
        await sessions.SeenAsync(session.Id, Tests.Token);
        Assert.Null(await callers.FindAsync(person, Tests.Token));
    }

    private static async Task<ServerRig> OwnedAsync(TimeProvider? clock = null)
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token, clock: clock);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        return rig;
    }

    private static async Task<Caller> OwnerAsync(ServerRig rig)
    {
        var account = (await rig.Server.Services.GetRequiredService<AccountDesk>().ListAsync(Tests.Token)).Single(row =>
            row.Role == Role.Owner
        );
        return new(account.Id, account.DisplayName, Role.Owner, false, null, null);
    }

    private static async Task<System.Security.Claims.ClaimsPrincipal> PrincipalAsync(ServerRig rig, Guid session)
    {
        var owner = await OwnerAsync(rig);
        return new(
            new System.Security.Claims.ClaimsIdentity(
                [
                    new(System.Security.Claims.ClaimTypes.NameIdentifier, owner.Account.ToString()),
                    new(SessionClaims.Session, session.ToString()),
                ],
                "test"
            )
        );
    }

    private static async Task<string> StateAsync(IDbContextFactory<AccountsContext> contexts)
    {
        await using var context = await contexts.CreateDbContextAsync(Tests.Token);
        var accounts = await context.Users.AsNoTracking().OrderBy(row => row.Id).ToListAsync(Tests.Token);
        return string.Join('\n', accounts.Select(row => $"{row.Email} {row.Role} {row.Approver} {row.Disabled} {row.PasswordHash}"))
            + await context.Tokens.CountAsync(Tests.Token);
    }
}
