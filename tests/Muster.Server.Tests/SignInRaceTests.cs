using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.SignIn;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What happens to an account while its person signs in.</summary>
public sealed class SignInRaceTests
{
    private const string Mail = "administrator@example.com";

    [Theory]
    [InlineData("disabled")]
    [InlineData("demoted")]
    [InlineData("unlinked")]
    public async Task A_sign_in_under_way_does_not_take_back_what_an_owner_did_meanwhile(string deed)
    {
        await using var rig = await StartAsync();
        await using var request = new SignInDesk(rig);
        var account = (await request.Accounts.FindByEmailAsync(Mail))!;
        await DoAsync(rig, account.Id, deed);

        account.LastSignInAt = TimeProvider.System.GetUtcNow();

        Assert.False((await request.Accounts.UpdateAsync(account)).Succeeded);
        var after = await FindAsync(rig, account.Id);
        Assert.Equal(
            deed switch
            {
                "disabled" => (true, Role.Administrator, "1"),
                "demoted" => (false, Role.Auditor, "1"),
                _ => (false, Role.Administrator, null),
            },
            (after.Disabled, after.Role, after.ObjectId)
        );
    }

    [Fact]
    public async Task Whoever_is_disabled_while_signing_in_is_refused_and_no_sign_in_is_recorded()
    {
        await using var rig = await StartAsync();
        var id = await IdAsync(rig);
        var interrupted = new InterruptedAudit(rig.Server.Muster.Database.Audit, () => DoAsync(rig, id, "disabled"));
        await using var request = new SignInDesk(rig, interrupted);

        Assert.IsType<SignInStep.Refused>(await request.SignIn.TryAsync(Mail, ServerRig.Password, Tests.Token));

        Assert.True((await FindAsync(rig, id)).Disabled);
        Assert.Equal(0, await SignInDesk.SessionsAsync(rig));
        Assert.DoesNotContain("account.signedIn", await rig.ActionsAsync());
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

    private static async Task DoAsync(ServerRig rig, Guid account, string deed)
    {
        var owner = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(rig));
        var (desk, entra) = (rig.Server.Services.GetRequiredService<AccountDesk>(), rig.Server.Services.GetRequiredService<EntraDesk>());
        await (
            deed switch
            {
                "disabled" => desk.DisableAsync(owner, account, true, Tests.Token),
                "demoted" => desk.ChangeAsync(owner, account, Role.Auditor, false, Tests.Token),
                _ => entra.LinkAsync(owner, account, "", Tests.Token),
            }
        );
    }

    private static async Task<Account> FindAsync(ServerRig rig, Guid id)
    {
        await using var context = await ContextAsync(rig);
        return await context.Users.AsNoTracking().SingleAsync(row => row.Id == id, Tests.Token);
    }

    private static async Task<Guid> IdAsync(ServerRig rig)
    {
        await using var context = await ContextAsync(rig);
        return await context.Users.Where(row => row.Email == Mail).Select(row => row.Id).SingleAsync(Tests.Token);
    }

    private static Task<AccountsContext> ContextAsync(ServerRig rig) =>
        rig.Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);
}
