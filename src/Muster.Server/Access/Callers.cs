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
    public async Task<Caller?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        SignedIn.Of(principal) is { } signedIn ? (await FindAsync([signedIn], cancellationToken)).GetValueOrDefault(signedIn) : null;

    /// <summary>The same for several, in as many statements as for one; those whose session, token or account has ended are left out.</summary>
    public async Task<IReadOnlyDictionary<SignedIn, Caller>> FindAsync(
        IReadOnlyCollection<SignedIn> signedIn,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = signedIn.Select(one => one.Account).Distinct().ToList();
        var accounts = await context
            .Users.AsNoTracking()
            .Where(row => ids.Contains(row.Id) && !row.Disabled)
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        if (accounts.Count == 0)
            return ImmutableDictionary<SignedIn, Caller>.Empty;
        var sessions = await SessionsAsync(context, [.. signedIn.Select(one => one.Session).OfType<Guid>()], cancellationToken);
        var tokens = await TokensAsync(context, [.. signedIn.Select(one => one.Token).OfType<Guid>()], cancellationToken);
        var grants = await GrantsAsync(context, [.. accounts.Keys], cancellationToken);
        var found = new Dictionary<SignedIn, Caller>();
        var owning = new List<SignedIn>();
        foreach (var one in signedIn)
        {
            if (!accounts.TryGetValue(one.Account, out var account))
                continue;
            if (one.Session is { } number)
            {
                if (!sessions.TryGetValue(number, out var session))
                    continue;
                found[one] = new Caller(account.Id, account.DisplayName, account.Role, account.Approver, session.ProvedAt, number)
                {
                    Grants = [.. grants[account.Id]],
                    Ends = new(session.SeenAt + SessionTickets.Idle, session.EndsAt),
                };
                owning.Add(one);
            }
            else if (one.Token is { } id && tokens.TryGetValue(id, out var token))
            {
                found[one] = Under(token, account, [.. grants[account.Id]]);
                if (token.Connections is null && token.Scope >= Role.Operator)
                    owning.Add(one);
            }
        }
        var users = await ownership.UsersOfAsync([.. owning.Select(one => accounts[one.Account]).Distinct()], cancellationToken);
        var groups = await ownership.GroupsAsync([.. users.Values.Distinct()], cancellationToken);
        foreach (var one in owning)
            if (users.TryGetValue(one.Account, out var user))
                found[one] = found[one] with { PlatformUser = user, OwnGroups = groups[user].ToImmutableDictionary() };
        return found;
    }

    /// <summary>Those of some sessions that are in force, by number.</summary>
    private async Task<IReadOnlyDictionary<Guid, Session>> SessionsAsync(
        AccountsContext context,
        IReadOnlyList<Guid> numbers,
        CancellationToken cancellationToken
    )
    {
        if (numbers.Count == 0)
            return ImmutableDictionary<Guid, Session>.Empty;
        var now = clock.GetUtcNow();
        var rows = await context.Sessions.AsNoTracking().Where(row => numbers.Contains(row.Id)).ToListAsync(cancellationToken);
        return rows.Where(row => now < row.EndsAt && now - row.SeenAt < SessionTickets.Idle).ToDictionary(row => row.Id);
    }

    /// <summary>Those of some tokens that are in force, by id.</summary>
    private async Task<IReadOnlyDictionary<Guid, ApiToken>> TokensAsync(
        AccountsContext context,
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return ImmutableDictionary<Guid, ApiToken>.Empty;
        var now = clock.GetUtcNow();
        var rows = await context
            .Tokens.AsNoTracking()
            .Where(row => ids.Contains(row.Id) && row.RevokedAt == null)
            .ToListAsync(cancellationToken);
        return rows.Where(row => now < row.ExpiresAt).ToDictionary(row => row.Id);
    }

    /// <summary>Roles for connections that there are, by account: what was given for one that was removed has no effect.</summary>
    private async Task<ILookup<Guid, ConnectionGrant>> GrantsAsync(
        AccountsContext context,
        IReadOnlyList<Guid> accounts,
        CancellationToken cancellationToken
    )
    {
        var rows = await context.ConnectionRoles.AsNoTracking().Where(row => accounts.Contains(row.Account)).ToListAsync(cancellationToken);
        var there =
            rows.Count == 0 ? [] : (await muster.Connections.ListAsync(cancellationToken)).Select(connection => connection.Key).ToHashSet();
        return rows.Where(row => there.Contains(row.Connection))
            .OrderBy(row => row.Connection)
            .ToLookup(row => row.Account, row => new ConnectionGrant(row.Connection, row.Role, row.Approver));
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
}
