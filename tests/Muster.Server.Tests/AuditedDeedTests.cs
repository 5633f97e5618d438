using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.SignIn;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Every change of accounts counts only when the audit log has it, and makes nobody else wait for the log.</summary>
public sealed class AuditedDeedTests
{
    private const string Mail = "administrator@example.com";
    private static readonly byte[] Secret = [.. "12345678901234567890"u8];

    public static TheoryData<string> Deeds =>
        [
            "add",
            "change",
            "disable",
            "reset",
            "unlink",
            "make token",
            "revoke token",
            "end sessions",
            "change password",
            "second step on",
            "second step off",
            "choose password",
            "sign in",
        ];

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task What_the_audit_log_cannot_have_does_not_happen_and_nobody_waits_for_accounts_while_a_deed_waits_for_the_log(
        string deed
    )
    {
        await using var rig = await StartAsync();
        var act = await PrepareAsync(rig, deed);
        var before = await StateAsync(rig);
        await Assert.ThrowsAsync<IOException>(() => act(new FullAuditLog()));
        Assert.Equal(before, await StateAsync(rig));
        var waits = 0;
        await act(
            new InterruptedAudit(
                rig.Server.Muster.Database.Audit,
                async () =>
                {
                    waits++;
                    await WriteAsync(rig);
                }
            )
        );
        Assert.NotEqual(0, waits);
    }

