using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;
using Muster.Server.SignIn.Entra;

namespace Muster.Server.SignIn.Emergency;

/// <summary>Lets whoever has an emergency code in, for an hour, while Microsoft Entra does not answer or somebody at the server's machine opened it.</summary>
internal sealed class EmergencySignIn(
    UserManager<Account> accounts,
    EmergencyDoor door,
    EmergencyProblem problem,
    EntraReach reach,
    SessionStart sessions,
    SignInRecord record,
    FailureLog failures,
    AddressThrottle throttle,
    IHttpContextAccessor requests
)
{
    private const string Wrong = "This is no emergency code that is left. Each works once; making new ones ends the old ones.";

    private const string Shut =
        "Emergency access is shut: Microsoft Entra answers, or is not used here, and nobody opened it on the server's machine. Sign in the usual way, or run there: muster emergency open. The code was not used up.";

    private const string Changed =
        "The emergency account was changed meanwhile: shut, or used by somebody else at the same moment. The code was not used up; try it again.";

    private const string ShutMeanwhile =
        "Emergency access was shut while you signed in, and that was recorded. The code is used up; take another one once it is open again.";

    /// <summary>Begins a session.</summary>
    public async Task<SignInStep> TryAsync(string code, CancellationToken cancellationToken)
    {
        if (throttle.TryTake(Address, out var rest) is not { } attempt)
            return new SignInStep.Refused(AddressThrottle.Refused, rest);
        // The code first: nobody without one makes this server ask Entra.
        if (!await door.KnowsAsync(code, cancellationToken))
            return await RefuseAsync("Emergency code", Wrong, cancellationToken);
        // Looked up before the door: whoever shuts it from here on changes the account, and nothing is recorded.
        var account = await AccountAsync();
        if (await WhyOpenAsync(cancellationToken) is not { } because)
            return await RefuseAsync("Emergency code, shut", Shut, cancellationToken);
        var isRecorded =
            account is not null
            && await record.NoteAsync(
                account,
                "emergency code",
                [("because", because), ("emergency", true)],
                cancellationToken,
                context => EmergencyDoor.UseAsync(context, code, cancellationToken)
            );
        if (!isRecorded && !await door.KnowsAsync(code, cancellationToken))
            return await RefuseAsync("Emergency code", Wrong, cancellationToken);
        throttle.GiveBack(attempt);
        if (!isRecorded)
            return new SignInStep.Refused(Changed);
        if (!await sessions.BeginAsync(account!))
            return new SignInStep.Refused(ShutMeanwhile);
        await problem.TryUpdateAsync(EmergencyDoor.Name, cancellationToken);
        return new SignInStep.Done();
    }

    /// <summary>Proves anew who one is, by another code.</summary>
    public async Task<bool> ConfirmAsync(Caller caller, string code, CancellationToken cancellationToken)
    {
        if (caller is not { Session: { } session } || caller.Account != EmergencyDoor.Account)
            return false;
        if (
            await AccountAsync() is { } account
            && await sessions.RenewAsync(
                account,
                session,
                "emergency code",
                context => EmergencyDoor.UseAsync(context, code, cancellationToken)
            )
        )
            return true;
        throttle.Note(Address);
        await NoteAsync("Emergency code", cancellationToken);
        return false;
    }

    private Task<Account?> AccountAsync() => accounts.FindByIdAsync(EmergencyDoor.Account.ToString());

    private async Task<string?> WhyOpenAsync(CancellationToken cancellationToken) =>
        await door.IsOpenAsync(cancellationToken) ? "opened on the machine"
        : await reach.IsDeadAsync(cancellationToken) ? "Entra does not answer"
        : null;

    private async Task<SignInStep> RefuseAsync(string name, string message, CancellationToken cancellationToken)
    {
        await NoteAsync(name, cancellationToken);
        return new SignInStep.Refused(message);
    }

    private IPAddress? Address => requests.HttpContext?.Connection.RemoteIpAddress;

    private Task NoteAsync(string name, CancellationToken cancellationToken) =>
        failures.NoteAsync(name, Address?.ToString() ?? "", cancellationToken);
}
