using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Notifications;
using Muster.Storage;

namespace Muster.Server.SignIn.Entra;

/// <summary>What happens when somebody comes back from Entra: a session like every other one, or a refusal with its reason, counted like a failed sign-in.</summary>
internal sealed partial class EntraEvents(
    EntraPeople people,
    EntraRefusals refusals,
    SessionStart sessions,
    Callers callers,
    FailureLog failures,
    PublicAddress address,
    TimeProvider clock,
    ILogger<EntraEvents> log
) : OpenIdConnectEvents
{
    /// <summary>How long somebody may take at Entra.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <inheritdoc />
    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        // What a request says of its host is not believed where the server knows its own address.
        if (address.Stated is { } stated)
            context.ProtocolMessage.RedirectUri = new Uri(stated, EntraWay.Callback).ToString();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    /// <remarks>In the code flow the handler lets an unsigned token pass, as the standard allows for what came by TLS. Entra signs, so Muster demands it.</remarks>
    public override Task TokenValidated(TokenValidatedContext context)
    {
        if (context.SecurityToken.Header.Alg != SecurityAlgorithms.RsaSha256)
            context.Fail(new SecurityTokenInvalidSignatureException("The ID token is not signed with RS256."));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task TicketReceived(TicketReceivedContext context)
    {
        context.HandleResponse();
        context.Properties!.RedirectUri = context.ReturnUri;
        try
        {
            await ArriveAsync(context);
        }
        catch (StorageException failure)
        {
            await RefuseAsync(context.HttpContext, context.Properties, EntraFault.NotRecorded, failure.Message);
        }
    }

    /// <inheritdoc />
    public override Task AccessDenied(AccessDeniedContext context)
    {
        context.HandleResponse();
        return RefuseAsync(context.HttpContext, context.Properties, EntraFault.Declined, "");
    }

    /// <inheritdoc />
    public override Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        var fault = EntraFaults.Of(context.Failure);
        LogRefused(fault, context.Failure);
        return RefuseAsync(context.HttpContext, context.Properties, fault, EntraFaults.Codes(context.Failure));
    }

    /// <summary>Sends somebody back to where they began, with the reason why they are not further.</summary>
    public async Task RefuseAsync(HttpContext http, AuthenticationProperties? properties, EntraFault fault, string detail)
    {
        if (fault is not (EntraFault.Unreachable or EntraFault.Metadata or EntraFault.NotRecorded))
            await failures.NoteAsync(Counted(fault, detail), http.Connection.RemoteIpAddress?.ToString() ?? "", http.RequestAborted);
        var page = properties?.Items.ContainsKey(EntraWay.Session) == true ? "/confirm" : "/sign-in";
        var to = Uri.EscapeDataString(LocalAddress.Of(properties?.RedirectUri));
        http.Response.Redirect($"{page}?to={to}&refused={Uri.EscapeDataString(refusals.Pack(fault, detail))}");
    }

    private async Task ArriveAsync(TicketReceivedContext context)
    {
        var (http, properties) = (context.HttpContext, context.Properties!);
        var begun = DateTimeOffset.FromUnixTimeSeconds(long.Parse(properties.Items[EntraWay.Begun] ?? "0", CultureInfo.InvariantCulture));
        if (clock.GetUtcNow() - begun > Longest)
        {
            await RefuseAsync(http, properties, EntraFault.State, "");
            return;
        }
        var (account, fault, detail) = await people.FindAsync(context.Principal!, http.RequestAborted);
        if (account is null)
        {
            await RefuseAsync(http, properties, fault, detail);
            return;
        }
        if (properties.Items.TryGetValue(EntraWay.Session, out var session))
        {
            if (await ObjectionAsync(context, account, Guid.Parse(session!), begun) is { } objection)
            {
                await RefuseAsync(http, properties, objection, "");
                return;
            }
            await sessions.RenewAsync(account, Guid.Parse(session!), "Entra");
        }
        else
        {
            if (!await people.NoteSignInAsync(account, http.RequestAborted) || !await sessions.BeginAsync(account))
            {
                await RefuseAsync(http, properties, EntraFault.State, "");
                return;
            }
        }
        http.Response.Redirect(LocalAddress.Of(properties.RedirectUri));
    }

    private async Task<EntraFault?> ObjectionAsync(TicketReceivedContext context, Account account, Guid session, DateTimeOffset begun)
    {
        var here = await context.HttpContext.AuthenticateAsync(Microsoft.AspNetCore.Identity.IdentityConstants.ApplicationScheme);
        var caller = here.Principal is null ? null : await callers.FindAsync(here.Principal, context.HttpContext.RequestAborted);
        if (caller?.Session != session)
            return EntraFault.State;
        return caller.Account == account.Id ? people.Staleness(context.Principal!, begun) : EntraFault.OtherPerson;
    }

    /// <summary>What stands in the list of failed sign-ins: <c>Entra: not invited, OBJECT-ID</c>.</summary>
    private static string Counted(EntraFault fault, string detail)
    {
        var words = string.Concat(
            fault.ToString().Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}")
        );
        return detail.Length > 0 ? $"Entra:{words}, {detail}" : $"Entra:{words}";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in with Entra was refused: {Fault}")]
    private partial void LogRefused(EntraFault fault, Exception? failure);
}
