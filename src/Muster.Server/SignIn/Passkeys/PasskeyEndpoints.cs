using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Ui;

namespace Muster.Server.SignIn.Passkeys;

/// <summary>What the script in the browser asks for before it asks the device, and where it brings a new passkey.</summary>
internal static class PasskeyEndpoints
{
    /// <summary>Maps <c>/passkeys/sign-in</c>, <c>/passkeys/confirm</c> and <c>/passkeys/new</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/passkeys/sign-in", SignInAsync).AllowAnonymous();
        routes.MapGet("/passkeys/confirm", ConfirmAsync).RequireAuthorization(new NeedsRightAttribute(Right.SignedIn));
        routes.MapGet("/passkeys/new", NewAsync).RequireAuthorization(new NeedsRightAttribute(Right.SignedIn));
        routes.MapPost("/passkeys/new", AddAsync).RequireAuthorization(new NeedsRightAttribute(Right.SignedIn));
    }

    private static async Task<IResult> SignInAsync(HttpContext http, IPasskeyHandler<Account> passkeys, PasskeyStates states)
    {
        var asked = await passkeys.MakeRequestOptionsAsync(null!, http);
        return Asked(states.Pack(PasskeyPurpose.SignIn, null, asked.AssertionState ?? ""), asked.RequestOptionsJson);
    }

    private static async Task<IResult> ConfirmAsync(
        HttpContext http,
        Callers callers,
        UserManager<Account> accounts,
        IPasskeyHandler<Account> passkeys,
        PasskeyStates states
    )
    {
        if (await AccountAsync(http, callers, accounts) is not ({ } account, _))
            return Results.Unauthorized();
        var asked = await passkeys.MakeRequestOptionsAsync(account, http);
        return Asked(states.Pack(PasskeyPurpose.Confirm, account.Id, asked.AssertionState ?? ""), asked.RequestOptionsJson);
    }

    private static async Task<IResult> NewAsync(
        HttpContext http,
        Callers callers,
        UserManager<Account> accounts,
        IPasskeyHandler<Account> passkeys,
        PasskeyStates states
    )
    {
        if (await AccountAsync(http, callers, accounts) is not ({ } account, _))
            return Results.Unauthorized();
        var asked = await passkeys.MakeCreationOptionsAsync(
            new()
            {
                Id = account.Id.ToString(),
                Name = account.Address,
                DisplayName = account.DisplayName,
            },
            http
        );
        return Asked(states.Pack(PasskeyPurpose.New, account.Id, asked.AttestationState ?? ""), asked.CreationOptionsJson);
    }

    private static async Task<IResult> AddAsync(
        HttpContext http,
        NewPasskey sent,
        Callers callers,
        UserManager<Account> accounts,
        OwnPasskeys own,
        Texts T
    )
    {
        if (await AccountAsync(http, callers, accounts) is not ({ } account, { } caller))
            return Results.Unauthorized();
        var fault = await own.AddAsync(caller, account, sent, http, http.RequestAborted);
        return Results.Json(new Reply(fault is null ? "" : T.Told(fault)), statusCode: fault is null ? 200 : 400);
    }

    private static async Task<(Account? Account, Caller? Caller)> AccountAsync(
        HttpContext http,
        Callers callers,
        UserManager<Account> accounts
    ) =>
        await callers.FindAsync(http.User, http.RequestAborted) is { Session: not null } caller
            ? (await accounts.FindByIdAsync(caller.Account.ToString()), caller)
            : (null, null);

    private static IResult Asked(string state, string options) => Results.Json(new Question(state, options));

    private sealed record Question(string State, string Options);

    private sealed record Reply(string Message);
}

/// <summary>A new passkey as the browser sends it.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="State">The state that came with the question.</param>
/// <param name="Credential">The answer of the device, JSON.</param>
internal sealed record NewPasskey(string? Name, string? State, string? Credential);
