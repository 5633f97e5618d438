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
    /// <summary>Takes a guess at the account, before it is checked; disposed of once it was counted or was right. Of those from many addresses no more are under way at once than may still be wrong.</summary>
    /// <param name="account">Which.</param>
    /// <param name="place">Where the guess comes from, when not from the browser of this request.</param>
    /// <returns>The guess; null while nothing is checked for the account, for whoever asks.</returns>
    public async Task<GuessUnderWay?> TryTakeAsync(Account account, string? place = null)
    {
        if (throttle.TryTake(account.Id, place ?? PlaceOf(account)) is not { } guess)
            return null;
        var underWay = throttle.Begin(account.Id);
        var isTaken = false;
        try
        {
            isTaken = place is not null || IsKnown(account) || await IsLeftAsync(account, underWay);
            return isTaken ? new GuessUnderWay(throttle, account.Id, guess) : null;
        }
        finally
        {
            if (!isTaken)
            {
                throttle.End(account.Id);
                throttle.GiveBack(guess);
            }
        }
    }

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
    public void GiveBack(GuessUnderWay guess) => throttle.GiveBack(guess.Taken);

    /// <summary>Forgives what was mistyped before a guess that was right.</summary>
    public async Task SucceededAsync(Account account, GuessUnderWay guess)
    {
        throttle.Forget(guess.Taken);
        if (account.AccessFailedCount > 0)
            await accounts.ResetAccessFailedCountAsync(account);
    }

    /// <summary>Whether one more may be wrong. Begun first and then read: whatever began before is counted there or still under way.</summary>
    private async Task<bool> IsLeftAsync(Account account, int underWay)
    {
        var standing = await context
            .Users.Where(row => row.Id == account.Id)
            .Select(row => new { row.AccessFailedCount, row.LockoutEnd })
            .FirstOrDefaultAsync();
        return standing is not null
            && !(standing.LockoutEnd > clock.GetUtcNow())
            && standing.AccessFailedCount + underWay <= accounts.Options.Lockout.MaxFailedAccessAttempts;
    }

    private string PlaceOf(Account account) =>
        devices.Of(account) is { } device ? $"device {device}" : Networks.Of(requests.HttpContext?.Connection.RemoteIpAddress);
}

/// <summary>A guess at an account, under way until it is disposed of.</summary>
internal sealed class GuessUnderWay(AccountThrottle throttle, Guid account, Guess taken) : IDisposable
{
    /// <summary>The guess as it counts for its place.</summary>
    public Guess Taken => taken;

    /// <inheritdoc />
    public void Dispose() => throttle.End(account);
}
