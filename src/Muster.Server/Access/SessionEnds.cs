using Microsoft.EntityFrameworkCore;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>When a session is over.</summary>
/// <param name="IdleAt">When it ends if nobody works at it until then.</param>
/// <param name="LatestAt">When it ends whatever happens.</param>
internal sealed record SessionEnd(DateTimeOffset IdleAt, DateTimeOffset LatestAt)
{
    /// <summary>How long before its end people are told.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromMinutes(3);

    /// <summary>The earlier of both.</summary>
    public DateTimeOffset At => IdleAt < LatestAt ? IdleAt : LatestAt;

    /// <summary>Whether working on prolongs it.</summary>
    public bool CanBeProlonged => IdleAt < LatestAt;

    /// <summary>Whether people should be told now.</summary>
    public bool IsNear(DateTimeOffset now) => now < At && At - now <= Notice;
}

/// <summary>Looks up when sessions end. Looking does not count as work.</summary>
internal sealed class SessionEnds(IDbContextFactory<AccountsContext> contexts)
{
    /// <summary>When a session ends; null when it has ended.</summary>
    public async Task<SessionEnd?> FindAsync(Guid session, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context
            .Sessions.AsNoTracking()
            .Where(row => row.Id == session)
            .Select(row => new { row.SeenAt, row.EndsAt })
            .FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : new(row.SeenAt + SessionTickets.Idle, row.EndsAt);
    }
}
