using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;
using Muster.Testing.Simulation;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Simulation.Tests.Quirks;

/// <summary>Three people, a team with a group nested in it, one owner, on pages of one row; and what happens to them.</summary>
internal static class SmallTenant
{
    public static readonly Guid Ann = Id(1);
    public static readonly Guid Ben = Id(2);
    public static readonly Guid Cid = Id(3);
    public static readonly Guid Team = Id(100);
    public static readonly Guid Inner = Id(101);
    public static readonly Guid Robot = Id(200);

    /// <summary>What every history here begins with.</summary>
    public static IReadOnlyList<DirectoryOperation> First { get; } =
    [
        new UserAdd(Ann, Person("ann")),
        new UserAdd(Ben, Person("ben")),
        new UserAdd(Cid, Person("cid")),
        new GroupAdd(Team, Named("Team")),
        new GroupAdd(Inner, Named("Inner")),
        new MemberAdd(Team, Ann, MemberKind.User),
        new MemberAdd(Team, Ben, MemberKind.User),
        new MemberAdd(Team, Inner, MemberKind.Group),
        new MemberAdd(Inner, Cid, MemberKind.User),
        new OwnerAdd(Team, Ann),
    ];

    public static EmulatorOptions PagesOfOne { get; } =
        new()
        {
            UsersPerDeltaPage = 1,
            GroupsPerDeltaPage = 1,
            MembersPerSlice = 1,
            ListPageSize = 1,
        };

    /// <summary>Starts it and lets the first change set happen; nothing is read yet.</summary>
    public static Task<MirrorRig> StartAsync(QuirkSet quirks, params IReadOnlyList<DirectoryOperation>[] changes) =>
        StartAsync(PagesOfOne with { Quirks = quirks }, changes);

    public static async Task<MirrorRig> StartAsync(EmulatorOptions options, params IReadOnlyList<DirectoryOperation>[] changes)
    {
        var token = TestContext.Current.CancellationToken;
        var rig = await MirrorRig.StartAsync(new WrittenHistory([First, .. changes]), options, token);
        await rig.NextAsync(token);
        return rig;
    }

    /// <summary>Reads after every change set that is left, and says where the mirror differs from the tenant after any of them.</summary>
    public static async Task<IReadOnlyList<string>> FollowAsync(this MirrorRig rig)
    {
        var token = TestContext.Current.CancellationToken;
        var differences = new List<string>(await rig.ReadAndCompareAsync());
        while (await rig.NextAsync(token))
            differences.AddRange(await rig.ReadAndCompareAsync());
        differences.AddRange(await rig.ReadAndCompareAsync(full: true));
        return differences;
    }

    /// <summary>Reads once, and says where the mirror differs from the tenant.</summary>
    public static async Task<IReadOnlyList<string>> ReadAndCompareAsync(this MirrorRig rig, bool full = false)
    {
        var token = TestContext.Current.CancellationToken;
        await rig.ReadAsync(full, GroupNeed.All, token);
        return await rig.CompareAsync();
    }

    public static async Task<IReadOnlyList<string>> CompareAsync(this MirrorRig rig) =>
        (await rig.ViewAsync(TestContext.Current.CancellationToken)).Against(rig.Truth);

    public static Dictionary<string, object?> Named(string name) => new() { ["displayName"] = name };

    public static Dictionary<string, object?> Person(string name) =>
        new()
        {
            ["displayName"] = name,
            ["userPrincipalName"] = $"{name}@contoso.example",
            ["accountEnabled"] = true,
        };

    private static Guid Id(int number) => new(number, 1, 4, [8, 0, 0, 0, 0, 0, 0, 0]);
}
