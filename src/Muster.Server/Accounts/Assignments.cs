using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Runs;

namespace Muster.Server.Accounts;

/// <summary>Who sees to what is open. Each change stands in the audit log; what it cannot have does not happen.</summary>
internal sealed class Assignments(IDbContextFactory<AccountsContext> contexts, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Who sees to these, by subject; what nobody sees to is left out.</summary>
    public async Task<IReadOnlyDictionary<string, AssignedTo>> ListAsync(
        IReadOnlyCollection<string> subjects,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Named(context, context.Assignments.Where(row => subjects.Contains(row.Subject)))
            .ToDictionaryAsync(row => row.Subject, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>What an account sees to, the newest first, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<AssignedTo>> OfAsync(Guid account, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = context
            .Assignments.Where(row => row.Account == account)
            .OrderByDescending(row => row.Since)
            .ThenBy(row => row.Subject);
        return await Named(context, newest).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Gives it to somebody, or to nobody.</summary>
    /// <param name="caller">Who does it.</param>
    /// <param name="subject">What it is, as <c>problem:12</c>.</param>
    /// <param name="seen">Who had it when the caller looked; null for nobody.</param>
    /// <param name="account">Whose it becomes; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>False when it went to somebody else meanwhile; nothing was changed.</returns>
    /// <exception cref="WorkFailedException">There is no such account, or it cannot sign in.</exception>
    public async Task<bool> GiveAsync(Caller caller, string subject, Guid? seen, Guid? account, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var row = await context.Assignments.FirstOrDefaultAsync(it => it.Subject == subject, cancellationToken);
        if (row?.Account == account)
            return true;
        if (row?.Account != seen)
            return false;
        var before = row is null ? null : (await FindAsync(context, row.Account, cancellationToken))?.Address;
        var after = account is { } id ? await FindAsync(context, id, cancellationToken) : null;
        if (account is not null && after is null or { Disabled: true })
            throw new WorkFailedException("That account is gone or may not sign in. Choose another person. Nothing was changed.");
        if (row is not null)
            context.Remove(row);
        await context.SaveChangesAsync(cancellationToken);
        if (account is { } to)
            context.Add(
                new Assignment
                {
                    Subject = subject,
                    Account = to,
                    GivenBy = caller.Name,
                    Since = clock.GetUtcNow(),
                }
            );
        await context.SaveChangesAsync(cancellationToken);
        await turn.AppendAsync(
            caller.Name,
            "assignment.changed",
            subject,
            [("before", before), ("after", after?.Address)],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static Task<Account?> FindAsync(AccountsContext context, Guid account, CancellationToken cancellationToken) =>
        context.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == account, cancellationToken);

    private static IQueryable<AssignedTo> Named(AccountsContext context, IQueryable<Assignment> rows) =>
        from row in rows.AsNoTracking()
        join account in context.Users on row.Account equals account.Id
        select new AssignedTo(row.Subject, row.Account, account.DisplayName, row.GivenBy, row.Since);
}

/// <summary>Who sees to something.</summary>
/// <param name="Subject">What it is, as <c>problem:12</c>.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="Name">What the person is called.</param>
/// <param name="GivenBy">Who gave it.</param>
/// <param name="Since">Since when.</param>
internal sealed record AssignedTo(string Subject, Guid Account, string Name, string GivenBy, DateTimeOffset Since);
