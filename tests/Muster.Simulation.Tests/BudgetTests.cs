using Muster.Core.Reading;
using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.Testing;
using Muster.Testing.Simulation;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Simulation.Tests;

/// <summary>Reads that cost several budgets of a tenant that counts every unit: reader and tenant go by one hurried clock.</summary>
public sealed class BudgetTests
{
    /// <summary>Units in ten seconds for a tenant of fewer than fifty users.</summary>
    private const int Budget = 3500;

    private const int Groups = 2_400;
    private const double Speed = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_read_is_never_refused_for_its_cost()
    {
        await using var rig = await StartAsync(deltaCost: 6);

        var (_, spending) = await rig.ReadAsync(full: false, GroupNeed.All, Token);

        Assert.True(spending.ResourceUnits > 4 * Budget, $"{spending}");
        Assert.Equal(rig.Host.State.ResourceUnits, spending.ResourceUnits);
        Assert.Equal(0, spending.Retries);
        Assert.Empty((await rig.ViewAsync(Token)).Against(rig.Truth));
    }

    [Fact]
    public async Task Lists_in_batches_are_never_refused_for_their_cost()
    {
        await using var rig = await StartAsync(deltaCost: 1);
        await rig.ReadAsync(full: false, GroupNeed.All, Token);
        var before = rig.Host.State.ResourceUnits;
        var waits = 0;
        rig.OnPage = page => _ = page.Waiting > TimeSpan.Zero ? Interlocked.Increment(ref waits) : 0;

        var read = await rig.ReadGroupsAsync(ReadWay.CompareByLists, full: false, rig.Truth.Groups.Keys, Token);

        Assert.True(rig.Host.State.ResourceUnits - before > 2 * Budget, $"{rig.Host.State.ResourceUnits - before}");
        Assert.Equal(0, rig.Spent.Retries);
        Assert.True(waits > 0, "nothing ever waited");
        Assert.Equal(0, read.ObjectsChanged);
    }

    private static async Task<MirrorRig> StartAsync(int deltaCost)
    {
        var people = Enumerable.Range(1, 40).Select(Id).ToArray();
        var groups = Enumerable.Range(1000, Groups).Select(Id).ToArray();
        List<DirectoryOperation> first =
        [
            .. people.Select((id, n) => new UserAdd(id, Person(n))),
            .. groups.Select((id, n) => new GroupAdd(id, new Dictionary<string, object?> { ["displayName"] = $"Group {n}" })),
            .. groups.Select((id, n) => new MemberAdd(id, people[n % people.Length], MemberKind.User)),
        ];
        var options = new EmulatorOptions
        {
            Throttle = true,
            GroupsPerDeltaPage = 1,
            Quirks = new() { Service = new() { DeltaCost = deltaCost } },
        };
        var rig = await MirrorRig.StartAsync(new WrittenHistory(first), options, Token, new HurriedClock(Speed));
        await rig.NextAsync(Token);
        return rig;
    }

    private static Dictionary<string, object?> Person(int number) =>
        new()
        {
            ["displayName"] = $"Person {number}",
            ["userPrincipalName"] = $"person{number}@contoso.example",
            ["accountEnabled"] = true,
        };

    private static Guid Id(int number) => new(number, 1, 4, [8, 0, 0, 0, 0, 0, 0, 0]);
}
