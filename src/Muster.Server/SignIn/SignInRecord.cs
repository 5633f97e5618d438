using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Muster.Engine.Auditing;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn;

/// <summary>Notes in the account and the audit log that somebody signed in, before they are let in.</summary>
internal sealed class SignInRecord(
    UserManager<Account> accounts,
    AccountsContext context,
    IAuditLog audit,
    IHttpContextAccessor requests,
    TimeProvider clock
)
{
    /// <summary>Notes a sign-in.</summary>
    /// <param name="account">Who, as they were looked up for it.</param>
    /// <param name="with">By what: <c>password and code</c>.</param>
    /// <param name="detail">What else the audit log has of it.</param>
    /// <param name="cancellationToken">Cancels it; nothing is noted.</param>
    /// <param name="spend">Uses up what works once, together with the note or not at all; says whether it was there.</param>
    /// <returns>False when the account was changed meanwhile, or there was nothing to use up: nobody is let in with what was true before.</returns>
    public async Task<bool> NoteAsync(
        Account account,
        string with,
        IReadOnlyList<(string Name, object? Value)> detail,
        CancellationToken cancellationToken,
        Func<AccountsContext, Task<bool>>? spend = null
    )
    {
        // The log is waited for first: nobody's sign-in waits meanwhile for what is held here.
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (spend is not null && !await spend(context))
            return false;
        account.LastSignInAt = clock.GetUtcNow();
        if (!(await accounts.UpdateAsync(account)).Succeeded)
            return false;
        var from = requests.HttpContext?.Connection.RemoteIpAddress?.ToString();
        await turn.AppendAsync(
            account.DisplayName,
            "account.signedIn",
            account.Address,
            [("with", with), ("from", from), .. detail],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }
}
