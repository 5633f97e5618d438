using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn;

/// <summary>Bounds how often somebody may guess at an account, and keeps its holder in: who guesses is made to wait by address, and where an account rests for everybody after guesses from many addresses, it does not rest for a browser where it signed in before. Passkeys cannot be guessed and are not asked about here.</summary>
internal sealed class AccountGuard(
    UserManager<Account> accounts,
    AccountThrottle throttle,
    KnownDevice devices,
    IHttpContextAccessor requests,
    TimeProvider clock
)
{
    /// <summary>Whether nothing is checked for the account now, for whoever asks.</summary>
    /// <param name="account">Which.</param>
    /// <param name="place">Where the guess comes from, when not from the browser of this request.</param>
    public bool IsResting(Account account, string? place = null) =>
        throttle.IsResting(account.Id, place ?? PlaceOf(account))
        || (place is null && devices.Of(account) is null && account.LockoutEnd > clock.GetUtcNow());

    /// <summary>Whether the browser of this request is one where the account signed in before.</summary>
    public bool IsKnown(Account account) => devices.Of(account) is not null;

    /// <summary>Counts a wrong guess, for the place and for the account.</summary>
    public async Task FailedAsync(Account account, string? place = null)
    {
        throttle.Note(account.Id, place ?? PlaceOf(account));
        await accounts.AccessFailedAsync(account);
    }

    /// <summary>Forgives what was mistyped before.</summary>
    public async Task SucceededAsync(Account account)
    {
        throttle.Forget(account.Id, PlaceOf(account));
        if (account.AccessFailedCount > 0)
            await accounts.ResetAccessFailedCountAsync(account);
    }

    private string PlaceOf(Account account) =>
        devices.Of(account) is { } device ? $"device {device}" : Networks.Of(requests.HttpContext?.Connection.RemoteIpAddress);
}
