using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.SignIn;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>One browser's way through signing in, without the browser: what the pages call, in the scope of a request.</summary>
internal sealed class SignInDesk : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    /// <summary>Opens it.</summary>
    /// <param name="rig">The server.</param>
    /// <param name="audit">The audit log that the sign-in writes to; null for the server's own.</param>
    public SignInDesk(ServerRig rig, IAuditLog? audit = null)
    {
        _scope = rig.Server.Services.CreateAsyncScope();
        Services.GetRequiredService<IHttpContextAccessor>().HttpContext = new DefaultHttpContext { RequestServices = Services };
        audit ??= rig.Server.Muster.Database.Audit;
        SignIn = ActivatorUtilities.CreateInstance<PasswordSignIn>(
            Services,
            audit,
            ActivatorUtilities.CreateInstance<SignInRecord>(Services, audit)
        );
    }

    /// <summary>What the pages call.</summary>
    public PasswordSignIn SignIn { get; }

    /// <summary>Services of this request.</summary>
    public IServiceProvider Services => _scope.ServiceProvider;

    /// <summary>The accounts as this request sees them.</summary>
    public UserManager<Account> Accounts => Services.GetRequiredService<UserManager<Account>>();

    /// <summary>The owner of a server.</summary>
    public static async Task<Account> OwnerAsync(ServerRig rig) =>
        (await rig.Server.Services.GetRequiredService<AccountDesk>().ListAsync(Tests.Token)).First(row => row.Role == Role.Owner);

    /// <summary>An account as a caller.</summary>
    public static Caller CallerOf(Account account) => new(account.Id, account.DisplayName, account.Role, account.Approver, null, null);

    /// <summary>How many sessions there are.</summary>
    public static async Task<int> SessionsAsync(ServerRig rig)
    {
        await using var context = await rig
            .Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(Tests.Token);
        return await context.Sessions.CountAsync(Tests.Token);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}
