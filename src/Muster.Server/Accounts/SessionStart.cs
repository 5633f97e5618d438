using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.SignIn;

namespace Muster.Server.Accounts;

/// <summary>Gives a browser the key of a session: a new key at each sign-in and at each proof of who one is, so that a key that somebody planted or saw before is worth nothing afterwards.</summary>
internal sealed class SessionStart(
    IHttpContextAccessor requests,
    SignInManager<Account> principals,
    IAuthenticationSchemeProvider schemes,
    SessionDesk sessions,
    KnownDevice devices,
    AccountsContext context,
    IAuditLog audit
)
{
    /// <summary>Begins a session; one that the browser had before is over.</summary>
    /// <param name="account">Who, as they were looked up for the sign-in.</param>
    /// <returns>False when they were shut out meanwhile: the browser has a key that opens nothing.</returns>
    public async Task<bool> BeginAsync(Account account)
    {
        var http = requests.HttpContext!;
        var present = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (Guid.TryParse(present.Principal?.FindFirstValue(SessionClaims.Session), out var before))
            await sessions.ForgetAsync(before, http.RequestAborted);
        if (!await IssueAsync(http, account, new AuthenticationProperties()))
            return false;
        devices.Remember(account);
        return true;
    }

    /// <summary>Goes on with a session whose owner has just proved who they are: the same session, fresh, with a new key. Recorded first.</summary>
    /// <param name="account">Who.</param>
    /// <param name="session">Which session.</param>
    /// <param name="with">By what they proved it: <c>password</c>.</param>
    /// <param name="spend">Uses up what works once, together with the record or not at all; says whether it was there.</param>
    /// <returns>False when there was nothing to use up: the session is as it was.</returns>
    public async Task<bool> RenewAsync(Account account, Guid session, string with, Func<AccountsContext, Task<bool>>? spend = null)
    {
        var http = requests.HttpContext!;
        await using (var turn = await audit.TurnAsync(http.RequestAborted))
        await using (var transaction = await context.Database.BeginTransactionAsync(http.RequestAborted))
        {
            if (spend is not null && !await spend(context))
                return false;
            await turn.AppendAsync(account.DisplayName, "account.confirmed", account.Address, [("with", with)], http.RequestAborted);
            await turn.CommitAsync(http.RequestAborted);
            await transaction.CommitAsync(CancellationToken.None);
        }
        await IssueAsync(http, account, new AuthenticationProperties { Items = { [SessionTickets.Continued] = session.ToString() } });
        return true;
    }

    /// <returns>Whether there is a session to the key.</returns>
    private async Task<bool> IssueAsync(HttpContext http, Account account, AuthenticationProperties properties)
    {
        var principal = await principals.CreateUserPrincipalAsync(account);
        var scheme = await schemes.GetSchemeAsync(IdentityConstants.ApplicationScheme);
        // The handler of this request has read the cookie and would keep its key; another one that sees no cookie makes a new key.
        var handler = ActivatorUtilities.CreateInstance<CookieAuthenticationHandler>(http.RequestServices);
        var cookies = http.Request.Headers.Cookie;
        http.Request.Headers.Remove("Cookie");
        try
        {
            await handler.InitializeAsync(scheme!, http);
            await handler.SignInAsync(principal, properties);
            return principal.HasClaim(claim => claim.Type == SessionClaims.Session);
        }
        finally
        {
            http.Request.Headers.Cookie = cookies;
        }
    }
}
