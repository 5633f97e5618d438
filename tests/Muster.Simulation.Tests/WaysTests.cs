using Muster.Core.Reading;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.Testing.Simulation;

namespace Muster.Simulation.Tests;

/// <summary>Whichever way groups are read, those that are followed equal the tenant afterwards.</summary>
public sealed class WaysTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ReadWay.FilteredDelta)]
    [InlineData(ReadWay.CompareByFilter)]
    [InlineData(ReadWay.CompareByLists)]
    public async Task Read_again_after_every_change_the_followed_groups_equal_the_tenant(ReadWay way)
    {
        for (var seed = 100; seed < 112; seed++)
        {
            var history = new RandomDirectory(seed, 8);
            await using var rig = await MirrorRig.StartAsync(history, Small(seed), Token);
            await rig.NextAsync(Token);
            await rig.ReadAsync(full: false, GroupNeed.All, Token);
            var followed = rig.Truth.Groups.Keys.Order().Take(4).ToList();
            do
            {
                await rig.ReadUsersAsync(Token);
                // As a run does: a group that is back is read anew, since changes alone do not say what it lost meanwhile.
                if ((await rig.ReadGroupsAsync(way, full: false, followed, Token)).Restored.Count > 0)
                    await rig.ReadGroupsAsync(way, full: true, followed, Token);
                var view = await rig.ViewAsync(Token);
                var differences = view.Against(rig.Truth, rig.Truth.Reached(followed));
                Assert.True(
                    differences.Count == 0,
                    $"{way}, seed {seed}, change set {rig.Host.State.Seq}:\n{string.Join('\n', differences)}"
                );
            } while (await rig.NextAsync(Token));
        }
    }

    [Fact]
    public async Task A_comparison_finds_what_the_change_stream_kept_back()
    {
        await using var rig = await StartAsync(groups: 30);
        var followed = rig.Truth.Groups.Keys.Order().Take(2).ToList();
        await rig.FollowAsync(followed, Token);
        await rig.ReadAsync(full: false, GroupNeed.All, Token);
        await rig.NextAsync(Token);
        // The stream tells that nothing happened.
        await rig.FaultsAsync([await EmptyRoundAsync(rig)], Token);
        await rig.ReadAsync(full: false, GroupNeed.Followed, Token);
        await rig.HealAsync(Token);
        var blind = await rig.ViewAsync(Token);

        await rig.ReadAsync(full: true, GroupNeed.Followed, Token);

        Assert.NotEmpty(blind.Against(rig.Truth, followed.ToHashSet()));
        Assert.Empty((await rig.ViewAsync(Token)).Against(rig.Truth, followed.ToHashSet()));
    }

    [Fact]
    public async Task Comparing_a_few_groups_costs_a_fraction_of_reading_all_and_about_what_was_expected()
    {
        await using var rig = await StartAsync(groups: 600);
        await rig.FollowAsync(rig.Truth.Groups.Keys.Order().Take(1), Token);
        var (_, whole) = await rig.ReadAsync(full: false, GroupNeed.All, Token);

        var (summary, compared) = await rig.ReadAsync(full: true, GroupNeed.Followed, Token);
        var (_, after) = await rig.ReadAsync(full: false, GroupNeed.All, Token);

        Assert.Contains(summary.WhyInFull, why => why.Contains("lists", StringComparison.Ordinal));
        Assert.True(compared.ResourceUnits < whole.ResourceUnits, $"{compared.ResourceUnits} against {whole.ResourceUnits}");
        Assert.InRange(compared.EstimatedUnits ?? 0, compared.ResourceUnits / 2, compared.ResourceUnits * 2);
        // The link of all groups was kept, so that the next read has only changes to ask for.
        Assert.Equal(2, after.Requests);
    }

    [Fact]
    public async Task When_the_link_is_lost_only_the_followed_groups_are_read_and_no_other_group_is_taken_for_gone()
    {
        await using var rig = await StartAsync(groups: 600);
        var followed = rig.Truth.Groups.Keys.Order().Take(1).ToList();
        await rig.FollowAsync(followed, Token);
        await rig.ReadAsync(full: false, GroupNeed.All, Token);
        rig.Clock.Move(TimeSpan.FromDays(10));
        await rig.NextAsync(Token);

        var (summary, _) = await rig.ReadAsync(full: false, GroupNeed.Followed, Token);
        var view = await rig.ViewAsync(Token);
        var (_, next) = await rig.ReadAsync(full: false, GroupNeed.Followed, Token);

        Assert.Contains(summary.WhyInFull, why => why.Contains("Only the", StringComparison.Ordinal));
        Assert.Empty(view.Against(rig.Truth, followed.ToHashSet()));
        Assert.Equal(600, view.Groups.Count);
        Assert.Equal(2, next.Requests);
    }

    [Fact]
    public async Task After_a_change_of_application_all_groups_are_read()
    {
        await using var rig = await StartAsync(groups: 60);
        await rig.FollowAsync(rig.Truth.Groups.Keys.Order().Take(1), Token);
        await rig.ReadAsync(full: false, GroupNeed.All, Token);
        await rig.RebindAsync(Token);

        var (summary, _) = await rig.ReadAsync(full: false, GroupNeed.Followed, Token);

        Assert.DoesNotContain(summary.WhyInFull, why => why.Contains("Only the", StringComparison.Ordinal));
        Assert.Contains(summary.WhyInFull, why => why.Contains("belongs to another", StringComparison.Ordinal));
    }

    private static EmulatorOptions Small(int seed) =>
        new()
        {
            Seed = seed,
            UsersPerDeltaPage = 7,
            GroupsPerDeltaPage = 3,
            MembersPerSlice = 4,
        };

    /// <summary>A tenant of many groups with two members each; then each of the first two loses one and gains one.</summary>
    private static async Task<MirrorRig> StartAsync(int groups)
    {
        var people = Enumerable.Range(1, 5).Select(Id).ToArray();
        var all = Enumerable.Range(1000, groups).Select(Id).ToArray();
        List<DirectoryOperation> first =
        [
            .. people.Select(
                (id, n) =>
                    (DirectoryOperation)
                        new DirectoryOperation.UserAdd(
                            id,
                            new Dictionary<string, object?>
                            {
                                ["displayName"] = $"P{n}",
                                ["userPrincipalName"] = $"p{n}@contoso.example",
                                ["accountEnabled"] = true,
                            }
                        )
            ),
            .. all.Select(
                (id, n) =>
                    (DirectoryOperation)new DirectoryOperation.GroupAdd(id, new Dictionary<string, object?> { ["displayName"] = $"G{n}" })
            ),
            .. all.SelectMany(id =>
                people.Take(2).Select(DirectoryOperation (who) => new DirectoryOperation.MemberAdd(id, who, MemberKind.User))
            ),
        ];
        List<DirectoryOperation> second =
        [
            .. all.Take(2).Select(DirectoryOperation (id) => new DirectoryOperation.MemberRemove(id, people[0], MemberKind.User)),
            .. all.Take(2).Select(DirectoryOperation (id) => new DirectoryOperation.MemberAdd(id, people[4], MemberKind.User)),
        ];
        var rig = await MirrorRig.StartAsync(new WrittenHistory(first, second), new EmulatorOptions(), Token);
        await rig.NextAsync(Token);
        return rig;
    }

    /// <summary>A rule that answers the next groups round with an empty page and the link that the round began from.</summary>
    private static async Task<object> EmptyRoundAsync(MirrorRig rig)
    {
        await using var session = await rig.Database.Mirror.OpenAsync(
            rig.Connection.Key,
            DirectoryStream.Groups,
            rig.GroupsBinding,
            full: false,
            partial: false,
            new Lease(0, "test"),
            Token
        );
        return new
        {
            path = "/v1.0/groups/delta",
            times = 1,
            body = new Dictionary<string, object?> { ["value"] = Array.Empty<object>(), ["@odata.deltaLink"] = session.DeltaLink },
        };
    }

    private static Guid Id(int number) => new(number, 1, 4, [8, 0, 0, 0, 0, 0, 0, 0]);
}
