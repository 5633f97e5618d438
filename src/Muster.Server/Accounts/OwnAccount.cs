using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.SignIn;

namespace Muster.Server.Accounts;

/// <summary>What people change about their own account.</summary>
internal sealed class OwnAccount(IServiceScopeFactory scopes, IAuditLog audit)
{
    /// <summary>Where a guess at the present password comes from: somebody who is signed in already, and keeps nobody from signing in by it.</summary>
    private const string OwnPage = "own page";

    /// <summary>Whether the second step is on, how many recovery codes are left, and by what the person signs in.</summary>
    public Task<(bool IsOn, int Codes, bool HasPassword, bool IsOfEntra, string Mail)> StateAsync(Caller caller) =>
        WithAsync(
            caller,
            async (account, services) =>
                (
                    account.TwoFactorEnabled,
                    await services.GetRequiredService<SecondFactor>().LeftAsync(account),
                    account.PasswordHash is not null,
                    account.ObjectId is not null,
                    account.Email ?? ""
                )
        );

    /// <summary>Changes the password; all other sessions end.</summary>
    /// <returns>What is wrong, by field; empty when it was changed.</returns>
    public Task<IReadOnlyDictionary<string, string>> ChangePasswordAsync(
        Caller caller,
        string current,
        string replacement,
        CancellationToken cancellationToken
    ) =>
        WithAsync<IReadOnlyDictionary<string, string>>(
            caller,
            async (account, services) =>
            {
                var accounts = services.GetRequiredService<UserManager<Account>>();
                var guard = services.GetRequiredService<AccountGuard>();
                using var guess = await guard.TryTakeAsync(account, OwnPage);
                if (guess is null)
                    return new Dictionary<string, string>
                    {
                        ["current"] = "After eight failures this rests for five minutes, and after each further one longer.",
                    };
                if (!await accounts.CheckPasswordAsync(account, current))
                {
                    await guard.FailedAsync(account);
                    return new Dictionary<string, string> { ["current"] = "This is not your present password." };
                }
                guard.GiveBack(guess);
                await using var turn = await audit.TurnAsync(cancellationToken);
                await using var transaction = await BeginAsync(services, cancellationToken);
                var changed = await accounts.ChangePasswordAsync(account, current, replacement);
                if (!changed.Succeeded)
                    return new Dictionary<string, string> { ["new"] = string.Join(' ', changed.Errors.Select(error => error.Description)) };
                var ended = await services
                    .GetRequiredService<AccountsContext>()
                    .Sessions.Where(row => row.Account == caller.Account && row.Id != caller.Session)
                    .ExecuteDeleteAsync(cancellationToken);
                await turn.AppendAsync(
                    caller.Name,
                    "account.passwordChanged",
                    account.Address,
                    [("sessionsEnded", ended)],
                    cancellationToken
                );
                await turn.CommitAsync(cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
                return new Dictionary<string, string>();
            }
        );

    /// <summary>Switches the second step on.</summary>
    /// <returns>The recovery codes, to be shown once; null when the code is wrong.</returns>
    public Task<IReadOnlyList<string>?> EnableAsync(Caller caller, byte[] secret, string code, CancellationToken cancellationToken) =>
        WithAsync(
            caller,
            async (account, services) =>
            {
                await using var turn = await audit.TurnAsync(cancellationToken);
                await using var transaction = await BeginAsync(services, cancellationToken);
                var codes = await services.GetRequiredService<SecondFactor>().EnableAsync(account, secret, code);
                if (codes is null)
                    return null;
                await turn.AppendAsync(caller.Name, "account.secondStepOn", account.Address, [], cancellationToken);
                await turn.CommitAsync(cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
                return codes;
            }
        );

    /// <summary>Switches the second step off.</summary>
    public Task DisableAsync(Caller caller, CancellationToken cancellationToken) =>
        WithAsync(
            caller,
            async (account, services) =>
            {
                await using var turn = await audit.TurnAsync(cancellationToken);
                await using var transaction = await BeginAsync(services, cancellationToken);
                await services.GetRequiredService<SecondFactor>().DisableAsync(account);
                await turn.AppendAsync(caller.Name, "account.secondStepOff", account.Address, [], cancellationToken);
                await turn.CommitAsync(cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
                return true;
            }
        );

    /// <summary>What the audit log cannot have does not happen: it is written before the change counts.</summary>
    private static Task<IDbContextTransaction> BeginAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<AccountsContext>().Database.BeginTransactionAsync(cancellationToken);

    private async Task<T> WithAsync<T>(Caller caller, Func<Account, IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account =
            await accounts.FindByIdAsync(caller.Account.ToString()) ?? throw new InvalidOperationException("The caller has no account.");
        return await work(account, scope.ServiceProvider);
    }
}
