using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Muster.Server.Access;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn.Passkeys;

/// <summary>Signs in, and proves who one is, with a passkey. The device asks for a finger, face or PIN itself, so that no second step follows.</summary>
internal sealed class PasskeySignIn(
    IPasskeyHandler<Account> passkeys,
    UserManager<Account> accounts,
    PasskeyStates states,
    SessionStart sessions,
    FailureLog failures,
    AddressThrottle throttle,
    SignInRecord record,
    IHttpContextAccessor requests
)
{
    private const string Refused =
        "This passkey does not open Muster: it was removed here, the account may not sign in, or the answer came too late. Try again, or sign in with your password.";

    /// <summary>Begins a session for whoever has the passkey.</summary>
    public async Task<SignInStep> SignInAsync(string state, string credential, CancellationToken cancellationToken)
    {
        if (throttle.TryTake(Address, out var rest) is not { } attempt)
            return new SignInStep.Refused(AddressThrottle.Refused, rest);
        if (await CheckAsync(PasskeyPurpose.SignIn, null, state, credential) is not { Disabled: false } account)
        {
            await NoteAsync("Passkey", cancellationToken);
            return new SignInStep.Refused(Refused);
        }
        throttle.GiveBack(attempt);
        if (!await record.NoteAsync(account, "passkey", [], cancellationToken))
            return new SignInStep.Refused(Refused);
        return await sessions.BeginAsync(account) ? new SignInStep.Done() : new SignInStep.Refused(Refused);
    }

    /// <summary>Proves that the person who is signed in sits there.</summary>
    public async Task<bool> ConfirmAsync(Caller caller, string state, string credential, CancellationToken cancellationToken)
    {
        var account = await CheckAsync(PasskeyPurpose.Confirm, caller.Account, state, credential);
        if (account?.Id != caller.Account || caller.Session is not { } session)
        {
            throttle.Note(Address);
            await NoteAsync(account?.Address ?? "Passkey", cancellationToken);
            return false;
        }
        await sessions.RenewAsync(account, session, "passkey");
        return true;
    }

    private async Task<Account?> CheckAsync(PasskeyPurpose purpose, Guid? account, string state, string credential)
    {
        if (states.Unpack(purpose, account, state) is not { } kept)
            return null;
        var result = await passkeys.PerformAssertionAsync(
            new()
            {
                HttpContext = requests.HttpContext!,
                CredentialJson = credential,
                AssertionState = kept,
            }
        );
        if (!result.Succeeded || !states.Use(state))
            return null;
        // The counter of the device goes on; one that goes back would be a copy.
        return (await accounts.AddOrUpdatePasskeyAsync(result.User, result.Passkey)).Succeeded ? result.User : null;
    }

    private IPAddress? Address => requests.HttpContext?.Connection.RemoteIpAddress;

    private Task NoteAsync(string name, CancellationToken cancellationToken) =>
        failures.NoteAsync(name, Address?.ToString() ?? "", cancellationToken);
}
