using Microsoft.AspNetCore.Identity;
using Muster.Server.Accounts.Emergency;

namespace Muster.Server.Accounts;

/// <summary>A local account has a mail address of its own; a person who comes from Entra needs none, and the emergency account has none.</summary>
internal sealed class AccountValidator : UserValidator<Account>
{
    /// <inheritdoc />
    public override Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user) =>
        user.Email is null && (user.ObjectId is not null || user.Id == EmergencyDoor.Account)
            ? Task.FromResult(IdentityResult.Success)
            : base.ValidateAsync(manager, user);
}
