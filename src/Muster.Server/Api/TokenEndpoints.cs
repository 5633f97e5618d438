using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>A secret by which a program works on somebody's behalf. The secret itself is shown once, when it is made.</summary>
/// <param name="Id">Names the token.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">Its first characters, to recognise it by.</param>
/// <param name="Scope">The most it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops working.</param>
/// <param name="UsedAt">When it was last used, to the minute; null for never.</param>
/// <param name="RevokedAt">When somebody revoked it; null while it is in force.</param>
internal sealed record TokenItem(
    Guid Id,
    string Name,
    string Prefix,
    Role Scope,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UsedAt,
    DateTimeOffset? RevokedAt
)
{
    public static TokenItem Of(ApiToken token) =>
        new(token.Id, token.Name, token.Prefix, token.Scope, token.CreatedAt, token.ExpiresAt, token.UsedAt, token.RevokedAt);
}

/// <summary>A token that shall be made.</summary>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Scope">The most it may do; never more than its maker.</param>
/// <param name="ExpiresAt">When it stops working; at most a year from now.</param>
internal sealed record NewToken(string Name, Role Scope, DateTimeOffset ExpiresAt);

/// <summary>A token that was made.</summary>
/// <param name="Token">The token.</param>
/// <param name="Secret">The secret: shown this once, kept nowhere.</param>
internal sealed record MadeToken(TokenItem Token, string Secret);

/// <summary>The caller's own tokens.</summary>
internal static class TokenEndpoints
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static void Map(IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapGet("", ListAsync).As("listTokens", Right.Tokens);
        tokens.MapPost("", MakeAsync).As("makeToken", Right.Tokens);
        tokens.MapPost("/{id:guid}/revoke", RevokeAsync).As("revokeToken", Right.Tokens);
    }

    /// <summary>Lists one's own tokens, the newest first.</summary>
    internal static async Task<Page<TokenItem>> ListAsync(
        HttpContext context,
        IDbContextFactory<AccountsContext> contexts,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var mine = context.Caller().Account;
        await using var accounts = await contexts.CreateDbContextAsync(cancellationToken);
        var tokens = await accounts.Tokens.AsNoTracking().Where(token => token.Account == mine).ToListAsync(cancellationToken);
        return Paging
            .Of(context, page)
            .Slice(
                [.. tokens.OrderByDescending(token => token.CreatedAt).ThenBy(token => token.Id)],
                token => token.Id.ToString(),
                TokenItem.Of
            );
    }

    /// <summary>Makes a token. One that is made with a token can do no more and lasts no longer than that.</summary>
    internal static async Task<Created<MadeToken>> MakeAsync(
        NewToken order,
        HttpContext context,
        IDbContextFactory<AccountsContext> contexts,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (caller, now) = (context.Caller(), clock.GetUtcNow());
        if (order.Name.Trim() is not { Length: > 0 and <= 100 } name || name.Any(char.IsControl))
            throw ApiException.Invalid("/name", "A name has 1 to 100 characters, without control characters.");
        if (order.Scope == Role.None || order.Scope > caller.Role)
            throw ApiException.Invalid("/scope", $"Your role is {caller.Role}; a token can have no more, and no less than Auditor.");
        if (order.ExpiresAt <= now || order.ExpiresAt > now + Longest)
            throw ApiException.Invalid("/expiresAt", "A token ends in the future, and at most a year from now.");
        await using var accounts = await contexts.CreateDbContextAsync(cancellationToken);
        if (
            Guid.TryParse(context.User.FindFirst(SessionClaims.Token)?.Value, out var by)
            && await accounts.Tokens.FindAsync([by], cancellationToken) is { } parent
            && order.ExpiresAt > parent.ExpiresAt
        )
            throw ApiException.Invalid("/expiresAt", "A token that is made with a token lasts no longer than that. Sign in to make another.");
        var secret = Secrets.New(TokenAuthentication.Prefix);
        var token = new ApiToken
        {
            Account = caller.Account,
            Name = name,
            SecretHash = Secrets.Hash(secret),
            Prefix = secret[..12],
            Scope = order.Scope,
            CreatedAt = now,
            ExpiresAt = order.ExpiresAt,
        };
        // Said before it is done: a token that nobody can see in the log must not come to be.
        await audit.AppendAsync(
            caller.Name,
            "token.made",
            name,
            [("scope", order.Scope.ToString()), ("expiresAt", Wording.JsonFormat.Instant(order.ExpiresAt)), ("prefix", token.Prefix)],
            cancellationToken
        );
        accounts.Tokens.Add(token);
        await accounts.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/tokens/{token.Id}", new MadeToken(TokenItem.Of(token), secret));
    }

    /// <summary>Revokes one of one's own tokens; it stops working at once.</summary>
    /// <param name="id">Id of the token.</param>
    internal static async Task<TokenItem> RevokeAsync(
        Guid id,
        HttpContext context,
        IDbContextFactory<AccountsContext> contexts,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var caller = context.Caller();
        await using var accounts = await contexts.CreateDbContextAsync(cancellationToken);
        var token =
            await accounts.Tokens.FirstOrDefaultAsync(row => row.Id == id && row.Account == caller.Account, cancellationToken)
            ?? throw ApiException.NotFound("You have no such token.");
        if (token.RevokedAt is null)
        {
            token.RevokedAt = clock.GetUtcNow();
            await accounts.SaveChangesAsync(cancellationToken);
            await audit.AppendAsync(caller.Name, "token.revoked", token.Name, [("prefix", token.Prefix)], cancellationToken);
        }
        return TokenItem.Of(token);
    }
}
