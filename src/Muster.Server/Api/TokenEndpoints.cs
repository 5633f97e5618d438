using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
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
/// <param name="Who">Name of whose it is, in the list of everybody's; null otherwise.</param>
internal sealed record TokenItem(
    Guid Id,
    string Name,
    string Prefix,
    Role Scope,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UsedAt,
    DateTimeOffset? RevokedAt,
    IReadOnlyList<string>? Connections,
    string? Who
)
{
    public static TokenItem Of(ApiToken token, IReadOnlyDictionary<int, string> names, string? who = null) =>
        new(
            token.Id,
            token.Name,
            token.Prefix,
            token.Scope,
            token.CreatedAt,
            token.ExpiresAt,
            token.UsedAt,
            token.RevokedAt,
            TokenConnections.Of(token) is { } only ? [.. only.Where(names.ContainsKey).Select(key => names[key])] : null,
            who
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

/// <summary>The caller's own tokens; for an Owner everybody's.</summary>
internal static class TokenEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapGet("", ListAsync).As("listTokens", Right.SignedIn);
        tokens.MapPost("", MakeAsync).As("makeToken", Right.Tokens).Narrowed();
        tokens.MapPost("/{id:guid}/revoke", RevokeAsync).As("revokeToken", Right.SignedIn);
    }

    /// <summary>Lists one's own tokens, the newest first; or, for an Owner, everybody's that are in force.</summary>
    /// <param name="context">The request.</param>
    /// <param name="desk">Where tokens are.</param>
    /// <param name="muster">Names of connections.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="everybody">Whether to list everybody's; needs the role Owner.</param>
    internal static async Task<Page<TokenItem>> ListAsync(
        HttpContext context,
        TokenDesk desk,
        MusterInstance muster,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken,
        bool everybody = false
    )
    {
        var names = await Named.ConnectionNamesAsync(muster, cancellationToken);
        var paging = Paging.Of(context, page);
        var after = paging.AfterInstant is var (at, id) ? new TokenPlace(at, id) : null;
        if (everybody)
        {
            context.Demand(Right.People);
            return await paging.PageAsync(
                await desk.PageAsync(after, paging.Fetched, cancellationToken),
                row => TokenItem.Of(row.Token, names, row.Who),
                row => Paging.PlaceOf(row.Token.CreatedAt, row.Token.Id),
                () => desk.CountAsync(cancellationToken)
            );
        }
        var caller = context.Caller();
        var mine = new OwnTokens(caller.Account) { Only = caller.MayAnywhere(Right.Tokens) ? null : caller.Token };
        return await paging.PageAsync(
            await desk.PageAsync(mine, after, paging.Fetched, cancellationToken),
            token => TokenItem.Of(token, names),
            token => Paging.PlaceOf(token.CreatedAt, token.Id),
            () => desk.CountAsync(mine, cancellationToken)
        );
    }

    /// <summary>Makes a token. Needs a session: a token makes none, so that what it could have made need not be looked for when it leaks.</summary>
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

    /// <summary>Revokes a token, one's own or, for an Owner, anybody's; it stops working at once. A token that may not make plans revokes itself only.</summary>
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
