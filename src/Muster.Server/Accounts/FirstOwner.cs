using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>Makes the first owner, once, for whoever can read the console.</summary>
internal sealed class FirstOwner(
    IServiceScopeFactory scopes,
    IDbContextFactory<AccountsContext> contexts,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>How long a printed token works; starting the server again prints another.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>Makes the token anew.</summary>
    /// <returns>The token to print; null when there is an owner.</returns>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var setup = await context.Setup.FindAsync([1], cancellationToken);
        if (setup?.CompletedAt is not null)
            return null;
        if (setup is null)
            context.Setup.Add(setup = new());
        var token = Secrets.New("setup-");
        (setup.TokenHash, setup.ExpiresAt) = (Secrets.Hash(token), clock.GetUtcNow() + Lasts);
        await context.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>Whether there is no owner yet.</summary>
    public async Task<bool> IsMissingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return !await context.Setup.AnyAsync(setup => setup.CompletedAt != null, cancellationToken);
    }

    /// <summary>Ends the set-up without anybody having typed a token: a demo brings its own owner.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await context.Setup.ExecuteUpdateAsync(
            row => row.SetProperty(setup => setup.TokenHash, (string?)null).SetProperty(setup => setup.CompletedAt, now),
            cancellationToken
        );
    }

    /// <summary>Makes the owner.</summary>
    /// <returns>What is wrong with what was typed, by field; empty when the owner was made.</returns>
    public async Task<IReadOnlyList<(string Field, string Message)>> CreateAsync(
        Account owner,
        string password,
        string token,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var context = scope.ServiceProvider.GetRequiredService<AccountsContext>();
        var hash = Secrets.Hash(token.Trim());
        var now = clock.GetUtcNow();
        var setup = await context.Setup.FirstOrDefaultAsync(row => row.TokenHash == hash && row.CompletedAt == null, cancellationToken);
        if (setup is null)
            return
            [
                (
                    "Token",
                    "This is not the token that was printed when the server last started. Each start prints a new one; copy it from the console."
                ),
            ];
        if (setup.ExpiresAt <= now)
            return [("Token", "The token has expired. Start the server again; it prints a new one.")];
        var wrong = new List<(string, string)>();
        foreach (var validator in accounts.PasswordValidators)
            wrong.AddRange(
                (await validator.ValidateAsync(accounts, owner, password)).Errors.Select(error => ("Password", Weak(error, password)))
            );
        if (wrong.Count > 0)
            return wrong;
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // The token is used up first: of two at once, one finds no row.
        var taken = await context
            .Setup.Where(row => row.TokenHash == hash && row.CompletedAt == null)
            .ExecuteUpdateAsync(
                row => row.SetProperty(setup => setup.TokenHash, (string?)null).SetProperty(setup => setup.CompletedAt, now),
                cancellationToken
            );
        if (taken == 0)
            return [("Token", "Somebody else has just used this token, which works once. Sign in, or ask them for an account.")];
        (owner.Role, owner.CreatedAt) = (Role.Owner, now);
        var made = await accounts.CreateAsync(owner, password);
        if (!made.Succeeded)
            return [.. made.Errors.Select(error => ("Email", error.Description))];
        await turn.AppendAsync(
            owner.DisplayName,
            "account.firstOwner",
            owner.Email ?? "",
            [("role", Role.Owner.ToString())],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return [];
    }

    /// <summary>What is weak about a password, and how to mend it.</summary>
    private static string Weak(IdentityError error, string password) =>
        error.Code switch
        {
            nameof(IdentityErrorDescriber.PasswordTooShort) =>
                $"The password has {password.Length} characters; it needs at least 12. Four words that do not belong together are easy to keep.",
            nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) =>
                "The password is the same few characters again and again; it needs at least five different ones. Four words that do not belong together are easy to keep.",
            _ => error.Description,
        };
}
