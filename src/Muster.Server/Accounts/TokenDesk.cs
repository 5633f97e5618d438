using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Accounts.Emergency;

namespace Muster.Server.Accounts;

/// <summary>Secrets by which programs work on somebody's behalf.</summary>
internal sealed class TokenDesk(IDbContextFactory<AccountsContext> contexts, IAuditLog audit, TimeProvider clock)
{
    /// <summary>What every secret begins with, so that scanners find it where it should not be.</summary>
    public const string Prefix = "muster_";

    /// <summary>The longest that a token lasts.</summary>
    public const int MostDays = 365;

    /// <summary>Most tokens of one account that are in force at once.</summary>
    public const int Most = 50;

    /// <summary>Tokens of one account, the newest first; revoked and expired ones too.</summary>
    /// <param name="query">Which.</param>
    /// <param name="after">Only those behind this place; null from the first.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<ApiToken>> PageAsync(OwnTokens query, TokenPlace? after, int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Ordered(Behind(Own(context, query), after)).Take(most).ToListAsync(cancellationToken);
    }

    /// <summary>How many of one account there are.</summary>
    public async Task<long> CountAsync(OwnTokens query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Own(context, query).LongCountAsync(cancellationToken);
    }

    /// <summary>Tokens of everybody that are in force, the newest first, with the names of whose they are.</summary>
    /// <param name="after">Only those behind this place; null from the first.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<TokenInForce>> PageAsync(TokenPlace? after, int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Ordered(Behind(InForce(context), after))
            .Take(most)
            .Join(context.Users, row => row.Account, user => user.Id, (row, user) => new { row, user.DisplayName })
            .OrderByDescending(pair => pair.row.CreatedAt)
            .ThenBy(pair => pair.row.Id)
            .Select(pair => new TokenInForce(pair.row, pair.DisplayName))
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many tokens of everybody are in force.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await InForce(context).LongCountAsync(cancellationToken);
    }

    private static IQueryable<ApiToken> Own(AccountsContext context, OwnTokens query)
    {
        var tokens = context.Tokens.AsNoTracking().Where(row => row.Account == query.Account);
        if (query.Only is { } only)
            tokens = tokens.Where(row => row.Id == only);
        if (query.Since is { } since)
            tokens = tokens.Where(row => row.ExpiresAt > since && (row.RevokedAt == null || row.RevokedAt > since));
        return tokens;
    }

    private static IQueryable<ApiToken> Behind(IQueryable<ApiToken> tokens, TokenPlace? after) =>
        after is var (created, id) ? tokens.Where(row => row.CreatedAt < created || (row.CreatedAt == created && row.Id > id)) : tokens;

    private static IQueryable<ApiToken> Ordered(IQueryable<ApiToken> tokens) =>
        tokens.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id);

    private IQueryable<ApiToken> InForce(AccountsContext context)
    {
        var now = clock.GetUtcNow();
        return context.Tokens.AsNoTracking().Where(row => row.RevokedAt == null && row.ExpiresAt > now);
    }

    /// <summary>Makes one.</summary>
    /// <param name="caller">Whose it is. A token makes none: it would outlive the one that made it, when that is revoked because it leaked.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="scope">The most it may do.</param>
    /// <param name="expiresAt">When it stops working.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="connections">Keys of the only connections it shall work on; null for wherever its maker may.</param>
    /// <returns>The token with its secret, to be shown once; or what is wrong, by field: <c>name</c>, <c>scope</c>, <c>ends</c>, <c>connections</c>.</returns>
    /// <exception cref="AccessDeniedException">The caller came with a token.</exception>
    public async Task<(ApiToken? Token, string? Secret, IReadOnlyDictionary<string, string> Faults)> MakeAsync(
        Caller caller,
        string name,
        Role scope,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken,
        IReadOnlyCollection<int>? connections = null
    )
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        name = name.Trim();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
            faults["name"] = "Say what the token is for, in at most 100 characters.";
        if (scope is Role.None || scope > caller.Highest)
            faults["scope"] = $"Your role is {caller.Highest}; a token can do no more than you, and no less than Auditor.";
        if (connections is not null && (connections.Count == 0 || !connections.All(key => caller.May(Right.Read, key))))
            faults["connections"] = "Name connections where you have a role, at least one.";
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var latest = now.AddDays(MostDays);
        if (expiresAt is not { } ends || ends <= now || ends > latest)
            faults["ends"] = $"Give a time from now to {latest.UtcDateTime:yyyy-MM-dd}; no token lasts longer than a year.";
        if (faults.Count > 0)
            return (null, null, faults);
        if (caller.Account == EmergencyDoor.Account)
            throw new AccessDeniedException(
                Right.Tokens,
                "The emergency account makes no tokens: one would outlast the emergency. Nothing was changed."
            );
        if (caller.Token is not null)
            throw new AccessDeniedException(
                Right.Tokens,
                "A token makes no tokens. Sign in, and make it on your profile page. Nothing was changed."
            );
        if (
            await context.Tokens.CountAsync(
                row => row.Account == caller.Account && row.RevokedAt == null && row.ExpiresAt > now,
                cancellationToken
            ) >= Most
        )
        {
            faults["name"] = $"You have {Most} tokens in force, which is the most. Revoke one first.";
            return (null, null, faults);
        }
        var secret = Secrets.New(Prefix);
        var token = new ApiToken
        {
            Account = caller.Account,
            Name = name,
            SecretHash = Secrets.Hash(secret),
            Prefix = secret[..(Prefix.Length + 4)],
            Scope = scope,
            Connections = TokenConnections.Text(connections),
            CreatedAt = now,
            ExpiresAt = expiresAt!.Value,
        };
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.Tokens.Add(token);
        await context.SaveChangesAsync(cancellationToken);
        await turn.AppendAsync(
            caller.Name,
            "token.made",
            name,
            [
                ("id", token.Id.ToString()),
                ("scope", scope.ToString()),
                ("connections", token.Connections),
                ("prefix", token.Prefix),
                ("expiresAt", token.ExpiresAt.ToString("O")),
            ],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return (token, secret, faults);
    }

    /// <summary>Ends one for good; the caller's own, or with the right over people anybody's. One's own need no right: whoever has lost it must still be able to. A token without the right over tokens ends itself only.</summary>
    /// <returns>The token; null when the caller has no such.</returns>
    public async Task<ApiToken?> RevokeAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var token = await context.Tokens.FirstOrDefaultAsync(
            row => row.Id == id && (row.Account == caller.Account || caller.Role == Role.Owner),
            cancellationToken
        );
        if (caller.Token is { } own && own != id && !caller.May(Right.Tokens))
            return null;
        if (token is null or { RevokedAt: not null })
            return token;
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        token.RevokedAt = clock.GetUtcNow();
        await context.SaveChangesAsync(cancellationToken);
        await turn.AppendAsync(
            caller.Name,
            "token.revoked",
            token.Name,
            [("id", id.ToString()), ("prefix", token.Prefix)],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return token;
    }
}
