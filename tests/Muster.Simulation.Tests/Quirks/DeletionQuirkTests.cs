using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;
using Muster.Testing.Simulation;
using static Muster.GraphEmulator.Histories.DirectoryOperation;
using static Muster.Simulation.Tests.Quirks.SmallTenant;

namespace Muster.Simulation.Tests.Quirks;

/// <summary>What deleting, purging and restoring tells (sheet 4.3, 9 and 11): after each read the mirror equals the tenant.</summary>
public sealed class DeletionQuirkTests
{
    /// <summary>A member and owner goes, comes back with all memberships, goes again; a nested group as well, and a group with members.</summary>
    private static readonly IReadOnlyList<DirectoryOperation>[] Comings =
    [
        [new UserDelete(Ann)],
        [new UserAdd(Ann, Person("ann")), new MemberAdd(Team, Ann, MemberKind.User), new OwnerAdd(Team, Ann)],
        [new GroupDelete(Inner)],
        [new GroupAdd(Inner, Named("Inner")), new MemberAdd(Inner, Cid, MemberKind.User), new MemberAdd(Team, Inner, MemberKind.Group)],
        [new GroupDelete(Team)],
        [new GroupAdd(Team, Named("Team")), new MemberAdd(Team, Ben, MemberKind.User)],
        [new UserDelete(Ben)],
    ];

    public static TheoryData<bool> Either() => [false, true];

    public static TheoryData<PurgeTelling> Purges() => [.. Enum.GetValues<PurgeTelling>()];

    public static TheoryData<TombstoneReason> Reasons() => [.. Enum.GetValues<TombstoneReason>()];

    [Theory]
    [MemberData(nameof(Either))]
    public Task A_deleted_user_leaves_its_groups_whether_the_groups_stream_says_so_or_not(bool told) =>
        EqualAsync(new() { UsersLeaveGroupsAtOnce = told });

    [Theory]
    [MemberData(nameof(Either))]
    public Task A_restored_user_is_back_in_its_groups_whether_they_are_told_or_not(bool told) =>
        EqualAsync(new() { RestoredMembershipsAreTold = told });

    [Theory]
    [MemberData(nameof(Either))]
    public Task Deleted_members_that_lists_still_show_are_no_members(bool shown) => EqualAsync(new() { ListsShowDeletedMembers = shown });

    [Theory]
    [MemberData(nameof(Either))]
    public Task Deleted_members_that_a_first_round_still_shows_are_no_members(bool shown) =>
        EqualAsync(new() { InitialDeltaShowsDeletedMembers = shown });

    [Theory]
    [MemberData(nameof(Reasons))]
    public Task A_tombstone_counts_whatever_its_reason(TombstoneReason reason) => EqualAsync(new() { SecurityGroupTombstone = reason });

    [Theory]
    [MemberData(nameof(Either))]
    public Task A_deleted_nested_group_is_out_of_the_groups_it_was_in_told_or_not(bool silent) =>
        EqualAsync(new() { NestedGroupsStaySilently = silent });

    [Theory]
    [MemberData(nameof(Either))]
    public Task A_restored_group_has_its_members_whether_it_comes_with_them_or_not(bool without) =>
        EqualAsync(new() { RestoredGroupsComeWithoutMembers = without });

    [Theory]
    [MemberData(nameof(Purges))]
    public async Task A_purged_user_stays_away_whether_the_groups_stream_ever_says_so_or_not(PurgeTelling purge)
    {
        var history = new LongHistory(TimeSpan.FromDays(31), First, [new UserDelete(Ann)], [new GroupUpdate(Team, Named("A month later"))]);
        var options = PagesOfOne with { Quirks = new() { Deletion = new() { Purge = purge } } };
        await using var rig = await MirrorRig.StartAsync(history, options, TestContext.Current.CancellationToken);
        await rig.NextAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await rig.FollowAsync());
    }

    private static async Task EqualAsync(DeletionQuirks quirks)
    {
        await using var rig = await SmallTenant.StartAsync(new QuirkSet { Deletion = quirks }, Comings);
        Assert.Empty(await rig.FollowAsync());
        await using var late = await SmallTenant.StartAsync(new QuirkSet { Deletion = quirks }, Comings);
        // Read for the first time when all of it has happened.
        while (await late.NextAsync(TestContext.Current.CancellationToken)) { }
        Assert.Empty(await late.ReadAndCompareAsync());
    }

    private sealed class LongHistory(TimeSpan between, params IReadOnlyList<DirectoryOperation>[] changes) : ITenantHistory
    {
        public string DisplayName => "Far apart";

        public long? LastSeq => changes.Length;

        public IEnumerable<ChangeSet> ChangeSets() =>
            changes.Select(
                (operations, n) => new ChangeSet(n + 1, new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero) + (between * n), operations)
            );
    }
}
