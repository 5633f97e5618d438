using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn;

/// <summary>Checks a password, and counts the wrong ones. Identity's own check would forgive earlier failures for every right password, since it does not know of Muster's second step: codes could be guessed for ever.</summary>
internal sealed class PasswordCheck(UserManager<Account> accounts, AccountGuard guard, AccountsContext context)
{
    /// <summary>Whether it is the account's password and the account does not rest after too many failures.</summary>
    public async Task<bool> IsRightAsync(Account account, string password)
    {
        using var guess = await guard.TryTakeAsync(account);
        if (guess is null)
        {
            await RefuseAsync(password);
            return false;
        }
        if (!await accounts.CheckPasswordAsync(account, password))
        {
            await guard.FailedAsync(account);
            return false;
        }
        // Where a second step follows, only that forgives.
        if (account.TwoFactorEnabled)
            guard.GiveBack(guess);
        else
            await guard.SucceededAsync(account, guess);
        return true;
    }

    /// <summary>The work of a check that fails, for an account that is not there, is disabled or rests: a hash and a write, so that the time tells nothing.</summary>
    public async Task RefuseAsync(string password)
    {
        accounts.PasswordHasher.HashPassword(new Account(), password);
        await context.Setup.ExecuteUpdateAsync(row => row.SetProperty(setup => setup.TokenHash, setup => setup.TokenHash));
    }
}
