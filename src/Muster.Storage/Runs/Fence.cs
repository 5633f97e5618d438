using Muster.Engine.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Runs;

/// <summary>Checks, inside a transaction, that its lease is still the one in force (INV-12).</summary>
internal static class Fence
{
    /// <summary>Refuses to go on under a lease that another process has taken over.</summary>
    /// <exception cref="LeaseLostException">The lease is not in force.</exception>
    public static async Task CheckAsync(SqlSession session, Lease lease, CancellationToken cancellationToken)
    {
        if (!await TouchAsync(session, lease, cancellationToken))
            throw new LeaseLostException(
                $"The lease of {lease.Holder} is over: another process has taken over. Nothing of this step was stored; run the same command again."
            );
    }

    /// <summary>Renews the lease; call again at the end of a long transaction, since nobody could renew it meanwhile.</summary>
    /// <returns>False when the lease is not in force.</returns>
    public static async Task<bool> TouchAsync(SqlSession session, Lease lease, CancellationToken cancellationToken)
    {
        var rows = await session.ExecuteAsync(
            $"""
            UPDATE lease SET renewed_at = {Database.Now}
            WHERE workspace = {Database.Workspace} AND fence = {lease.Fence} AND holder IS NOT NULL
            """,
            cancellationToken
        );
        if (rows != 1)
            return false;
        session.Rules.Fence();
        return true;
    }
}
