using Muster.Engine.Plans;
using Muster.Engine.Reading;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

/// <summary>Holds the stored plans against the audit log: what was decided about them, and their steps.</summary>
internal sealed class PlanCheck(SqlSession session, RecordedDigests recorded, Action<string> fault)
{
    public Task RunAsync(CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT id, connection, made_at, made_by, detail, hash, body, state FROM stored_plan
            WHERE workspace = {Database.Workspace} AND state NOT IN ({PlanState.NothingToDo}, {PlanState.IncompleteRead}) ORDER BY id
            """,
            row =>
            {
                var (id, hash) = (row.GetInt64(0), row.TextOrNull(5));
                var digest = PlanDigest.Of(id, row.IntOrNull(1), row.GetInt64(2), row.GetString(3), row.GetString(4));
                recorded.CheckPlan(id, (PlanState)row.GetInt32(7) is PlanState.Ready or PlanState.Held, hash, digest, fault);
                if (!row.IsDBNull(6) && HashOf(id, row.Bytes(6)) != hash)
                    fault($"The steps of plan {id} were changed: they do not fit its hash.");
            },
            cancellationToken
        );

    private static string? HashOf(long id, byte[] body)
    {
        try
        {
            return PlanCodec.Decode(body, id).Hash;
        }
        catch (StoredDataException)
        {
            return null;
        }
    }
}
