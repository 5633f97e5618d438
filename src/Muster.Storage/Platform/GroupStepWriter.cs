using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using Muster.Storage.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Carries out the group steps of a plan as intervals. All versions that end do so before any begins, so that names may change places.</summary>
internal sealed class GroupStepWriter(SqlSession session, long revision)
{
    private readonly SortedDictionary<int, Change> _changes = [];

    /// <summary>Name of a group touched by a step, as it is after the plan; null for others.</summary>
    public string? NameOf(int group) => _changes.TryGetValue(group, out var change) ? change.After.Name : null;

    public async Task<IntervalDigest> WriteAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        foreach (var step in plan.Groups.Where(step => step is not (GroupStep.Nest or GroupStep.Unnest)))
            await TakeAsync(step, cancellationToken);
        var created = _changes.Values.Where(change => change.Before is null).Select(change => change.After).ToList();
        var changed = _changes.Values.Where(change => change.Before is not null && change.Before != change.After).ToList();
        foreach (var change in changed)
            await session.ExecuteAsync(
                $"""
                UPDATE app_group_version SET to_revision = {revision}
                WHERE workspace = {Database.Workspace} AND group_key = {change.After.Key} AND to_revision IS NULL
                """,
                cancellationToken
            );
        session.InsertAll(
            "app_group",
            ["workspace", "key", "members", "owners", "packed"],
            created,
            static (row, group) => row.Integer(group.Key).Integer(0).Integer(0).Integer(0)
        );
        GroupVersion.InsertVersions(session, revision, created);
        GroupVersion.InsertVersions(session, revision, [.. changed.Select(change => change.After)]);
        await CountAsync(created, cancellationToken);
        return Digest();
    }

    private async Task TakeAsync(GroupStep step, CancellationToken cancellationToken)
    {
        if (step is GroupStep.Create(var key, var name, var purpose))
        {
            _changes.Add(
                key,
                new Change(
                    null,
                    new GroupVersion(key, name, GroupSettings.None with { Purpose = purpose }, LinkState.Unmatched, null, null)
                )
            );
            return;
        }
        if (!_changes.TryGetValue(step.Group, out var change))
        {
            var stored =
                await session.FirstAsync(GroupVersion.Select(step.Group), GroupVersion.Map, cancellationToken)
                ?? throw new StoredDataException(
                    $"The plan changes group {step.Group}, which is not stored. Nothing was changed; sync again."
                );
            change = new Change(stored, stored);
        }
        _changes[step.Group] = change with { After = After(change.After, step) };
    }

    private static GroupVersion After(GroupVersion group, GroupStep step) =>
        step switch
        {
            GroupStep.Link(_, var directoryKey, var id, _) => group with
            {
                Link = LinkState.Linked,
                DirectoryKey = directoryKey,
                Id = id,
                PausedUntil = null,
            },
            GroupStep.Unlink => Unpinned(group, LinkState.Local),
            GroupStep.ChangeState(_, _, var to and (LinkState.SourceDeleted or LinkState.Linked or LinkState.Paused), var until) =>
                group with
                {
                    Link = to,
                    PausedUntil = until,
                },
            GroupStep.ChangeState(_, _, var to, _) => Unpinned(group, to),
            GroupStep.Configure(_, _, var after) => group with { Settings = after },
            GroupStep.Describe(_, _, var after) => group with { Attributes = after },
            GroupStep.Rename(_, _, var to) => group with { Name = to },
            GroupStep.Retire => Unpinned(group, LinkState.Retired),
            _ => throw new ArgumentException($"{step.GetType().Name} cannot be applied.", nameof(step)),
        };

    private static GroupVersion Unpinned(GroupVersion group, LinkState link) =>
        group with
        {
            Link = link,
            DirectoryKey = null,
            Id = null,
            PausedUntil = null,
        };

    private Task CountAsync(List<GroupVersion> created, CancellationToken cancellationToken) =>
        created.Count == 0
            ? Task.CompletedTask
            : session.ExecuteAsync(
                $"""
                UPDATE workspace SET groups = groups + {created.Count},
                    next_group = CASE WHEN next_group > {created[^1].Key} THEN next_group ELSE {created[^1].Key + 1} END
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

    private sealed record Change(GroupVersion? Before, GroupVersion After);
}
