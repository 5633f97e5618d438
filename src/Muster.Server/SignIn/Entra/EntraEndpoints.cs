using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Muster.Server.Access;

namespace Muster.Server.SignIn.Entra;

/// <summary>The two ways to Entra: to sign in, and to confirm who one is.</summary>
internal static class EntraEndpoints
{
    /// <summary>Maps <c>/sign-in/entra</c> and <c>/confirm/entra</c>, where sign-in with Entra is set up.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServerOptions options)
    {
        if (options.SignIn is null)
            return;
        routes.MapGet("/sign-in/entra", SignInAsync).AllowAnonymous();
        routes.MapGet("/confirm/entra", ConfirmAsync).RequireAuthorization(new NeedsRightAttribute(Right.SignedIn));
    }

    private static Task SignInAsync(
        HttpContext http,
        string? to,
        EntraEvents events,
        TimeProvider clock,
        IOptionsMonitor<OpenIdConnectOptions> options
    ) => GoAsync(http, Properties(to, clock), events, options);

    private static async Task ConfirmAsync(
        HttpContext http,
        string? to,
        Callers callers,
        EntraEvents events,
        TimeProvider clock,
        IOptionsMonitor<OpenIdConnectOptions> options
    )
    {
        if ((await callers.FindAsync(http.User, http.RequestAborted))?.Session is not { } session)
        {
            http.Response.Redirect("/sign-in");
            return;
        }
        var properties = Properties(to, clock);
        properties.Items[EntraWay.Session] = session.ToString();
        properties.SetParameter(OpenIdConnectParameterNames.Prompt, "login");
        properties.SetParameter<TimeSpan?>(OpenIdConnectParameterNames.MaxAge, TimeSpan.Zero);
        await GoAsync(http, properties, events, options);
    }

    private static AuthenticationProperties Properties(string? to, TimeProvider clock) =>
        new()
        {
            RedirectUri = LocalAddress.Of(to),
            Items = { [EntraWay.Begun] = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
        };

    private static async Task GoAsync(
        HttpContext http,
        AuthenticationProperties properties,
        EntraEvents events,
        IOptionsMonitor<OpenIdConnectOptions> options
    )
    {
        try
        {
            // Asked for first, so that a login host that does not answer is told apart from a fault of ours.
            await options.Get(EntraWay.Scheme).ConfigurationManager!.GetConfigurationAsync(http.RequestAborted);
        }
        catch (InvalidOperationException failure)
        {
            await events.RefuseAsync(http, properties, EntraFaults.Of(failure), "");
            return;
        }
        await http.ChallengeAsync(EntraWay.Scheme, properties);
    }
}
