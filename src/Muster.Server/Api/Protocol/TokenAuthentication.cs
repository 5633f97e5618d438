using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
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
            return AuthenticateResult.Fail("Not a token.");
        var hash = Secrets.Hash(secret);
        await using var context = await contexts.CreateDbContextAsync(Context.RequestAborted);
        var token = await context.Tokens.FirstOrDefaultAsync(row => row.SecretHash == hash, Context.RequestAborted);
        var now = clock.GetUtcNow();
        if (token is null || token.RevokedAt is not null || now >= token.ExpiresAt)
            return AuthenticateResult.Fail("Not in force.");
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
}
