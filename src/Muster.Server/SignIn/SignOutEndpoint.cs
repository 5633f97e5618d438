using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn;

/// <summary>Ends the session of this browser.</summary>
internal static class SignOutEndpoint
{
    /// <summary>Maps <c>POST /sign-out</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/sign-out",
                async ([FromForm] string? to, SignInManager<Account> signIn) =>
                {
                    await signIn.SignOutAsync();
                    return Results.LocalRedirect(to is ['/', ..] && !to.StartsWith("//", StringComparison.Ordinal) ? to : "/sign-in");
                }
            )
            .AllowAnonymous();
}