    [Fact]
    public async Task Without_a_record_there_is_no_first_owner_and_the_token_still_works()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await using var scope = rig.Server.Services.CreateAsyncScope();
        var owner = new Account
        {
            Id = Guid.NewGuid(),
            DisplayName = "Ada",
            Email = "ada@example.com",
            UserName = "ada@example.com",
        };
        var full = ActivatorUtilities.CreateInstance<FirstOwner>(scope.ServiceProvider, new FullAuditLog());
        await Assert.ThrowsAsync<IOException>(() => full.CreateAsync(owner, ServerRig.Password, rig.SetupToken!, Tests.Token));
        Assert.True(await full.IsMissingAsync(Tests.Token));
        Assert.Equal("", await StateAsync(rig));
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        Assert.Contains("account.firstOwner", await rig.ActionsAsync());
    }

    private static async Task<ServerRig> StartAsync()
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        await rig.AccountAsync(nameof(Role.Administrator), Tests.Token);
        await using var context = await ContextAsync(rig);
        await context.Users.Where(row => row.Email == Mail).ExecuteUpdateAsync(row => row.SetProperty(it => it.ObjectId, "1"), Tests.Token);
        return rig;
    }

    /// <summary>Readies a deed, which is then done with an audit log.</summary>
    private static async Task<Func<IAuditLog, Task>> PrepareAsync(ServerRig rig, string deed)
    {
        var services = rig.Server.Services;
        var people = await services.GetRequiredService<AccountDesk>().ListAsync(Tests.Token);
        var owner = SignInDesk.CallerOf(people.Single(row => row.Role == Role.Owner));
        var ada = SignInDesk.CallerOf(people.Single(row => row.Role == Role.Administrator));
        var ends = TimeProvider.System.GetUtcNow().AddDays(1);
        AccountDesk Desk(IAuditLog audit) => ActivatorUtilities.CreateInstance<AccountDesk>(services, audit);
        TokenDesk Tokens(IAuditLog audit) => ActivatorUtilities.CreateInstance<TokenDesk>(services, audit);
        SessionDesk Sessions(IAuditLog audit) => ActivatorUtilities.CreateInstance<SessionDesk>(services, audit);
        OwnAccount Own(IAuditLog audit) => ActivatorUtilities.CreateInstance<OwnAccount>(services, audit);
        switch (deed)
        {
            case "add":
                return audit => Desk(audit).AddAsync(owner, "New", "new@example.com", Role.Auditor, false, Tests.Token);
            case "change":
                return audit => Desk(audit).ChangeAsync(owner, ada.Account, Role.Owner, true, Tests.Token);
            case "disable":
                return audit => Desk(audit).DisableAsync(owner, ada.Account, true, Tests.Token);
            case "reset":
                return audit => Desk(audit).ResetAsync(owner, ada.Account, true, Tests.Token);
            case "unlink":
                return audit =>
                    ActivatorUtilities.CreateInstance<EntraDesk>(services, audit).LinkAsync(owner, ada.Account, "", Tests.Token);
            case "make token":
                return audit => Tokens(audit).MakeAsync(owner, "x", Role.Owner, ends, Tests.Token);
            case "revoke token":
                var (token, _, _) = await services.GetRequiredService<TokenDesk>().MakeAsync(owner, "x", Role.Owner, ends, Tests.Token);
                return audit => Tokens(audit).RevokeAsync(owner, token!.Id, Tests.Token);
            case "end sessions":
                await SignInAsync(rig);
                return audit => Sessions(audit).EndAsync(owner, null, null, Tests.Token);
            case "change password":
                await SignInAsync(rig);
                return audit => Own(audit).ChangePasswordAsync(ada, ServerRig.Password, "four other words here", Tests.Token);
            case "second step on":
                return audit =>
                    Own(audit).EnableAsync(ada, Secret, Totp.Code(Secret, Totp.Step(TimeProvider.System.GetUtcNow())), Tests.Token);
            case "second step off":
                return audit => Own(audit).DisableAsync(ada, Tests.Token);
            case "choose password":
                var once = await services.GetRequiredService<AccountDesk>().ResetAsync(owner, ada.Account, false, Tests.Token);
                return async audit =>
                {
                    await using var request = new SignInDesk(rig, audit);
                    var step = Assert.IsType<SignInStep.Replace>(await request.SignIn.TryAsync(Mail, once, Tests.Token));
                    const string chosen = "four other words here";
                    Assert.IsType<SignInStep.Done>(await request.SignIn.ReplaceAsync(step.State, chosen, chosen, Tests.Token));
                };
            default:
                return async audit =>
                {
                    await using var request = new SignInDesk(rig, audit);
                    Assert.IsType<SignInStep.Done>(await request.SignIn.TryAsync(Mail, ServerRig.Password, Tests.Token));
                };
        }
    }

    private static async Task SignInAsync(ServerRig rig)
    {
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync(Mail, ServerRig.Password);
    }

    /// <summary>Writes to the accounts, as every sign-in does; fails when somebody holds them.</summary>
    private static async Task WriteAsync(ServerRig rig)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(rig.Tenant.Muster.Folder, AccountsContext.FileName)};Default Timeout=1;Pooling=False"
        );
        await connection.OpenAsync(Tests.Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE; COMMIT";
        await command.ExecuteNonQueryAsync(Tests.Token);
    }

    private static async Task<string> StateAsync(ServerRig rig)
    {
        await using var context = await ContextAsync(rig);
        var accounts = await context.Users.AsNoTracking().OrderBy(row => row.Id).ToListAsync(Tests.Token);
        var sessions = await context.Sessions.CountAsync(Tests.Token);
        var tokens = await context.Tokens.AsNoTracking().OrderBy(row => row.Id).Select(row => row.RevokedAt).ToListAsync(Tests.Token);
        var secrets = await context.UserTokens.CountAsync(Tests.Token);
        return accounts.Count == 0
            ? ""
            : string.Join(
                '\n',
                [
                    .. accounts.Select(row =>
                        $"{row.Email} {row.Role} {row.Approver} {row.Disabled} {row.ObjectId} {row.PasswordHash} {row.TwoFactorEnabled} {row.LastSignInAt}"
                    ),
                    $"{sessions} sessions, {secrets} secrets, tokens {string.Join(' ', tokens)}",
                ]
            );
    }

    private static Task<AccountsContext> ContextAsync(ServerRig rig) =>
        rig.Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);
}
