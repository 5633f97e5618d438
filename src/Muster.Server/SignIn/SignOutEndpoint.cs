using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Storage;

namespace Muster.Server.SignIn;

/// <summary>Ends the session of this browser.</summary>
internal static class SignOutEndpoint
{
    /// <summary>Maps <c>POST /sign-out</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous();

    private static async Task<IResult> SignOutAsync(
        [FromForm] string? to,
        HttpContext context,
        Callers callers,
        SignInManager<Account> signIn,
        IAuditLog audit
    )
    {
        var caller = await callers.FindAsync(context.User, context.RequestAborted);
        var account = caller is null ? null : await signIn.UserManager.FindByIdAsync(caller.Account.ToString());
        await signIn.SignOutAsync();
        if (account is not null)
            try
            {
                await audit.AppendAsync(account.DisplayName, "account.signedOut", account.Address, [], CancellationToken.None);
            }
            catch (StorageException)
            {
                // Whoever leaves is out, also while nothing can be recorded.
            }
        return Results.LocalRedirect(to is null ? "/sign-in" : LocalAddress.Of(to));
    }
}
