using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>Saves what an Owner decided about an account in one transaction with its entries in the audit log, if the account still is as the Owner saw it.</summary>
internal sealed class AccountSaving(IDbContextFactory<AccountsContext> contexts, IAuditLog audit, GrantDesk grants)
{
    /// <summary>What of an account is decided by Owners, as it is now; null when there is no such account.</summary>
    public async Task<AccountState?> LookAsync(Guid account, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AnyAsync(row => row.Id == account, cancellationToken)
            ? (await StateAsync(context, account, cancellationToken)).State
            : null;
    }

    /// <summary>Does all of it, or nothing.</summary>
    /// <exception cref="AccountOvertakenException">Somebody else was faster.</exception>
    /// <exception cref="Runs.WorkFailedException">The account is gone, it is the last Owner, or the caller has less.</exception>
    public async Task SaveAsync(Caller caller, AccountOrder order, CancellationToken cancellationToken)
    {
        if (await TryAsync(caller, order, cancellationToken) is not var (address, theirs))
            return;
        var (actor, at) = await LastAsync(address, cancellationToken) ?? ((string?)null, (DateTimeOffset?)null);
        throw new AccountOvertakenException(theirs, actor, at);
    }

    /// <summary>Who decided last about an account; null when that is not on record.</summary>
    public async Task<string?> LastActorAsync(Guid account, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await AccountDesk.FindAsync(context, account, cancellationToken);
        return (await LastAsync(found.Address, cancellationToken))?.Actor;
    }

    private async Task<(string? Actor, DateTimeOffset? At)?> LastAsync(string address, CancellationToken cancellationToken)
    {
        var filter = new AuditFilter
        {
            Action = "account.*",
            Subject = address,
            NewestFirst = true,
        };
        await foreach (var entry in audit.EntriesAsync(filter, cancellationToken))
            if (entry.Subject == address && IsDecision(entry.Action))
                return (entry.Actor, entry.At);
        return null;
    }

    /// <returns>What stands instead of what was seen, with the account's address; null when all was done.</returns>
    private async Task<(string Address, AccountState Theirs)?> TryAsync(
        Caller caller,
        AccountOrder order,
        CancellationToken cancellationToken
    )
    {
        var handle = order.Ties ? await grants.HandleAsync(order.PlatformUser, cancellationToken) : null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var (before, state) = await StateAsync(context, order.Account, cancellationToken);
        if (order.Seen is { } seen && !seen.Equals(state))
            return (before.Address, state);
        var deed = new AccountDeed(caller, context, turn, before);
        await AccountDesk.ChangeAsync(deed, order.Role ?? before.Role, order.Approver ?? before.Approver, cancellationToken);
        foreach (var (connection, role, approver) in order.Grants)
            await GrantDesk.GiveAsync(deed, connection, role, approver, cancellationToken);
        if (order.Ties)
            await grants.TieAsync(deed, order.PlatformUser, handle, cancellationToken);
        if (order.Disabled is { } disabled)
            await AccountDesk.DisableAsync(deed, disabled, cancellationToken);
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }

    private static async Task<(Account Account, AccountState State)> StateAsync(
        AccountsContext context,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        var account = await AccountDesk.FindAsync(context, id, cancellationToken);
        var rows = await context.ConnectionRoles.AsNoTracking().Where(row => row.Account == id).ToListAsync(cancellationToken);
        return (account, AccountState.Of(account, rows));
    }

    private static bool IsDecision(string action) =>
        action
            is "account.roleChanged"
                or "account.connectionRoleChanged"
                or "account.platformUserChanged"
                or "account.disabled"
                or "account.enabled";
}

/// <summary>What one person changes about one account, in one transaction.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Context">The database, in a transaction.</param>
/// <param name="Turn">The audit log, held.</param>
/// <param name="Before">The account before.</param>
internal sealed record AccountDeed(Caller Caller, AccountsContext Context, IAuditTurn Turn, Account Before);
