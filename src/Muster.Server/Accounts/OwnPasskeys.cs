using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Server.SignIn.Passkeys;

namespace Muster.Server.Accounts;

/// <summary>A passkey as it is shown.</summary>
/// <param name="Id">Its credential id, Base64.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="IsSynced">Whether its maker keeps a copy elsewhere, such as in an account of a phone.</param>
public sealed record PasskeyRow(string Id, string Name, DateTimeOffset CreatedAt, bool IsSynced);

/// <summary>The passkeys of one's own account. People who come from Entra have none here: what keeps them out there must keep them out here.</summary>
internal sealed class OwnPasskeys(IServiceScopeFactory scopes, PasskeyStates states, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Most of one account.</summary>
    public const int Most = 10;

    /// <summary>Longest name.</summary>
    public const int LongestName = 60;

    /// <summary>All of an account, the oldest first.</summary>
    public Task<IReadOnlyList<PasskeyRow>> ListAsync(Caller caller) =>
        WithAsync(
            caller,
            async (account, accounts, _) =>
                (IReadOnlyList<PasskeyRow>)
                    [
                        .. (await accounts.GetPasskeysAsync(account))
                            .OrderBy(key => key.CreatedAt)
                            .Select(key => new PasskeyRow(
                                Convert.ToBase64String(key.CredentialId),
                                key.Name ?? "",
                                key.CreatedAt,
                                key.IsBackedUp
                            )),
                    ]
        );

    /// <summary>Keeps a new one.</summary>
    /// <returns>What is wrong; null when it was kept.</returns>
    public Task<string?> AddAsync(Caller caller, Account owner, NewPasskey sent, HttpContext http, CancellationToken cancellationToken) =>
        WithAsync<string?>(
            caller,
            async (account, accounts, services) =>
            {
                if (clock.GetUtcNow() - caller.ProvedAt > CircuitAccess.ProofLasts)
                    return "Confirm that it is you first: the last proof is older than ten minutes. Nothing was changed.";
                if (owner.PasswordHash is null)
                    return "Only accounts with a password have passkeys. Nothing was changed.";
                if (NameFault(sent.Name) is { } fault)
                    return fault;
                if ((await accounts.GetPasskeysAsync(account)).Count >= Most)
                    return "You have ten passkeys, which is the most. Remove one first.";
                var kept = states.Unpack(PasskeyPurpose.New, account.Id, sent.State ?? "");
                if (kept is null)
                    return "That took too long, or was sent before. Begin again; nothing was changed.";
                var result = await services
                    .GetRequiredService<IPasskeyHandler<Account>>()
                    .PerformAttestationAsync(
                        new()
                        {
                            HttpContext = http,
                            CredentialJson = sent.Credential ?? "",
                            AttestationState = kept,
                        }
                    );
                if (!result.Succeeded || !states.Use(sent.State!))
                    return "The answer of the device cannot be used. Try again, or take another device; nothing was changed.";
                result.Passkey.Name = sent.Name!.Trim();
                await StoreAsync(accounts, account, result.Passkey, services, "account.passkeyAdded", caller, cancellationToken);
                return null;
            }
        );

    /// <summary>Gives one another name.</summary>
    /// <returns>What is wrong; null when it was done.</returns>
    public Task<string?> RenameAsync(Caller caller, string id, string name, CancellationToken cancellationToken) =>
        WithAsync(
            caller,
            async (account, accounts, services) =>
            {
                if (NameFault(name) is { } fault)
                    return fault;
                var key = await FindAsync(accounts, account, id);
                key.Name = name.Trim();
                await StoreAsync(accounts, account, key, services, "account.passkeyRenamed", caller, cancellationToken);
                return null;
            }
        );

    /// <summary>Forgets one; it opens nothing any more.</summary>
    public Task RemoveAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        WithAsync(
            caller,
            async (account, accounts, services) =>
            {
                var key = await FindAsync(accounts, account, id);
                await using var turn = await audit.TurnAsync(cancellationToken);
                await using var transaction = await services
                    .GetRequiredService<AccountsContext>()
                    .Database.BeginTransactionAsync(cancellationToken);
                Check(await accounts.RemovePasskeyAsync(account, key.CredentialId));
                await turn.AppendAsync(caller.Name, "account.passkeyRemoved", account.Address, [("name", key.Name)], cancellationToken);
                await turn.CommitAsync(cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
                return true;
            }
        );

    /// <summary>Forgets all of an account.</summary>
    public static async Task ForgetAsync(UserManager<Account> accounts, Account account)
    {
        foreach (var key in await accounts.GetPasskeysAsync(account))
            Check(await accounts.RemovePasskeyAsync(account, key.CredentialId));
    }

    private async Task StoreAsync(
        UserManager<Account> accounts,
        Account account,
        UserPasskeyInfo key,
        IServiceProvider services,
        string action,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await services
            .GetRequiredService<AccountsContext>()
            .Database.BeginTransactionAsync(cancellationToken);
        Check(await accounts.AddOrUpdatePasskeyAsync(account, key));
        await turn.AppendAsync(caller.Name, action, account.Address, [("name", key.Name)], cancellationToken);
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task<UserPasskeyInfo> FindAsync(UserManager<Account> accounts, Account account, string id) =>
        await accounts.GetPasskeyAsync(account, Convert.FromBase64String(id))
        ?? throw new WorkFailedException("This passkey is gone. Nothing was changed.");

    /// <summary>What is wrong with a name; null for nothing.</summary>
    public static string? NameFault(string? name) =>
        name is null || name.Trim().Length is 0 or > LongestName || name.Any(char.IsControl)
            ? "Give the passkey a name of at most 60 characters, such as the device it is on."
            : null;

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(result.ToString());
    }

    private async Task<T> WithAsync<T>(Caller caller, Func<Account, UserManager<Account>, IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account =
            await accounts.FindByIdAsync(caller.Account.ToString()) ?? throw new InvalidOperationException("The caller has no account.");
        return await work(account, accounts, scope.ServiceProvider);
    }
}
