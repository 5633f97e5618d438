using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;
using static Muster.GraphEmulator.Histories.DirectoryOperation;
using static Muster.Simulation.Tests.Quirks.SmallTenant;

namespace Muster.Simulation.Tests.Quirks;

/// <summary>How rounds are told (sheet, section 4 and 9): after each read the mirror equals the tenant.</summary>
public sealed class DeltaQuirkTests
{
    /// <summary>Something of everything: joins, leaves, renames, cleared values, changed owners.</summary>
    private static readonly IReadOnlyList<DirectoryOperation>[] Busy =
    [
        [new MemberRemove(Team, Ben, MemberKind.User), new MemberAdd(Team, Cid, MemberKind.User), new OwnerAdd(Team, Ben)],
        [new UserUpdate(Ann, new Dictionary<string, object?> { ["displayName"] = "Ann B.", ["mail"] = "ann@contoso.example" })],
        [
            new UserUpdate(Ann, new Dictionary<string, object?> { ["mail"] = null }),
            new GroupUpdate(Team, Named("Team 2")),
            new OwnerRemove(Team, Ann),
        ],
        [new MemberAdd(Team, Ben, MemberKind.User), new MemberRemove(Team, Inner, MemberKind.Group)],
        [new UserDelete(Cid), new GroupDelete(Inner)],
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Objects_deleted_earlier_may_be_mentioned_in_a_first_round() => EqualAsync(new() { DeletedInInitialRound = true });

    [Fact]
    public Task Members_told_as_removed_in_a_first_round_take_nobody_away() => EqualAsync(new() { StrayRemovals = true });

    [Fact]
    public Task The_same_row_may_come_on_several_pages() => EqualAsync(new() { RepeatedRows = true });

    [Fact]
    public Task The_later_of_two_rows_of_one_object_counts() => EqualAsync(new() { OlderValuesFirst = true });

    [Fact]
    public Task Rows_come_in_any_order() => EqualAsync(new() { Shuffled = true });

    [Fact]
    public async Task Out_and_in_again_in_one_round_is_in_and_the_other_way_round_is_out()
    {
        await using var rig = await SmallTenant.StartAsync(
            new QuirkSet { Delta = new() { EveryStep = true } },
            [new MemberRemove(Team, Ben, MemberKind.User), new MemberAdd(Team, Ben, MemberKind.User)],
            [new MemberAdd(Team, Cid, MemberKind.User), new MemberRemove(Team, Cid, MemberKind.User)]
        );
        Assert.Empty(await rig.FollowAsync());
    }

    [Fact]
    public Task What_was_told_before_may_be_told_again() => EqualAsync(new() { Replayed = 3 });

    [Fact]
    public Task Pages_without_rows_are_followed() => EqualAsync(new() { EmptyPages = 5 });

    [Fact]
    public Task Pages_may_have_any_size() => EqualAsync(new() { UnevenPages = true });

    [Fact]
    public Task The_slices_of_a_group_may_come_far_apart() => EqualAsync(new() { SlicesApart = true });

    [Fact]
    public Task Type_names_and_ids_may_be_written_in_capitals() => EqualAsync(new() { CapitalTypes = true, CapitalIds = true });

    [Fact]
    public Task What_nobody_knows_is_passed_over() => EqualAsync(new() { UnknownMembers = true, WrongContext = true });

    [Fact]
    public Task A_group_without_changes_of_members_may_have_none_null_or_an_empty_list() => EqualAsync(new() { EmptyEdges = true });

    [Fact]
    public Task A_wish_for_small_pages_may_be_granted() => EqualAsync(new() { HonoursMaxPageSize = true });

    [Fact]
    public async Task Changes_told_late_arrive_in_the_end()
    {
        await using var rig = await SmallTenant.StartAsync(
            new QuirkSet
            {
                Delta = new() { UserDelay = TimeSpan.FromMinutes(30), GroupDelay = TimeSpan.FromHours(24) },
            },
            Busy
        );
        await rig.ReadAndCompareAsync();
        while (await rig.NextAsync(Token))
            await rig.ReadAndCompareAsync();
        var late = await rig.CompareAsync();

        rig.Clock.Move(TimeSpan.FromHours(25));

        Assert.NotEmpty(late);
        Assert.Empty(await rig.ReadAndCompareAsync());
    }

    [Fact]
    public async Task The_link_is_got_by_a_whole_round_and_never_by_latest_which_misses_memberships()
    {
        await using var rig = await SmallTenant.StartAsync(new QuirkSet { Delta = new() { LatestMissesMemberships = true } }, Busy);
        Assert.Empty(await rig.FollowAsync());
    }

    [Fact]
    public async Task A_round_without_end_is_given_up_and_loses_nothing()
    {
        await using var rig = await SmallTenant.StartAsync(new QuirkSet { Delta = new() { EndlessPages = TimeSpan.FromHours(1) } }, Busy);

        var refused = await Assert.ThrowsAsync<DirectoryReadException>(() => rig.ReadAndCompareAsync());
        rig.Clock.Move(TimeSpan.FromHours(2));

        Assert.Equal(DirectoryFault.UnexpectedAnswer, refused.Fault);
        Assert.Empty(await rig.FollowAsync());
    }

    [Fact]
    public async Task A_page_link_that_expires_while_paging_starts_the_round_anew()
    {
        await using var rig = await SmallTenant.StartAsync(new QuirkSet { Delta = new() { PageLife = TimeSpan.FromMinutes(5) } }, Busy);
        var slow = 1;
        rig.OnPage = _ => rig.Clock.Move(TimeSpan.FromMinutes(10 * Interlocked.Exchange(ref slow, 0)));

        var (summary, _) = await rig.ReadAsync(full: false, GroupNeed.All, Token);

        Assert.Contains(summary.WhyInFull, why => why.Contains("ExpiredPageToken", StringComparison.Ordinal));
        Assert.Empty(await rig.FollowAsync());
    }

    public static TheoryData<ExpiredAnswer> Answers() => [.. Enum.GetValues<ExpiredAnswer>()];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_link_older_than_the_service_keeps_it_leads_to_a_full_read_whatever_it_answers(ExpiredAnswer answer)
    {
        await using var rig = await SmallTenant.StartAsync(
            PagesOfOne with
            {
                DeltaTokenLife = TimeSpan.FromHours(1),
                Quirks = new() { Delta = new() { Expired = answer } },
            },
            Busy
        );
        Assert.Empty(await rig.ReadAndCompareAsync());
        await rig.NextAsync(Token);
        rig.Clock.Move(TimeSpan.FromHours(2));
        Assert.Empty(await rig.FollowAsync());
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task After_a_reset_everything_is_read_and_what_left_in_the_gap_is_gone_whatever_the_link_answers(ExpiredAnswer answer)
    {
        await using var rig = await SmallTenant.StartAsync(new QuirkSet { Delta = new() { Reset = answer } }, Busy);
        Assert.Empty(await rig.ReadAndCompareAsync());
        for (var i = 0; i < Busy.Length; i++)
            await rig.NextAsync(Token);
        await rig.ExpireLinksAsync(Token);

        Assert.Empty(await rig.ReadAndCompareAsync());
    }

    [Theory]
    [InlineData(GarbageAnswer.RequestBadRequest)]
    [InlineData(GarbageAnswer.BadRequest)]
    [InlineData(GarbageAnswer.Gone)]
    public async Task A_damaged_link_leads_to_a_full_read_whatever_it_answers(GarbageAnswer answer)
    {
        await using var rig = await SmallTenant.StartAsync(new QuirkSet { Delta = new() { Garbage = answer } }, Busy);
        Assert.Empty(await rig.ReadAndCompareAsync());
        await rig.NextAsync(Token);
        await rig.DamageLinksAsync(Token);

        Assert.Empty(await rig.ReadAndCompareAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Seven_days_may_count_from_the_first_round_or_from_each(bool fromFirst)
    {
        await using var rig = await SmallTenant.StartAsync(
            new QuirkSet { Delta = new() { LifeCountsFromStart = fromFirst } },
            [.. Enumerable.Repeat(0, 4).SelectMany(_ => Busy.Take(1).Concat(Undone))]
        );
        var whole = 0;
        Assert.Empty(await rig.ReadAndCompareAsync());
        while (await rig.NextAsync(Token))
        {
            rig.Clock.Move(TimeSpan.FromDays(2));
            var (summary, _) = await rig.ReadAsync(full: false, GroupNeed.All, Token);
            whole += summary.Full ? 1 : 0;
            Assert.Empty(await rig.CompareAsync());
        }
        Assert.Equal(fromFirst, whole > 0);
    }

    private static readonly IReadOnlyList<DirectoryOperation>[] Undone =
    [
        [new MemberAdd(Team, Ben, MemberKind.User), new MemberRemove(Team, Cid, MemberKind.User), new OwnerRemove(Team, Ben)],
    ];

    private static async Task EqualAsync(DeltaQuirks quirks)
    {
        await using var rig = await SmallTenant.StartAsync(new QuirkSet { Delta = quirks }, Busy);
        Assert.Empty(await rig.FollowAsync());
    }
}
