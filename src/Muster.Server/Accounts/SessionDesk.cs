using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>A session as it is shown.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Who">Name of the account.</param>
/// <param name="StartedAt">When the person signed in.</param>
/// <param name="SeenAt">When the browser last asked for something.</param>
/// <param name="Address">Where from.</param>
/// <param name="Browser">What the browser calls itself.</param>
public sealed record SessionRow(Guid Id, string Who, DateTimeOffset StartedAt, DateTimeOffset SeenAt, string Address, string Browser);

/// <summary>Where a session stands in their list. It stays there, however often its browser is seen.</summary>
/// <param name="StartedAt">When the person signed in.</param>
/// <param name="Id">Its number.</param>
public sealed record SessionPlace(DateTimeOffset StartedAt, Guid Id)
{
    /// <summary>The place of a row.</summary>
    public static SessionPlace? Of(SessionRow? row) => row is null ? null : new(row.StartedAt, row.Id);
}

/// <summary>Browsers that are signed in: lists them, ends them, renews the proof of who sits there.</summary>
internal sealed class SessionDesk(IDbContextFactory<AccountsContext> contexts, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Sessions in force, the latest sign-in first.</summary>
    /// <param name="account">Whose; null for everybody's.</param>
    /// <param name="after">Only those behind this place; null from the first.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<SessionRow>> PageAsync(
        Guid? account,
        SessionPlace? after,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var sessions = InForce(context, account);
        if (after is var (started, id))
            sessions = sessions.Where(row => row.StartedAt < started || (row.StartedAt == started && row.Id > id));
        return await sessions
            .OrderByDescending(row => row.StartedAt)
            .ThenBy(row => row.Id)
            .Take(most)
            .Join(context.Users, row => row.Account, user => user.Id, (row, user) => new { row, user.DisplayName })
            .OrderByDescending(pair => pair.row.StartedAt)
            .ThenBy(pair => pair.row.Id)
            .Select(pair => new SessionRow(
                pair.row.Id,
                pair.DisplayName,
                pair.row.StartedAt,
                pair.row.SeenAt,
                pair.row.Address,
                pair.row.Browser
            ))
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many sessions are in force.</summary>
    /// <param name="account">Whose; null for everybody's.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<long> CountAsync(Guid? account, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await InForce(context, account).LongCountAsync(cancellationToken);
    }

    private IQueryable<Session> InForce(AccountsContext context, Guid? account)
    {
        var now = clock.GetUtcNow();
        var idle = now - SessionTickets.Idle;
        return context.Sessions.Where(row => row.EndsAt > now && row.SeenAt > idle && (account == null || row.Account == account));
    }

    /// <summary>Ends sessions at once.</summary>
    /// <param name="caller">Who asks; without the right over people only their own sessions are ended.</param>
    /// <param name="account">Whose; null for anybody's.</param>
    /// <param name="session">Which; null for all but the caller's own.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>How many ended.</returns>
    public async Task<int> EndAsync(Caller caller, Guid? account, Guid? session, CancellationToken cancellationToken)
    {
        var whose = caller.May(Right.People) ? account : caller.Account;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var ended = await context
            .Sessions.Where(row =>
                (whose == null || row.Account == whose) && (session == null ? row.Id != caller.Session : row.Id == session)
            )
            .ExecuteDeleteAsync(cancellationToken);
        if (ended > 0)
            await turn.AppendAsync(
                caller.Name,
                "session.ended",
                session?.ToString() ?? "all others",
                [("account", whose?.ToString()), ("count", ended)],
                cancellationToken
            );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return ended;
    }

    /// <summary>Notes that somebody is at work at a session.</summary>
    public async Task SeenAsync(Guid session, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        // One that has been idle for too long is over, whoever comes now.
        var idle = now - SessionTickets.Idle;
        await context
            .Sessions.Where(row => row.Id == session && row.SeenAt < now && row.SeenAt > idle)
            .ExecuteUpdateAsync(row => row.SetProperty(found => found.SeenAt, now), cancellationToken);
    }

    /// <summary>Ends the session that a browser had before it signed in again.</summary>
    public async Task ForgetAsync(Guid session, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(row => row.Id == session).ExecuteDeleteAsync(cancellationToken);
    }
}
