using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Plans;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>Says who a principal is now: rights are read from the database each time, so that taking one away has effect at once.</summary>
internal sealed class Callers(IDbContextFactory<AccountsContext> contexts, TimeProvider clock)
{
    /// <summary>The caller; null when nobody is signed in, or the session, token or account has ended.</summary>
    public async Task<Caller?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
            return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await context.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (account is null || account.Disabled)
            return null;
        var now = clock.GetUtcNow();
        if (Guid.TryParse(principal.FindFirstValue(SessionClaims.Session), out var number))
        {
            var session = await context.Sessions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == number, cancellationToken);
            return session is null || now >= session.EndsAt || now - session.SeenAt >= SessionTickets.Idle
                ? null
                : new Caller(id, account.DisplayName, account.Role, account.Approver, session.ProvedAt, number);
        }
        if (!Guid.TryParse(principal.FindFirstValue(SessionClaims.Token), out var key))
            return null;
        var token = await context.Tokens.AsNoTracking().FirstOrDefaultAsync(row => row.Id == key, cancellationToken);
        if (token is null || token.RevokedAt is not null || now >= token.ExpiresAt)
            return null;
        var role = (Role)Math.Min((int)account.Role, (int)token.Scope);
        var approver = account.Approver && token.Scope >= Role.Operator;
        return new(id, SecondPerson.WithToken(account.DisplayName, token.Name), role, approver, null, null) { Token = key };
    }
}
