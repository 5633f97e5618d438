using Muster.Core.Guarding;
using Muster.Engine.Guarding;
using Muster.Storage.Sql;

namespace Muster.Storage.Guarding;

internal sealed class GuardHistory(Database database) : IGuardHistory
{
    public async Task<RecentLosses> RecentAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await LossesOfTheDay.LoadAsync(session, connection, since, cancellationToken);
    }

    public async Task<IReadOnlyList<PastRun>> RunsAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new PastRuns(session, connection).LoadAsync(since, cancellationToken);
    }

    public async Task<IReadOnlySet<int>> UsersCalledAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var called = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var keys = new HashSet<int>();
        await using var session = await database.ReadAsync(cancellationToken);
        await session.EachAsync(
            $"""
            SELECT v.user_key, v.user_principal_name, u.object_id FROM app_user_version v
            JOIN app_user u ON u.workspace = v.workspace AND u.key = v.user_key
            WHERE v.workspace = {Database.Workspace} AND v.to_revision IS NULL
            """,
            row =>
            {
                if (
                    (row.TextOrNull(1) is { } name && called.Contains(name))
                    || (row.IdOrNull(2) is { } id && called.Contains(id.ToString()))
                )
                    keys.Add(row.GetInt32(0));
            },
            cancellationToken
        );
        return keys;
    }
}
