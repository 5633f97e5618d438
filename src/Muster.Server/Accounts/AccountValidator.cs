using Microsoft.AspNetCore.Identity;

namespace Muster.Server.Accounts;

/// <summary>A local account has a mail address of its own; a person who comes from Entra needs none.</summary>
internal sealed class AccountValidator : UserValidator<Account>
{
    /// <inheritdoc />
    public override Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user) =>
        user is { Email: null, ObjectId: not null } ? Task.FromResult(IdentityResult.Success) : base.ValidateAsync(manager, user);
}
