using Muster.Core.Reading;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;
using Muster.Testing.Simulation;
using static Muster.GraphEmulator.Histories.DirectoryOperation;
using static Muster.Simulation.Tests.Quirks.SmallTenant;

namespace Muster.Simulation.Tests.Quirks;

/// <summary>Followed groups compared by their own lists, with lists that behave as users saw them do.</summary>
public sealed class ListingQuirkTests
{
    private static readonly Guid[] Followed = [Team];

    private static readonly IReadOnlyList<DirectoryOperation> Change =
    [
        new MemberRemove(Team, Ben, MemberKind.User),
        new MemberAdd(Team, Cid, MemberKind.User),
        new OwnerAdd(Team, Cid),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Service_principals_are_no_people_whether_lists_show_them_or_not(bool leftOut)
    {
        await using var rig = await StartAsync(
            new() { ServicePrincipalsLeftOut = leftOut },
            [
                new ObjectAdd(Robot, MemberKind.ServicePrincipal, Named("Robot")),
                new MemberAdd(Team, Robot, MemberKind.ServicePrincipal),
                .. Change,
            ]
        );
        await CompareAsync(rig);
        Assert.Empty(Differences(await rig.ViewAsync(Token), rig));
    }

    [Fact]
    public async Task A_list_from_a_replica_that_lags_behind_undoes_no_change()
    {
        await using var rig = await StartAsync(new() { StaleReads = TimeSpan.FromHours(1) }, Change, [new UserUpdate(Ann, Person("anna"))]);
        await CompareAsync(rig);
        await rig.NextAsync(Token);

        await CompareAsync(rig);
        Assert.Empty(Differences(await rig.ViewAsync(Token), rig));

        rig.Clock.Move(TimeSpan.FromHours(2));
        Assert.Empty(await rig.FollowAsync());
    }

    [Fact]
    public async Task A_group_that_is_not_found_is_not_taken_for_deleted()
    {
        await using var rig = await StartAsync(
            new() { NewObjectsMissing = TimeSpan.FromHours(1) },
            [new GroupDelete(Team)],
            [new GroupAdd(Team, Named("Team")), new MemberAdd(Team, Ann, MemberKind.User)]
        );
        await rig.ReadAndCompareAsync();
        await rig.NextAsync(Token);
        await rig.ReadAndCompareAsync();
        await rig.NextAsync(Token);
        await rig.ReadAndCompareAsync();

        await CompareAsync(rig);

        Assert.Empty(await rig.CompareAsync());
    }

    [Fact]
    public async Task Lists_that_lead_back_to_the_same_page_end_the_read_and_lose_nothing()
    {
        await using var rig = await StartAsync(new() { LoopingLinks = TimeSpan.FromHours(1) }, Change);
        var everyone = Enumerable.Range(1000, 1200).Select(n => new Guid(n, 1, 4, [8, 0, 0, 0, 0, 0, 0, 0])).ToList();
        await using var large = await MirrorRig.StartAsync(
            new WrittenHistory([
                .. First,
                .. everyone.Select((id, n) => new UserAdd(id, Person($"p{n}"))),
                .. everyone.Select(id => new MemberAdd(Team, id, MemberKind.User)),
            ]),
            new() { Quirks = new() { Listing = new() { LoopingLinks = TimeSpan.FromHours(1) } } },
            Token
        );
        await large.NextAsync(Token);
        await large.ReadAndCompareAsync();

        var refused = await Assert.ThrowsAsync<DirectoryReadException>(() => CompareAsync(large));

        Assert.Equal(DirectoryFault.UnexpectedAnswer, refused.Fault);
        Assert.Empty(await large.CompareAsync());
        large.Clock.Move(TimeSpan.FromHours(2));
        await CompareAsync(large);
        Assert.Empty(await large.CompareAsync());
    }

    [Theory]
    [InlineData(HiddenGroups.WithoutMembers, HiddenGroups.WithoutMembers)]
    [InlineData(HiddenGroups.Denied, HiddenGroups.WithoutMembers)]
    [InlineData(HiddenGroups.Absent, HiddenGroups.WithoutMembers)]
    [InlineData(HiddenGroups.WithoutMembers, HiddenGroups.Absent)]
    [InlineData(HiddenGroups.WithoutMembers, HiddenGroups.Denied)]
    public async Task Hidden_members_stay_as_known_however_they_are_kept_from_the_application(HiddenGroups lists, HiddenGroups delta)
    {
        IReadOnlyList<DirectoryOperation> hide =
        [
            new GroupUpdate(Team, new Dictionary<string, object?> { ["visibility"] = "HiddenMembership" }),
        ];
        await using var rig = await SmallTenant.StartAsync(
            PagesOfOne with
            {
                Permissions = ["User.Read.All", "GroupMember.Read.All"],
                Quirks = new()
                {
                    Listing = new() { Hidden = lists },
                    Delta = new() { Hidden = delta },
                },
            },
            hide
        );
        Assert.Empty(await rig.ReadAndCompareAsync());
        await rig.NextAsync(Token);

        foreach (var full in new[] { false, true, false })
        {
            var fault = await FaultAsync(() => rig.ReadAsync(full, GroupNeed.All, Token));
            // Changes alone do not show that a group is left out; a count of all groups does.
            Assert.Equal(delta == HiddenGroups.Denied || (delta == HiddenGroups.Absent && full), fault is not null);
            Assert.True(fault is null || fault.Message.Contains("Member.Read.Hidden", StringComparison.Ordinal), fault?.Message);
            Assert.Empty(await rig.CompareAsync());
        }
        await FaultAsync(() => CompareAsync(rig));
        Assert.Empty(await rig.CompareAsync());
    }

    private static Task<MirrorRig> StartAsync(ListingQuirks quirks, params IReadOnlyList<DirectoryOperation>[] changes) =>
        SmallTenant.StartAsync(new QuirkSet { Listing = quirks }, changes);

    /// <summary>Reads users, and the followed groups whole by their lists.</summary>
    private static async Task CompareAsync(MirrorRig rig)
    {
        if ((await rig.ViewAsync(Token)).Groups.Count == 0)
        {
            await rig.ReadAndCompareAsync();
            await rig.NextAsync(Token);
        }
        await rig.ReadUsersAsync(Token);
        await rig.ReadGroupsAsync(ReadWay.CompareByLists, full: false, Followed, Token);
    }

    private static async Task<DirectoryReadException?> FaultAsync(Func<Task> read)
    {
        try
        {
            await read();
            return null;
        }
        catch (DirectoryReadException fault)
        {
            return fault;
        }
    }

    /// <summary>What differs, but for members that are no users and groups, which the mirror does not show.</summary>
    private static IReadOnlyList<string> Differences(MirrorView view, MirrorRig rig) =>
        [.. view.Against(rig.Truth).Where(difference => !difference.Contains(Robot.ToString(), StringComparison.Ordinal))];
}
