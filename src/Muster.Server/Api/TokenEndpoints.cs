using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
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
/// <param name="Connections">Names of the only connections it works on; null for wherever its maker may.</param>
internal sealed record TokenItem(
    Guid Id,
    string Name,
    string Prefix,
    Role Scope,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UsedAt,
    DateTimeOffset? RevokedAt,
    IReadOnlyList<string>? Connections
)
{
    public static TokenItem Of(ApiToken token, IReadOnlyDictionary<int, string> names) =>
        new(
            token.Id,
            token.Name,
            token.Prefix,
            token.Scope,
            token.CreatedAt,
            token.ExpiresAt,
            token.UsedAt,
            token.RevokedAt,
            TokenConnections.Of(token) is { } only ? [.. only.Where(names.ContainsKey).Select(key => names[key])] : null
        );
}

/// <summary>A token that shall be made.</summary>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Scope">The most it may do; never more than its maker.</param>
/// <param name="ExpiresAt">When it stops working; at most a year from now.</param>
/// <param name="Connections">Names of the only connections it shall work on; left out for wherever its maker may.</param>
internal sealed record NewToken(string Name, Role Scope, DateTimeOffset ExpiresAt, IReadOnlyList<string>? Connections = null);

/// <summary>A token that was made.</summary>
/// <param name="Token">The token.</param>
/// <param name="Secret">The secret: shown this once, kept nowhere.</param>
internal sealed record MadeToken(TokenItem Token, string Secret);

/// <summary>The caller's own tokens.</summary>
internal static class TokenEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapGet("", ListAsync).As("listTokens", Right.Tokens).Narrowed();
        tokens.MapPost("", MakeAsync).As("makeToken", Right.Tokens).Narrowed();
        tokens.MapPost("/{id:guid}/revoke", RevokeAsync).As("revokeToken", Right.Tokens).Narrowed();
    }

    /// <summary>Lists one's own tokens, the newest first.</summary>
    internal static async Task<Page<TokenItem>> ListAsync(
        HttpContext context,
        IDbContextFactory<AccountsContext> contexts,
        MusterInstance muster,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var mine = context.Caller().Account;
        await using var accounts = await contexts.CreateDbContextAsync(cancellationToken);
        var tokens = await accounts.Tokens.AsNoTracking().Where(token => token.Account == mine).ToListAsync(cancellationToken);
        var names = await Named.ConnectionNamesAsync(muster, cancellationToken);
        return Paging
            .Of(context, page)
            .Slice(
                [.. tokens.OrderByDescending(token => token.CreatedAt).ThenBy(token => token.Id)],
                token => token.Id.ToString(),
                token => TokenItem.Of(token, names)
            );
    }

    /// <summary>Makes a token. One that is made with a token can do no more and lasts no longer than that.</summary>
    internal static async Task<Created<MadeToken>> MakeAsync(
        NewToken order,
        HttpContext context,
        TokenDesk desk,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var seen = await Named.ConnectionsAsync(muster, context, Right.Read, cancellationToken);
        List<int>? only = order.Connections is null ? null : [];
        foreach (var (index, name) in (order.Connections ?? []).Index())
            only!.Add(
                seen.FirstOrDefault(it => string.Equals(it.Name, name, StringComparison.OrdinalIgnoreCase))?.Key
                    ?? throw ApiException.Invalid($"/connections/{index}", $"There is no connection called '{name}'.")
            );
        var (token, secret, faults) = await desk.MakeAsync(
            context.Caller(),
            order.Name,
            order.Scope,
            order.ExpiresAt,
            cancellationToken,
            only
        );
        foreach (var (field, fault) in faults)
            throw ApiException.Invalid(field == "ends" ? "/expiresAt" : $"/{field}", fault);
        return TypedResults.Created(
            $"/api/v1/tokens/{token!.Id}",
            new MadeToken(TokenItem.Of(token!, seen.ToDictionary(it => it.Key, it => it.Name)), secret!)
        );
    }

    /// <summary>Revokes a token, one's own or, for an Owner, anybody's; it stops working at once.</summary>
    /// <param name="id">Id of the token.</param>
    internal static async Task<TokenItem> RevokeAsync(
        Guid id,
        HttpContext context,
        TokenDesk desk,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) =>
        await desk.RevokeAsync(context.Caller(), id, cancellationToken) is { } token
            ? TokenItem.Of(token, await Named.ConnectionNamesAsync(muster, cancellationToken))
            : throw ApiException.NotFound("You have no such token.");
}
