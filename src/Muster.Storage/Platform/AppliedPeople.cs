using System.Data.Common;
using System.Runtime.InteropServices;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Reads back the people that a plan made or changed: each is there, active or not and following whom the plan says, and both rows that keep it say the same.</summary>
internal sealed class AppliedPeople(SqlSession session, Discrepancies found)
{
    private readonly Dictionary<int, Planned> _awaited = [];

    /// <returns>How many people the plan made or changed.</returns>
    public async Task<long> CompareAsync(SyncPlan plan, long revision, CancellationToken cancellationToken)
    {
        foreach (var step in plan.Users)
            Await(step);
        var people = _awaited.Count;
        if (people == 0)
            return 0;
        var all = await session.NumberAsync($"SELECT next_user FROM workspace WHERE workspace = {Database.Workspace}", cancellationToken);
        if (ManyKeys.ReadAll(people, all ?? 0))
            await session.EachAsync(
                $"""
                SELECT v.user_key, v.from_revision, v.active, v.kept_apart, v.directory_key, u.active, u.directory_key
                FROM app_user_version v LEFT JOIN app_user u ON u.workspace = v.workspace AND u.key = v.user_key
                WHERE v.workspace = {Database.Workspace} AND v.to_revision IS NULL
                """,
                row => Compare(row, revision),
                cancellationToken
            );
        else
            await session.EachAsync(
                $"""
                SELECT v.user_key, v.from_revision, v.active, v.kept_apart, v.directory_key, u.active, u.directory_key
                FROM asked CROSS JOIN app_user_version v LEFT JOIN app_user u ON u.workspace = v.workspace AND u.key = v.user_key
                WHERE v.workspace = {Database.Workspace} AND v.user_key = asked.key AND v.to_revision IS NULL
                """,
                KeySet.Of(_awaited.Keys),
                row => Compare(row, revision),
                cancellationToken
            );
        foreach (var missing in _awaited.Keys.Order())
            found.Note($"User {missing} is not there.");
        return people;
    }

    private void Await(UserStep step)
    {
        ref var planned = ref CollectionsMarshal.GetValueRefOrAddDefault(_awaited, step.User, out _);
        planned = step switch
        {
            UserStep.Create(_, var directoryKey, _, _, _) => new(Begun: true, Active: true, Follows: directoryKey, KeptApart: false),
            UserStep.CreateLocal => new(Begun: true, Active: true, Follows: 0, KeptApart: false),
            UserStep.Adopt(_, var directoryKey, _, _) => planned with { Follows = directoryKey, KeptApart = false },
            UserStep.KeepApart => planned with { Follows = 0, KeptApart = true },
            UserStep.Suspend => planned with { Active = false },
            UserStep.Reactivate => planned with { Active = true },
            UserStep.Update(_, var before, var after) => planned with { Begun = planned.Begun || before != after },
            _ => planned,
        };
    }

    private void Compare(DbDataReader row, long revision)
    {
        var user = row.GetInt32(0);
        if (!_awaited.Remove(user, out var planned))
            return;
        var (active, follows) = (row.Flag(2), row.IntOrNull(4) ?? 0);
        var asPlanned =
            (!planned.Begun || row.GetInt64(1) == revision)
            && (planned.Active ?? active) == active
            && (planned.Follows ?? follows) == follows
            && (planned.KeptApart ?? row.Flag(3)) == row.Flag(3);
        if (!asPlanned || row.IsDBNull(5) || row.Flag(5) != active || (row.IntOrNull(6) ?? 0) != follows)
            found.Note($"User {user} is there, and not as planned.");
    }

    /// <summary>What the steps say of one person; null where they say nothing.</summary>
    /// <param name="Begun">Whether a version begins with the plan.</param>
    /// <param name="Active">Whether the person has access.</param>
    /// <param name="Follows">Key of the directory user; 0 for nobody.</param>
    /// <param name="KeptApart">Whether a person keeps the user apart from the directory.</param>
    private readonly record struct Planned(bool Begun, bool? Active, int? Follows, bool? KeptApart);
}
