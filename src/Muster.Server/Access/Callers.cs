using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Plans;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>Says who a principal is now: rights are read from the database each time, so that taking one away has effect at once.</summary>
internal sealed class Callers(IDbContextFactory<AccountsContext> contexts, MusterInstance muster, Ownership ownership, TimeProvider clock)
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
            if (session is null || now >= session.EndsAt || now - session.SeenAt >= SessionTickets.Idle)
                return null;
            return await OwningAsync(
                new Caller(id, account.DisplayName, account.Role, account.Approver, session.ProvedAt, number)
                {
                    Grants = await GrantsAsync(context, id, cancellationToken),
                },
                account,
                cancellationToken
            );
        }
        if (!Guid.TryParse(principal.FindFirstValue(SessionClaims.Token), out var key))
            return null;
        var token = await context.Tokens.AsNoTracking().FirstOrDefaultAsync(row => row.Id == key, cancellationToken);
        if (token is null || token.RevokedAt is not null || now >= token.ExpiresAt)
            return null;
        var caller = Under(token, account, await GrantsAsync(context, id, cancellationToken));
        return token.Connections is null && token.Scope >= Role.Operator ? await OwningAsync(caller, account, cancellationToken) : caller;
    }

    /// <summary>Roles for connections that there are: what was given for one that was removed has no effect.</summary>
    private async Task<IReadOnlyList<ConnectionGrant>> GrantsAsync(
        AccountsContext context,
        Guid account,
        CancellationToken cancellationToken
    )
    {
        var rows = await context.ConnectionRoles.AsNoTracking().Where(row => row.Account == account).ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return [];
        var there = (await muster.Connections.ListAsync(cancellationToken)).Select(connection => connection.Key).ToHashSet();
        return
        [
            .. rows.Where(row => there.Contains(row.Connection))
                .OrderBy(row => row.Connection)
                .Select(row => new ConnectionGrant(row.Connection, row.Role, row.Approver)),
        ];
    }

    /// <summary>What a token may: never more than the account at this moment, and only on the connections it is narrowed to.</summary>
    private static Caller Under(ApiToken token, Account account, IReadOnlyList<ConnectionGrant> grants)
    {
        Role Least(Role role) => (Role)Math.Min((int)role, (int)token.Scope);
        var mayApprove = token.Scope >= Role.Operator;
        var under = grants.Select(grant => grant with { Role = Least(grant.Role), Approver = grant.Approver && mayApprove });
        var caller = new Caller(
            account.Id,
            SecondPerson.WithToken(account.DisplayName, token.Name),
            Least(account.Role),
            account.Approver && mayApprove,
            null,
            null
        )
        {
            Token = token.Id,
            Grants = [.. under],
        };
        if (TokenConnections.Of(token) is not { } only)
            return caller;
        return caller with
        {
            Role = Role.None,
            Approver = false,
            Grants =
            [
                .. only.Select(key =>
                {
                    var grant = caller.Grants.FirstOrDefault(grant => grant.Connection == key);
                    return new ConnectionGrant(
                        key,
                        (Role)Math.Max((int)caller.Role, (int)(grant?.Role ?? Role.None)),
                        caller.Approver || grant?.Approver == true
                    );
                }),
            ],
        };
    }

    private async Task<Caller> OwningAsync(Caller caller, Account account, CancellationToken cancellationToken)
    {
        if (await ownership.UserOfAsync(account, cancellationToken) is not { } user)
            return caller;
        var groups = await ownership.GroupsAsync(user, cancellationToken);
        return caller with { PlatformUser = user, OwnGroups = groups.ToImmutableDictionary() };
    }
}
