using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Muster.Server.Accounts;

namespace Muster.Server.Api.Protocol;

/// <summary>Knows programs by the token they send: <c>Authorization: Bearer muster_…</c>.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IDbContextFactory<AccountsContext> contexts,
    TokenRefusals refusals,
    TimeProvider clock
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public new const string Scheme = "Bearer";

    private const string Word = "Bearer ";
    private const int LongestSecret = 200;

    /// <inheritdoc />
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers[HeaderNames.Authorization].ToString();
        if (!header.StartsWith(Word, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        var secret = header[Word.Length..].Trim();
        if (!secret.StartsWith(TokenDesk.Prefix, StringComparison.Ordinal) || secret.Length > LongestSecret)
            return await RefuseAsync(null, "not one");
        var hash = Secrets.Hash(secret);
        await using var context = await contexts.CreateDbContextAsync(Context.RequestAborted);
        var found = await context
            .Tokens.Where(row => row.SecretHash == hash)
            .Join(context.Users, row => row.Account, user => user.Id, (row, user) => new { Token = row, user.Disabled })
            .FirstOrDefaultAsync(Context.RequestAborted);
        if (found is null || !CryptographicOperations.FixedTimeEquals(Bytes(found.Token.SecretHash), Bytes(hash)))
            return await RefuseAsync(null, "unknown");
        var (token, now) = (found.Token, clock.GetUtcNow());
        if (token.RevokedAt is not null)
            return await RefuseAsync(token, "revoked");
        if (now >= token.ExpiresAt)
            return await RefuseAsync(token, "expired");
        if (found.Disabled)
            return await RefuseAsync(token, "account disabled");
        // To the minute, so that a busy program does not write all the time.
        if (token.UsedAt is not { } used || now - used >= TimeSpan.FromMinutes(1))
            await context.TryAsync(() =>
                context
                    .Tokens.Where(row => row.Id == token.Id)
                    .ExecuteUpdateAsync(row => row.SetProperty(it => it.UsedAt, now), Context.RequestAborted)
            );
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, token.Account.ToString()), new Claim(SessionClaims.Token, token.Id.ToString())],
            Scheme
        );
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    /// <exception cref="ApiException">The address sent too many such tokens, and has to wait.</exception>
    private async Task<AuthenticateResult> RefuseAsync(ApiToken? token, string why)
    {
        if (await refusals.NoteAsync(token, why, Context.Connection.RemoteIpAddress, Context.RequestAborted) is not { } rest)
            return AuthenticateResult.Fail("Not in force.");
        throw new ApiException(
            StatusCodes.Status429TooManyRequests,
            "tooManyRequests",
            "Too many tokens that are not in force came from this address. Wait as long as Retry-After says; a token that is in force works meanwhile."
        )
        {
            RetryAfter = rest,
        };
    }

    private static byte[] Bytes(string hash) => Encoding.ASCII.GetBytes(hash);
}
