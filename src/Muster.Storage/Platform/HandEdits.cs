using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Users;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Finds in the history who was given and taken by hand while a group followed its directory group.</summary>
internal sealed class HandEdits(SqlSession session)
{
    /// <summary>The groups with what was done by hand; only those are looked up where that can matter.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="unsaid">What syncs do about it where a group does not say.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async Task<List<PlatformGroup>> OnAsync(List<PlatformGroup> groups, DriftPolicy unsaid, CancellationToken cancellationToken)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            var reports = (groups[i].Settings.OnDrift ?? unsaid) == DriftPolicy.Report;
            if (Matters(groups[i], reports))
                groups[i] = await OnAsync(groups[i], reports, cancellationToken);
        }
        return groups;
    }

    /// <summary>Who was given by hand to any of some groups and still is in, while the group has followed its directory group.</summary>
    public async Task<Dictionary<(int Group, MembershipRelation Relation), KeySet>> GivenAsync(
        IReadOnlySet<int> groups,
        CancellationToken cancellationToken
    )
    {
        var following = await session.RowsAsync(
            $"""
            SELECT v.group_key, v.directory_key FROM group_members m
            JOIN app_group_version v ON v.workspace = m.workspace AND v.group_key = m.group_key AND v.to_revision IS NULL
            WHERE m.workspace = {Database.Workspace} AND m.origin = {MembershipOrigin.Local} AND m.count > 0 AND v.directory_key IS NOT NULL
            GROUP BY v.group_key, v.directory_key
            """,
            row => (Group: row.GetInt32(0), Source: row.GetInt64(1)),
            cancellationToken
        );
        var given = new Dictionary<(int, MembershipRelation), KeySet>();
        foreach (var (group, source) in following.Where(row => groups.Contains(row.Group)))
        foreach (var edits in await GivenAsync(group, await LinkedSinceAsync(group, source, cancellationToken), cancellationToken))
            given[(group, edits.Key)] = KeySet.Of(edits);
        return given;
    }

    private static bool Matters(PlatformGroup group, bool reports) =>
        group is { Link: LinkState.Linked or LinkState.Paused, DirectoryKey: not null }
        && (!group.LocalMembers.IsEmpty || !group.LocalOwners.IsEmpty || reports);

    private async Task<PlatformGroup> OnAsync(PlatformGroup group, bool reports, CancellationToken cancellationToken)
    {
        var linked = await LinkedSinceAsync(group.Key, group.DirectoryKey!.Value, cancellationToken);
        var given = await GivenAsync(group.Key, linked, cancellationToken);
        var taken = reports
            ? await TakenAsync(group, linked, cancellationToken)
            : Enumerable.Empty<Edit>().ToLookup(edit => edit.Relation, edit => edit.User);
        return group with
        {
            GivenMembers = KeySet.Of(given[MembershipRelation.Member]).Intersect(group.LocalMembers),
            GivenOwners = KeySet.Of(given[MembershipRelation.Owner]).Intersect(group.LocalOwners),
            TakenMembers = KeySet.Of(taken[MembershipRelation.Member]).Except(group.Members),
            TakenOwners = KeySet.Of(taken[MembershipRelation.Owner]).Except(group.Owners),
        };
    }

    /// <summary>The revision since which the group is pinned to its directory group without a break.</summary>
    private async Task<long> LinkedSinceAsync(int group, long source, CancellationToken cancellationToken) =>
        await session.NumberAsync(
            $"""
            SELECT min(from_revision) FROM app_group_version
            WHERE workspace = {Database.Workspace} AND group_key = {group} AND from_revision > coalesce(
                (SELECT max(o.from_revision) FROM app_group_version o WHERE o.workspace = {Database.Workspace} AND o.group_key = {group}
                    AND (o.directory_key IS NULL OR o.directory_key <> {source})), 0)
            """,
            cancellationToken
        ) ?? 0;

    private Task<ILookup<MembershipRelation, int>> GivenAsync(int group, long linked, CancellationToken cancellationToken) =>
        EditsAsync(
            $"""
            SELECT m.relation, m.user_key FROM membership m
            JOIN revision r ON r.workspace = m.workspace AND r.number = m.from_revision
            JOIN run u ON u.workspace = r.workspace AND u.id = r.run
            WHERE m.workspace = {Database.Workspace} AND m.group_key = {group} AND m.origin = {MembershipOrigin.Local}
                AND m.to_revision IS NULL AND m.from_revision > {linked} AND u.verb = {LocalUsers.GivingVerb}
            """,
            cancellationToken
        );

    private Task<ILookup<MembershipRelation, int>> TakenAsync(PlatformGroup group, long linked, CancellationToken cancellationToken) =>
        EditsAsync(
            $"""
            SELECT m.relation, m.user_key FROM membership m
            JOIN revision r ON r.workspace = m.workspace AND r.number = m.to_revision
            JOIN run u ON u.workspace = r.workspace AND u.id = r.run
            WHERE m.workspace = {Database.Workspace} AND m.group_key = {group.Key} AND m.origin = {MembershipOrigin.Directory}
                AND m.to_revision > {linked} AND m.end_cause = {RemovalCause.Decided} AND u.verb = {LocalUsers.TakingVerb}
                AND NOT EXISTS (
                    SELECT 1 FROM membership b WHERE b.workspace = m.workspace AND b.group_key = m.group_key AND b.relation = m.relation
                        AND b.origin = m.origin AND b.user_key = m.user_key AND b.from_revision > m.from_revision)
            """,
            cancellationToken
        );

    private async Task<ILookup<MembershipRelation, int>> EditsAsync(FormattableString sql, CancellationToken cancellationToken) =>
        (await session.RowsAsync(sql, row => new Edit((MembershipRelation)row.GetInt32(0), row.GetInt32(1)), cancellationToken)).ToLookup(
            edit => edit.Relation,
            edit => edit.User
        );

    private readonly record struct Edit(MembershipRelation Relation, int User);
}
