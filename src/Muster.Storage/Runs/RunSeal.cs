using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Runs;

/// <summary>What the audit entry of a run's end says about its row, so that a later change of any column shows.</summary>
/// <param name="Digest">Digest of the whole row.</param>
/// <param name="Last">The latest run then. In the first entry that has a seal it says which runs are older than seals.</param>
internal sealed record RunSeal(string Digest, long Last)
{
    /// <summary>Name of <see cref="Last"/> in the detail of an entry.</summary>
    public const string LastName = "runs";

    /// <summary>Seals the row as it is now.</summary>
    public static async Task<RunSeal> OfAsync(SqlSession session, long run, CancellationToken cancellationToken)
    {
        var digest = await session.FirstAsync(
            $"SELECT * FROM run WHERE workspace = {Database.Workspace} AND id = {run}",
            RowDigest.Of,
            cancellationToken
        );
        var last = await session.NumberAsync($"SELECT max(id) FROM run WHERE workspace = {Database.Workspace}", cancellationToken);
        return new RunSeal(digest ?? "", last ?? 0);
    }
}
