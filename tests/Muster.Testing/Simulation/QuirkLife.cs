using Muster.Core.Reading;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;

namespace Muster.Testing.Simulation;

/// <summary>A random tenant that lives with some quirks, and a reader that reads it now in this way and now in that.</summary>
public static class QuirkLife
{
    private const int Enough = 6;
    private static readonly ReadWay[] Ways = [ReadWay.WholeDelta, ReadWay.CompareByLists, ReadWay.CompareByFilter];

    /// <returns>What must never happen and did; empty when the mirror equals the tenant in the end.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(int seed, QuirkSet quirks, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var history = new RandomDirectory(seed, 6);
        await using var rig = await MirrorRig.StartAsync(history, Options(seed, random, quirks), cancellationToken);
        var followed = history.All[0].Operations.OfType<DirectoryOperation.GroupAdd>().Select(add => add.Id).Take(3).ToList();
        var violations = new List<string>();
        var view = await rig.ViewAsync(cancellationToken);
        while (violations.Count == 0 && await rig.NextAsync(cancellationToken))
        {
            await TryAsync(Ways[random.Next(Ways.Length)], random.Next(5) == 0);
            if (random.Next(3) == 0)
                rig.Clock.Move(TimeSpan.FromMinutes(50));
        }
        for (var i = 0; violations.Count == 0 && i < Enough && (i == 0 || view.Against(rig.Truth).Count > 0); i++)
        {
            rig.Clock.Move(TimeSpan.FromHours(2));
            await TryAsync(ReadWay.WholeDelta, full: false);
        }
        violations.AddRange(view.Against(rig.Truth).Select(difference => $"after changes: {difference}"));
        await TryAsync(ReadWay.WholeDelta, full: true);
        violations.AddRange(view.Against(rig.Truth).Select(difference => $"after a full read: {difference}"));
        return violations;

        async Task TryAsync(ReadWay way, bool full)
        {
            try
            {
                await ReadAsync(rig, way, full, followed, cancellationToken);
            }
            catch (DirectoryReadException)
            {
                // Some quirks end a read, as they must; what counts is that nothing is lost by it.
            }
            var now = await rig.ViewAsync(cancellationToken);
            violations.AddRange(now.LostSince(view, rig.Truth));
            view = now;
        }
    }

    private static async Task ReadAsync(MirrorRig rig, ReadWay way, bool full, List<Guid> followed, CancellationToken cancellationToken)
    {
        if (way == ReadWay.WholeDelta)
        {
            await rig.ReadAsync(full, GroupNeed.All, cancellationToken);
            return;
        }
        await rig.ReadUsersAsync(cancellationToken);
        if ((await rig.ReadGroupsAsync(way, full: false, followed, cancellationToken)).Restored.Count > 0)
            await rig.ReadGroupsAsync(way, full: true, followed, cancellationToken);
    }

    private static EmulatorOptions Options(int seed, Random random, QuirkSet quirks) =>
        new()
        {
            Seed = seed,
            Quirks = quirks,
            UsersPerDeltaPage = random.Next(2, 12),
            GroupsPerDeltaPage = random.Next(1, 6),
            MembersPerSlice = random.Next(1, 8),
            ListPageSize = random.Next(1, 8),
        };
}
