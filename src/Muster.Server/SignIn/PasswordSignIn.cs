using Microsoft.AspNetCore.Identity;
using Muster.Engine.Auditing;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn;

/// <summary>Signs in with mail address and password. What it answers does not tell whether the account exists.</summary>
internal sealed class PasswordSignIn(UserManager<Account> accounts, SignInManager<Account> session, IAuditLog audit, TimeProvider clock)
{
    private const string Refused =
        "Mail address and password do not belong together, or the account may not sign in. Try again; after several failures an account rests for five minutes.";

    /// <summary>Tries.</summary>
    /// <returns>Why not; null when signed in.</returns>
    public async Task<string?> TryAsync(string email, string password, CancellationToken cancellationToken)
    {
        var account = await accounts.FindByEmailAsync(email.Trim());
        if (account is null || account.Disabled)
        {
            // The same work as for an account that is there.
            accounts.PasswordHasher.HashPassword(new Account(), password);
            return Refused;
        }
        var result = await session.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (!result.Succeeded)
            return Refused;
        await audit.AppendAsync(account.DisplayName, "account.signedIn", account.Email ?? "", [("with", "password")], cancellationToken);
        account.LastSignInAt = clock.GetUtcNow();
        await accounts.UpdateAsync(account);
        await session.SignInAsync(account, isPersistent: false);
        return null;
    }
}
