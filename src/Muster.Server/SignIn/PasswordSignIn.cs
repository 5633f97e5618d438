using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Muster.Engine.Auditing;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn;

/// <summary>Signs in with mail address and password, then whatever else the account asks for. What it answers does not tell whether an account exists.</summary>
internal sealed class PasswordSignIn(
    UserManager<Account> accounts,
    AccountsContext context,
    PasswordCheck passwords,
    AccountGuard guard,
    SessionStart sessions,
    SecondFactor second,
    OneTimePassword oneTime,
    FailureLog failures,
    AddressThrottle throttle,
    IHttpContextAccessor requests,
    IDataProtectionProvider protection,
    IAuditLog audit,
    SignInRecord record
)
{
    /// <summary>How long somebody may take from one step to the next.</summary>
    public static readonly TimeSpan StepLasts = TimeSpan.FromMinutes(10);

    private const string Refused =
        "Mail address and password do not belong together, or the account may not sign in. Try again; after eight failures wait five minutes, and after each further one longer.";

    private const string TooLate = "That took too long, or the account was changed meanwhile. Sign in from the beginning.";

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Muster.SignIn.v1").ToTimeLimitedDataProtector();

    /// <summary>The first step: mail address and password.</summary>
    public async Task<SignInStep> TryAsync(string email, string password, CancellationToken cancellationToken)
    {
        var account = await accounts.FindByEmailAsync(email.Trim());
        if (Rest(account, out var attempt) is { } rest)
            return rest;
        if (account is null || account.Disabled)
        {
            await passwords.RefuseAsync(password);
            return await RefuseAsync(email, Refused, cancellationToken);
        }
        if (!await passwords.IsRightAsync(account, password))
            return await RefuseAsync(email, Refused, cancellationToken);
        if (await oneTime.IsOverAsync(account))
            return await RefuseAsync(email, "This one-time password has expired. Ask an Owner for another.", cancellationToken);
        GiveBack(attempt);
        return account.TwoFactorEnabled
            ? new SignInStep.Code(Keep(account, "code"))
            : await AfterCodeAsync(account, "password", cancellationToken);
    }

    /// <summary>The second step: a code of the app, or a recovery code.</summary>
    public async Task<SignInStep> CodeAsync(string state, string code, CancellationToken cancellationToken)
    {
        var account = await FindAsync(state, "code");
        if (Rest(account, out var attempt) is { } rest)
            return rest;
        if (account is null)
        {
            GiveBack(attempt);
            return new SignInStep.Refused(TooLate);
        }
        using var guess = await guard.TryTakeAsync(account);
        if (guess is null)
        {
            GiveBack(attempt);
            return new SignInStep.Refused(Refused);
        }
        if (!await second.AcceptAsync(account, code))
        {
            await guard.FailedAsync(account);
            await NoteAsync(account.Address, cancellationToken);
            return new SignInStep.Code(
                state,
                "This code is wrong, or was used already. Type the one that the app shows now, or a recovery code."
            );
        }
        GiveBack(attempt);
        await guard.SucceededAsync(account, guess);
        return await AfterCodeAsync(account, "password and code", cancellationToken);
    }

    /// <summary>The step after a one-time password: one's own.</summary>
    public async Task<SignInStep> ReplaceAsync(string state, string password, string again, CancellationToken cancellationToken)
    {
        if (await FindAsync(state, "replace") is not { } account || await oneTime.UntilAsync(account) is null)
            return new SignInStep.Refused(TooLate);
        if (password != again)
            return new SignInStep.Replace(state, "The two passwords differ. Type the same twice.");
        if (await accounts.CheckPasswordAsync(account, password))
            return new SignInStep.Replace(state, "This is the one-time password. Choose one of your own.");
        await using (var turn = await audit.TurnAsync(cancellationToken))
        await using (var transaction = await context.Database.BeginTransactionAsync(cancellationToken))
        {
            var reset = await accounts.ResetPasswordAsync(account, await accounts.GeneratePasswordResetTokenAsync(account), password);
            if (!reset.Succeeded)
                return new SignInStep.Replace(state, string.Join(' ', reset.Errors.Select(error => error.Description)));
            await oneTime.ClearAsync(account);
            await turn.AppendAsync(account.DisplayName, "account.passwordChosen", account.Address, [], cancellationToken);
            await turn.CommitAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
        }
        return await FinishAsync(account, "one-time password", cancellationToken);
    }

    private async Task<SignInStep> AfterCodeAsync(Account account, string with, CancellationToken cancellationToken) =>
        await oneTime.UntilAsync(account) is null
            ? await FinishAsync(account, with, cancellationToken)
            : new SignInStep.Replace(Keep(account, "replace"));

    private async Task<SignInStep> FinishAsync(Account account, string with, CancellationToken cancellationToken)
    {
        if (!await record.NoteAsync(account, with, [], cancellationToken))
            return new SignInStep.Refused(TooLate);
        return await sessions.BeginAsync(account) ? new SignInStep.Done() : new SignInStep.Refused(TooLate);
    }

    private async Task<SignInStep> RefuseAsync(string email, string message, CancellationToken cancellationToken)
    {
        await NoteAsync(email, cancellationToken);
        return new SignInStep.Refused(message);
    }

    /// <summary>Counts a guess against its address before it is checked, or refuses an address that rests; a browser where the account signed in before does not rest for what its neighbours did.</summary>
    private SignInStep.Refused? Rest(Account? account, out Guess? attempt)
    {
        attempt = throttle.TryTake(Address, out var wait);
        return attempt is null && (account is null || !guard.IsKnown(account)) ? new(AddressThrottle.Refused, wait) : null;
    }

    private void GiveBack(Guess? attempt)
    {
        if (attempt is not null)
            throttle.GiveBack(attempt);
    }

    private System.Net.IPAddress? Address => requests.HttpContext?.Connection.RemoteIpAddress;

    private Task NoteAsync(string email, CancellationToken cancellationToken) =>
        failures.NoteAsync(email, Address?.ToString() ?? "", cancellationToken);

    /// <summary>Who has come so far; nobody can make it up, and a change of the password ends it.</summary>
    private string Keep(Account account, string stage) => _protector.Protect($"{stage} {account.Id} {account.SecurityStamp}", StepLasts);

    private async Task<Account?> FindAsync(string state, string stage)
    {
        try
        {
            return
                _protector.Unprotect(state).Split(' ') is [var kept, var id, var stamp]
                && kept == stage
                && await accounts.FindByIdAsync(id) is { Disabled: false } account
                && account.SecurityStamp == stamp
                ? account
                : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>Where a sign-in stands.</summary>
internal abstract record SignInStep
{
    private SignInStep() { }

    /// <summary>Signed in.</summary>
    public sealed record Done : SignInStep;

    /// <summary>Not signed in; begins anew, at once or after a wait.</summary>
    public sealed record Refused(string Message, TimeSpan? RetryAfter = null) : SignInStep;

    /// <summary>Waits for a code.</summary>
    public sealed record Code(string State, string? Error = null) : SignInStep;

    /// <summary>Waits for a password of one's own.</summary>
    public sealed record Replace(string State, string? Error = null) : SignInStep;
}
