using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn;

/// <summary>Bounds how often somebody may guess at an account, and keeps its holder in: who guesses is made to wait by address, and where an account rests for everybody after guesses from many addresses, it does not rest for a browser where it signed in before. Passkeys cannot be guessed and are not asked about here.</summary>
internal sealed class AccountGuard(
    UserManager<Account> accounts,
    AccountsContext context,
    AccountThrottle throttle,
    KnownDevice devices,
    IHttpContextAccessor requests,
    TimeProvider clock
)
{
    /// <summary>Takes a guess at the account, before it is checked.</summary>
    /// <param name="account">Which.</param>
    /// <param name="place">Where the guess comes from, when not from the browser of this request.</param>
    /// <returns>The guess; null while nothing is checked for the account, for whoever asks.</returns>
    public Guess? TryTake(Account account, string? place = null) =>
        place is null && devices.Of(account) is null && account.LockoutEnd > clock.GetUtcNow()
            ? null
            : throttle.TryTake(account.Id, place ?? PlaceOf(account));

    /// <summary>Whether the browser of this request is one where the account signed in before.</summary>
    public bool IsKnown(Account account) => devices.Of(account) is not null;

    /// <summary>Counts a wrong guess for the account; for the place it was when it was taken. One statement, since Identity's own count loses all but one of those at once.</summary>
    public Task FailedAsync(Account account)
    {
        var (most, stamp) = (accounts.Options.Lockout.MaxFailedAccessAttempts, Guid.NewGuid().ToString());
        DateTimeOffset? end = clock.GetUtcNow() + accounts.Options.Lockout.DefaultLockoutTimeSpan;
        return context
            .Users.Where(row => row.Id == account.Id)
            .ExecuteUpdateAsync(row =>
                row.SetProperty(one => one.LockoutEnd, one => one.AccessFailedCount + 1 >= most ? end : one.LockoutEnd)
                    .SetProperty(one => one.AccessFailedCount, one => one.AccessFailedCount + 1 >= most ? 0 : one.AccessFailedCount + 1)
                    .SetProperty(one => one.ConcurrencyStamp, stamp)
            );
    }

    /// <summary>Gives a guess back that was right where more is asked for, and forgives no other.</summary>
    public void GiveBack(Guess guess) => throttle.GiveBack(guess);

    /// <summary>Forgives what was mistyped before a guess that was right.</summary>
    public async Task SucceededAsync(Account account, Guess guess)
    {
        throttle.Forget(guess);
        if (account.AccessFailedCount > 0)
            await accounts.ResetAccessFailedCountAsync(account);
    }

    private string PlaceOf(Account account) =>
        devices.Of(account) is { } device ? $"device {device}" : Networks.Of(requests.HttpContext?.Connection.RemoteIpAddress);
}
