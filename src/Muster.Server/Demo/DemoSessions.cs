using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;

namespace Muster.Server.Demo;

/// <summary>The browsers that are signed in to a demo by its door, for the server that takes the place of this one. All other accounts end with it.</summary>
/// <param name="Owner">The account behind the door.</param>
/// <param name="Sessions">Its sessions.</param>
internal sealed record DemoSessions(Account Owner, IReadOnlyList<Session> Sessions)
{
    /// <summary>Those of a server.</summary>
    /// <returns>Null when nobody has such an account any more.</returns>
    public static async Task<DemoSessions?> OfAsync(MusterServer server, CancellationToken cancellationToken)
    {
        var contexts = server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var owner = await context.Users.AsNoTracking().FirstOrDefaultAsync(account => account.Email == DemoDoor.Mail, cancellationToken);
        if (owner is null)
            return null;
        // As it was in the beginning: nothing to prove oneself by.
        (owner.PasswordHash, owner.TwoFactorEnabled) = (null, false);
        (owner.Role, owner.Disabled, owner.LockoutEnd, owner.AccessFailedCount) = (Role.Owner, false, null, 0);
        return new(owner, await context.Sessions.AsNoTracking().Where(row => row.Account == owner.Id).ToListAsync(cancellationToken));
    }

    /// <summary>Lets them in again.</summary>
    public async Task KeepAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var context = await services
            .GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(cancellationToken);
        context.Users.Add(Owner);
        context.Sessions.AddRange(Sessions);
        await context.SaveChangesAsync(cancellationToken);
    }
}
