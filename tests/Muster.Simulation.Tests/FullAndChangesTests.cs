using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Quirks;
using Muster.Testing.Simulation;

namespace Muster.Simulation.Tests;

/// <summary>It does not matter how often one has looked: a full read shows what any sequence of reads of changes shows.</summary>
public sealed class FullAndChangesTests
{
    private const int Late = 6;

    public static TheoryData<int, bool> Lives() => [.. Enumerable.Range(500, 12).SelectMany(seed => new[] { (seed, false), (seed, true) })];

    [Theory]
    [MemberData(nameof(Lives))]
    public async Task A_full_read_and_any_sequence_of_changes_give_the_same_mirror(int seed, bool nasty)
    {
        var token = TestContext.Current.CancellationToken;
        var random = new Random(seed);
        var history = new RandomDirectory(seed, random.Next(3, 12));
        var quirks = nasty ? QuirkSet.Nasty(seed) : QuirkSet.None;
        // The service is neither down nor behind itself here: what is compared is what it tells.
        quirks = quirks with
        {
            Service = new(),
            Listing = new(),
            Delta = quirks.Delta with { EndlessPages = TimeSpan.Zero },
        };
        await using var often = await MirrorRig.StartAsync(history, Sizes(seed, random, quirks), token);
        await using var once = await MirrorRig.StartAsync(history, Sizes(seed, random, quirks), token);
        while (await often.NextAsync(token))
            if (random.Next(3) > 0)
                await often.ReadAsync(full: false, GroupNeed.All, token);
        while (await once.NextAsync(token)) { }
        for (var i = 0; i < Late; i++)
        {
            // What is told late is told by now.
            often.Clock.Move(TimeSpan.FromHours(2));
            once.Clock.Move(TimeSpan.FromHours(2));
            await often.ReadAsync(full: false, GroupNeed.All, token);
        }
        await once.ReadAsync(full: true, GroupNeed.All, token);

        var (changes, full) = (await often.ViewAsync(token), await once.ViewAsync(token));
        Assert.Equal(full.Users.OrderBy(user => user.Key), changes.Users.OrderBy(user => user.Key));
        Assert.Equal(full.Groups.OrderBy(group => group.Key), changes.Groups.OrderBy(group => group.Key));
        Assert.Equal(full.Edges.Order(Comparer<Edge>.Create(ByText)), changes.Edges.Order(Comparer<Edge>.Create(ByText)));
        Assert.Empty(full.Against(once.Truth));
    }

    private static int ByText(Edge one, Edge other) => string.CompareOrdinal(one.ToString(), other.ToString());

    private static EmulatorOptions Sizes(int seed, Random random, QuirkSet quirks) =>
        new()
        {
            Seed = seed,
            Quirks = quirks,
            UsersPerDeltaPage = random.Next(1, 30),
            GroupsPerDeltaPage = random.Next(1, 10),
            MembersPerSlice = random.Next(1, 20),
        };
}
