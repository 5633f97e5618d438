using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.SignIn;

namespace Muster.Server.Demo;

/// <summary>Lets whoever started the demo in, by the address that was printed: nobody should have to invent a password to look around. There is no such door in earnest.</summary>
internal static class DemoDoor
{
    /// <summary>Mail address of the account behind the door.</summary>
    public const string Mail = "demo@lindhaven.example";

    /// <summary>Maps <c>/demo/enter</c>, in a demo only.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServerOptions options)
    {
        if (options is { Demo: not null, DemoKey: { } key })
            routes
                .MapGet(
                    "/demo/enter",
                    (string? with, string? to, UserManager<Account> accounts, SessionStart sessions) =>
                        EnterAsync(with, to, key, accounts, sessions)
                )
                .AllowAnonymous();
    }

    /// <summary>Whether an account is the one behind the door of this demo, which has nothing to prove itself by.</summary>
    public static bool IsItsOwner(ServerOptions options, Account? account) =>
        options.Demo is not null && account is { Email: Mail, PasswordHash: null, ObjectId: null };

    /// <summary>Makes the account behind the door; it has no password.</summary>
    public static async Task MakeOwnerAsync(
        UserManager<Account> accounts,
        FirstOwner first,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await accounts.FindByEmailAsync(Mail) is not null)
        {
            await first.CloseAsync(cancellationToken);
            return;
        }
        var owner = new Account
        {
            Id = Guid.NewGuid(),
            DisplayName = "Demo owner",
            Email = Mail,
            UserName = Mail,
            Role = Role.Owner,
            CreatedAt = clock.GetUtcNow(),
        };
        await accounts.CreateAsync(owner);
        await first.CloseAsync(cancellationToken);
    }

    private static async Task<IResult> EnterAsync(
        string? with,
        string? to,
        string key,
        UserManager<Account> accounts,
        SessionStart sessions
    )
    {
        if (with is null || !System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(Secrets.Bytes(with), Secrets.Bytes(key)))
            return Results.NotFound();
        if (await accounts.FindByEmailAsync(Mail) is not { } owner)
            return Results.NotFound();
        await sessions.BeginAsync(owner);
        return Results.LocalRedirect(LocalAddress.Of(to));
    }
}
