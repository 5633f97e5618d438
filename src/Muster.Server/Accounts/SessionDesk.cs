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

/// <summary>Browsers that are signed in: lists them, ends them, renews the proof of who sits there.</summary>
internal sealed class SessionDesk(IDbContextFactory<AccountsContext> contexts, IAuditLog audit, TimeProvider clock)
{
    private const int Most = 200;

    /// <summary>Sessions in force, those seen last first, and how many there are.</summary>
    /// <param name="account">Whose; null for everybody's.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<(IReadOnlyList<SessionRow> Rows, int Total)> ListAsync(Guid? account, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var idle = now - SessionTickets.Idle;
        var sessions = context.Sessions.Where(row => row.EndsAt > now && row.SeenAt > idle && (account == null || row.Account == account));
        var rows = await sessions
            .OrderByDescending(row => row.SeenAt)
            .Take(Most)
            .Join(
                context.Users,
                row => row.Account,
                user => user.Id,
                (row, user) => new SessionRow(row.Id, user.DisplayName, row.StartedAt, row.SeenAt, row.Address, row.Browser)
            )
            .ToListAsync(cancellationToken);
        return ([.. rows.OrderByDescending(row => row.SeenAt)], await sessions.CountAsync(cancellationToken));
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
