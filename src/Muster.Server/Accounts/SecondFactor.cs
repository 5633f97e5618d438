using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace Muster.Server.Accounts;

/// <summary>The second step of signing in: an authenticator app, and recovery codes for when it is lost. The secret is kept encrypted, the codes as hashes.</summary>
internal sealed class SecondFactor(UserManager<Account> accounts, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How many recovery codes there are.</summary>
    public const int Codes = 10;

    private const string Keeper = "Muster";
    private const string SecretName = "TotpSecret";
    private const string StepName = "TotpStep";
    private const string CodesName = "RecoveryCodes";

    private readonly IDataProtector _protector = protection.CreateProtector("Muster.Totp.v1");

    /// <summary>Switches it on, once a code proves that the app has the secret.</summary>
    /// <returns>The recovery codes, to be shown once; null when the code is wrong.</returns>
    public async Task<IReadOnlyList<string>?> EnableAsync(Account account, byte[] secret, string code)
    {
        if (Totp.Accept(secret, code, clock.GetUtcNow(), 0) is not { } step)
            return null;
        await accounts.SetAuthenticationTokenAsync(account, Keeper, SecretName, Convert.ToBase64String(_protector.Protect(secret)));
        await NoteAsync(account, step);
        var codes = Enumerable.Range(0, Codes).Select(_ => Secrets.New("")[..16]).ToList();
        await accounts.SetAuthenticationTokenAsync(account, Keeper, CodesName, string.Join(';', codes.Select(Secrets.Hash)));
        Check(await accounts.SetTwoFactorEnabledAsync(account, enabled: true));
        return codes;
    }

    /// <summary>Switches it off, and forgets secret and codes.</summary>
    public async Task DisableAsync(Account account)
    {
        Check(await accounts.SetTwoFactorEnabledAsync(account, enabled: false));
        foreach (var name in new[] { SecretName, StepName, CodesName })
            await accounts.RemoveAuthenticationTokenAsync(account, Keeper, name);
    }

    /// <summary>How many recovery codes are left.</summary>
    public async Task<int> LeftAsync(Account account) => (await HashesAsync(account)).Count;

    /// <summary>Whether a code of the app, or a recovery code, is right; it is used up by that. Of two at once with one code, the first to be stored has it.</summary>
    public async Task<bool> AcceptAsync(Account account, string code)
    {
        code = code.Trim();
        if (await accounts.GetAuthenticationTokenAsync(account, Keeper, SecretName) is not { } kept)
            return false;
        var last = long.Parse(await accounts.GetAuthenticationTokenAsync(account, Keeper, StepName) ?? "0", CultureInfo.InvariantCulture);
        if (Totp.Accept(_protector.Unprotect(Convert.FromBase64String(kept)), code, clock.GetUtcNow(), last) is { } step)
            return (await NoteAsync(account, step)).Succeeded;
        var hashes = await HashesAsync(account);
        return hashes.Remove(Secrets.Hash(code))
            && (await accounts.SetAuthenticationTokenAsync(account, Keeper, CodesName, string.Join(';', hashes))).Succeeded;
    }

    private Task<IdentityResult> NoteAsync(Account account, long step) =>
        accounts.SetAuthenticationTokenAsync(account, Keeper, StepName, step.ToString(CultureInfo.InvariantCulture));

    private async Task<List<string>> HashesAsync(Account account) =>
        [
            .. (await accounts.GetAuthenticationTokenAsync(account, Keeper, CodesName) ?? "").Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries
            ),
        ];

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Description)));
    }
}
