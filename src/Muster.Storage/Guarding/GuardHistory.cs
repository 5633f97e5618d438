using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Platform;
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

    public async Task<GroupSizes> SizesAsync(IReadOnlyCollection<int> groups, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        var sizes = new Dictionary<int, (string, int)>();
        await session.EachAsync(
            $"""
            SELECT v.group_key, v.name, coalesce(m.count, 0)
            FROM asked CROSS JOIN app_group_version v
            LEFT JOIN group_members m ON m.workspace = v.workspace AND m.group_key = v.group_key
                AND m.relation = {MembershipRelation.Member} AND m.origin = {MembershipOrigin.Directory}
            WHERE v.workspace = {Database.Workspace} AND v.group_key = asked.key AND v.to_revision IS NULL
            """,
            KeySet.Of(groups),
            row => sizes[row.GetInt32(0)] = (row.GetString(1), row.GetInt32(2)),
            cancellationToken
        );
        var all = await session.NumberAsync(
            $"SELECT sum(count) FROM group_members WHERE workspace = {Database.Workspace} AND origin = {MembershipOrigin.Directory}",
            cancellationToken
        );
        return new GroupSizes(sizes, (int)(all ?? 0));
    }

    public async Task<IReadOnlyList<PastRun>> RunsAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new PastRuns(session, connection).LoadAsync(since, cancellationToken);
    }
}
