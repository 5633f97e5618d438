using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Runs;

namespace Muster.Server.Accounts;

/// <summary>Who may sign in, and what they may do. Nobody gives more than they have, there is always an Owner, and what the audit log cannot have does not happen: it is written before the change counts.</summary>
/// <remarks>
/// Identity writes whole rows, guarded by their concurrency stamp: every statement that changes one renews the stamp, or a sign-in under way would take the change back.
/// </remarks>
internal sealed class AccountDesk(
    IServiceScopeFactory scopes,
    IDbContextFactory<AccountsContext> contexts,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>All accounts, by name.</summary>
    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Listed(context).OrderBy(row => row.DisplayName).ThenBy(row => row.Id).ToListAsync(cancellationToken);
    }

    /// <summary>A page of them.</summary>
    /// <param name="after">Only those behind this place; null from the first.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    [SuppressMessage("Globalization", "CA1309", Justification = "Translated to SQL, where texts compare as the list is ordered.")]
    public async Task<IReadOnlyList<Account>> PageAsync(AccountPlace? after, int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var accounts = Listed(context);
        if (after is var (name, id))
            accounts = accounts.Where(row => string.Compare(row.DisplayName, name) > 0 || (row.DisplayName == name && row.Id > id));
        return await accounts.OrderBy(row => row.DisplayName).ThenBy(row => row.Id).Take(most).ToListAsync(cancellationToken);
    }

    /// <summary>How many accounts there are, and how many of them may sign in.</summary>
    public async Task<(long All, long Able)> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (
            await Listed(context).LongCountAsync(cancellationToken),
            await Listed(context).LongCountAsync(row => !row.Disabled, cancellationToken)
        );
    }

    /// <summary>One of them; null when there is none.</summary>
    public async Task<Account?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Listed(context).FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
    }

    /// <summary>Names of those who may sign in and have a right in the whole workspace: first the Owners, then others.</summary>
    public async Task<(IReadOnlyList<string> Owners, IReadOnlyList<string> Able)> WhoMayAsync(
        Right right,
        CancellationToken cancellationToken
    )
    {
        var able = (await ListAsync(cancellationToken)).Where(account =>
            !account.Disabled && AccessRules.Allows(account.Role, account.Approver, right)
        );
        var (owners, others) = (new List<string>(), new List<string>());
        foreach (var account in able)
            (account.Role == Role.Owner ? owners : others).Add(account.DisplayName);
        return (owners, others);
    }

    /// <summary>Makes an account.</summary>
    /// <returns>The one-time password, to be shown once; or what is wrong, by field.</returns>
    public async Task<(string? Password, IReadOnlyDictionary<string, string> Faults)> AddAsync(
        Caller caller,
        string name,
        string mail,
        Role role,
        bool approver,
        CancellationToken cancellationToken
    )
    {
        Limit(caller, role, approver);
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        (name, mail) = (name.Trim(), mail.Trim());
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        if (await AccountNames.FaultAsync(accounts.Users, name, cancellationToken) is { } fault)
            faults["name"] = fault;
        if (mail.Length is 0 or > 200 || !new System.ComponentModel.DataAnnotations.EmailAddressAttribute().IsValid(mail))
            faults["mail"] = "Type a mail address; the person signs in with it.";
        if (faults.Count > 0)
            return (null, faults);
        var account = new Account
        {
            Id = Guid.NewGuid(),
            DisplayName = name,
            Email = mail,
            UserName = mail,
            Role = role,
            Approver = approver,
            CreatedAt = clock.GetUtcNow(),
        };
        var password = OneTimePassword.New();
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await Changes(scope).Database.BeginTransactionAsync(cancellationToken);
        var made = await accounts.CreateAsync(account, password);
        if (!made.Succeeded)
            return (
                null,
                new Dictionary<string, string>
                {
                    ["mail"] = string.Join(
                        ' ',
                        made.Errors.Where(error => error.Code != "DuplicateUserName")
                            .DefaultIfEmpty(made.Errors.First())
                            .Select(error => error.Description)
                    ),
                }
            );
        await scope.ServiceProvider.GetRequiredService<OneTimePassword>().MarkAsync(account);
        await turn.AppendAsync(
            caller.Name,
            "account.added",
            mail,
            [("name", name), ("role", role.ToString()), ("approver", approver)],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return (password, faults);
    }

    /// <summary>Gives a role.</summary>
    /// <exception cref="WorkFailedException">It is the last Owner, or the caller has less.</exception>
    public Task ChangeAsync(Caller caller, Guid id, Role role, bool approver, CancellationToken cancellationToken) =>
        DoAsync(caller, id, deed => ChangeAsync(deed, role, approver, cancellationToken), cancellationToken);

    /// <summary>Gives a role, as part of a deed.</summary>
    /// <exception cref="WorkFailedException">It is the last Owner, or the caller has less.</exception>
    internal static async Task ChangeAsync(AccountDeed deed, Role role, bool approver, CancellationToken cancellationToken)
    {
        var (caller, context, turn, before) = deed;
        Limit(caller, role, approver);
        Limit(caller, before.Role, approver: false);
        if ((before.Role, before.Approver) == (role, approver))
            return;
        var changed = await Spared(context, before.Id, role == Role.Owner)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(account => account.Role, role)
                        .SetProperty(account => account.Approver, approver)
                        .SetProperty(account => account.ConcurrencyStamp, Guid.NewGuid().ToString()),
                cancellationToken
            );
        Spare(changed);
        await turn.AppendAsync(
            caller.Name,
            "account.roleChanged",
            before.Address,
            [
                ("before", before.Role.ToString()),
                ("after", role.ToString()),
                ("approverBefore", before.Approver),
                ("approverAfter", approver),
            ],
            cancellationToken
        );
    }

    /// <summary>Keeps somebody from signing in, and ends their sessions at once; or lets them again.</summary>
    /// <exception cref="WorkFailedException">It is the last Owner.</exception>
    public Task DisableAsync(Caller caller, Guid id, bool disabled, CancellationToken cancellationToken) =>
        DoAsync(caller, id, deed => DisableAsync(deed, disabled, cancellationToken), cancellationToken);

    /// <summary>Keeps somebody from signing in or lets them again, as part of a deed.</summary>
    /// <exception cref="WorkFailedException">It is the last Owner.</exception>
    internal static async Task DisableAsync(AccountDeed deed, bool disabled, CancellationToken cancellationToken)
    {
        var (caller, context, turn, before) = deed;
        Limit(caller, before.Role, approver: false);
        if (before.Disabled == disabled)
            return;
        Spare(
            await Spared(context, before.Id, !disabled)
                .ExecuteUpdateAsync(
                    row =>
                        row.SetProperty(account => account.Disabled, disabled)
                            .SetProperty(account => account.ConcurrencyStamp, Guid.NewGuid().ToString()),
                    cancellationToken
                )
        );
        var ended = disabled ? await context.Sessions.Where(row => row.Account == before.Id).ExecuteDeleteAsync(cancellationToken) : 0;
        await turn.AppendAsync(
            caller.Name,
            disabled ? "account.disabled" : "account.enabled",
            before.Address,
            [("sessionsEnded", ended)],
            cancellationToken
        );
    }

    /// <summary>Replaces a forgotten password by a one-time one, and switches the second step off and forgets passkeys if asked for; sessions end.</summary>
    /// <returns>The password, to be shown once.</returns>
    public async Task<string> ResetAsync(Caller caller, Guid id, bool secondFactor, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account =
            await accounts.FindByIdAsync(id.ToString()) ?? throw new WorkFailedException("This account is gone. Nothing was changed.");
        Limit(caller, account.Role, approver: false);
        if (account.Email is null)
            throw new WorkFailedException("This person signs in with Entra and has no password here. Nothing was changed.");
        var password = OneTimePassword.New();
        var context = Changes(scope);
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await accounts.HasPasswordAsync(account))
            await accounts.RemovePasswordAsync(account);
        var added = await accounts.AddPasswordAsync(account, password);
        if (!added.Succeeded)
            throw new InvalidOperationException(added.ToString());
        await scope.ServiceProvider.GetRequiredService<OneTimePassword>().MarkAsync(account);
        await accounts.SetLockoutEndDateAsync(account, null);
        if (secondFactor)
        {
            await scope.ServiceProvider.GetRequiredService<SecondFactor>().DisableAsync(account);
            await OwnPasskeys.ForgetAsync(accounts, account);
        }
        var ended = await context.Sessions.Where(row => row.Account == id).ExecuteDeleteAsync(cancellationToken);
        await turn.AppendAsync(
            caller.Name,
            "account.passwordReset",
            account.Address,
            [("secondFactorOff", secondFactor), ("sessionsEnded", ended)],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return password;
    }

    private async Task DoAsync(Caller caller, Guid id, Func<AccountDeed, Task> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var before = await FindAsync(context, id, cancellationToken);
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await change(new AccountDeed(caller, context, turn, before));
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>The context that the managers of Identity work on in a scope, so that what they change is taken back when it cannot be recorded.</summary>
    private static AccountsContext Changes(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<AccountsContext>();

    /// <summary>The account.</summary>
    /// <exception cref="WorkFailedException">It is gone.</exception>
    internal static async Task<Account> FindAsync(AccountsContext context, Guid id, CancellationToken cancellationToken) =>
        await Listed(context).FirstOrDefaultAsync(row => row.Id == id, cancellationToken)
        ?? throw new WorkFailedException("This account is gone. Nothing was changed.");

    /// <summary>The accounts of people; the emergency account is no one's, and nobody changes it like one.</summary>
    private static IQueryable<Account> Listed(AccountsContext context) =>
        context.Users.AsNoTracking().Where(row => row.Id != EmergencyDoor.Account);

    /// <summary>The account, unless it would leave nobody who is Owner; asked and done in one statement, so that two at once cannot both.</summary>
    private static IQueryable<Account> Spared(AccountsContext context, Guid id, bool staysOwner) =>
        context.Users.Where(account =>
            account.Id == id
            && (
                staysOwner
                || account.Role != Role.Owner
                || account.Disabled
                || Listed(context).Any(other => other.Id != id && other.Role == Role.Owner && !other.Disabled)
            )
        );

    private static void Spare(int changed)
    {
        if (changed == 0)
            throw new WorkFailedException(
                "This is the last Owner who can sign in; without one nobody could give roles any more. Make another Owner first. Nothing was changed."
            );
    }

    /// <summary>Nobody gives or takes what they do not have.</summary>
    /// <exception cref="WorkFailedException">The caller has less.</exception>
    internal static void Limit(Caller caller, Role role, bool approver)
    {
        if (role > caller.Role || (approver && !caller.May(Right.Approve)))
            throw new WorkFailedException(
                $"Your role is {caller.Role}; you cannot give or take what you do not have. Nothing was changed."
            );
    }
}
