using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Carries out the user steps of a plan as intervals: the version that ends, and the version that begins.</summary>
internal sealed class UserStepWriter(SqlSession session, long revision, int connection)
{
    private readonly SortedDictionary<int, Change> _changes = [];

    public async Task<IntervalDigest> WriteAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        foreach (var step in plan.Users)
            await TakeAsync(step, cancellationToken);
        var created = _changes.Values.Where(change => change.Before is null).Select(change => change.After).ToList();
        var changed = _changes.Values.Where(change => change.Before is not null && change.Before != change.After).ToList();
        foreach (var change in changed)
            await CloseAsync(change, cancellationToken);
        foreach (var change in changed)
            await FollowAsync(change, cancellationToken);
        UserVersion.InsertUsers(session, created);
        UserVersion.InsertVersions(session, revision, created);
        UserVersion.InsertVersions(session, revision, [.. changed.Select(change => change.After)]);
        await CountAsync(created, cancellationToken);
        return Digest();
    }

    private async Task TakeAsync(UserStep step, CancellationToken cancellationToken)
    {
        if (step is UserStep.Create or UserStep.CreateLocal)
        {
            _changes.Add(step.User, new Change(null, Created(step)));
            return;
        }
        if (!_changes.TryGetValue(step.User, out var change))
        {
            var stored =
                await session.FirstAsync(UserVersion.Select(step.User), UserVersion.Map, cancellationToken)
                ?? throw new StoredDataException($"The plan changes user {step.User}, who is not stored. Nothing was changed; sync again.");
            change = new Change(stored, stored);
        }
        var after = step switch
        {
            UserStep.Adopt(_, var directoryKey, var id, _) => change.After with
            {
                Identity = new UserIdentity(connection, directoryKey, id),
                KeptApart = false,
            },
            UserStep.KeepApart => change.After with { Identity = null, KeptApart = true },
            UserStep.Update(_, _, var attributes) => change.After with { Attributes = attributes },
            UserStep.Suspend => change.After with { Active = false },
            UserStep.Reactivate => change.After with { Active = true },
            _ => throw new ArgumentException($"{step.GetType().Name} cannot be applied.", nameof(step)),
        };
        _changes[step.User] = change with { After = after };
    }

    private UserVersion Created(UserStep step) =>
        step switch
        {
            UserStep.Create(var key, var directoryKey, var id, var given, _) => new UserVersion(
                key,
                new UserIdentity(connection, directoryKey, id),
                Active: true,
                KeptApart: false,
                given
            ),
            UserStep.CreateLocal(var key, var given) => new UserVersion(key, null, Active: true, KeptApart: false, given),
            _ => throw new ArgumentException($"{step.GetType().Name} makes no user.", nameof(step)),
        };

    /// <summary>Ends the version before. Whoever stops following a directory user does so before anybody begins to.</summary>
    private async Task CloseAsync(Change change, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            UPDATE app_user_version SET to_revision = {revision}
            WHERE workspace = {Database.Workspace} AND user_key = {change.After.Key} AND to_revision IS NULL
            """,
            cancellationToken
        );
        if (change.Before!.Identity is not null && change.Before.Identity != change.After.Identity)
            await session.ExecuteAsync(
                $"""
                UPDATE app_user SET connection = NULL, directory_key = NULL, object_id = NULL
                WHERE workspace = {Database.Workspace} AND key = {change.After.Key}
                """,
                cancellationToken
            );
        if (change.Before.Active != change.After.Active)
            await session.ExecuteAsync(
                $"UPDATE app_user SET active = {change.After.Active} WHERE workspace = {Database.Workspace} AND key = {change.After.Key}",
                cancellationToken
            );
    }

    private async Task FollowAsync(Change change, CancellationToken cancellationToken)
    {
        if (change.After.Identity is { } identity && change.Before!.Identity != identity)
            await session.ExecuteAsync(
                $"""
                UPDATE app_user SET connection = {identity.Connection}, directory_key = {identity.DirectoryKey}, object_id = {identity.Id}
                WHERE workspace = {Database.Workspace} AND key = {change.After.Key}
                """,
                cancellationToken
            );
    }

    private Task CountAsync(List<UserVersion> created, CancellationToken cancellationToken) =>
        created.Count == 0
            ? Task.CompletedTask
            : session.ExecuteAsync(
                $"""
                UPDATE workspace SET users = users + {created.Count},
                    next_user = CASE WHEN next_user > {created[^1].Key} THEN next_user ELSE {created[^1].Key + 1} END
                WHERE workspace = {Database.Workspace}
                """,
                cancellationToken
            );

    private IntervalDigest Digest()
    {
        var digest = new IntervalDigest();
        foreach (var (before, after) in _changes.Values)
        {
            if (before == after)
                continue;
            if (before is not null)
                digest.Closed(after.Key);
            digest.Opened(after);
        }
        return digest;
    }

    private sealed record Change(UserVersion? Before, UserVersion After);
}
