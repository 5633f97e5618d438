using System.Globalization;
using Microsoft.AspNetCore.Identity;

namespace Muster.Server.Accounts;

/// <summary>A password that an Owner hands over: it opens nothing but the form that replaces it, and for a week only.</summary>
internal sealed class OneTimePassword(UserManager<Account> accounts, TimeProvider clock)
{
    /// <summary>How long it works.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    private const string Keeper = "Muster";
    private const string Name = "OneTimeUntil";

    /// <summary>A new password, in groups that can be read out.</summary>
    public static string New()
    {
        var secret = Secrets.New("");
        return string.Join('-', Enumerable.Range(0, 4).Select(part => secret.Substring(part * 5, 5)));
    }

    /// <summary>Marks the account's password as such.</summary>
    public Task MarkAsync(Account account) =>
        accounts.SetAuthenticationTokenAsync(
            account,
            Keeper,
            Name,
            (clock.GetUtcNow() + Lasts).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
        );

    /// <summary>Until when the account's password works; null when the person chose it.</summary>
    public async Task<DateTimeOffset?> UntilAsync(Account account) =>
        await accounts.GetAuthenticationTokenAsync(account, Keeper, Name) is { } until
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(until, CultureInfo.InvariantCulture))
            : null;

    /// <summary>Whether it has expired.</summary>
    public async Task<bool> IsOverAsync(Account account) => await UntilAsync(account) <= clock.GetUtcNow();

    /// <summary>The person has chosen one.</summary>
    public Task ClearAsync(Account account) => accounts.RemoveAuthenticationTokenAsync(account, Keeper, Name);
}
