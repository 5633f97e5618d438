using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;

namespace Muster.Testing.Simulation;

/// <summary>How a nasty history went.</summary>
/// <param name="Seed">Draws it again.</param>
/// <param name="Reads">Reads tried.</param>
/// <param name="Failed">Reads that ended with a fault, as some must.</param>
/// <param name="Violations">What must never happen and did; empty when all is well.</param>
public sealed record NastyOutcome(int Seed, int Reads, int Failed, IReadOnlyList<string> Violations)
{
    /// <summary>What happened, read by read.</summary>
    public required IReadOnlyList<string> Story { get; init; }

    public override string ToString() =>
        Violations.Count == 0
            ? $"seed {Seed}: {Reads} reads, {Failed} failed, mirror equals tenant"
            : $"seed {Seed}: {Reads} reads, {Failed} failed\n  {string.Join("\n  ", Violations.Take(12))}\n  {string.Join("\n  ", Story)}";
}

/// <summary>A random tenant, random changes, random quirks and faults, and the real reader; then the faults stop and the mirror must equal the tenant (INV-2, INV-8, INV-17).</summary>
public static class NastyHistory
{
    private const int Enough = 6;

    public static async Task<NastyOutcome> RunAsync(int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var history = new RandomDirectory(seed, random.Next(3, 10));
        await using var rig = await MirrorRig.StartAsync(history, Options(seed, random), cancellationToken);
        var faults = new NastyFaults(rig, random);
        var violations = new List<string>();
        var story = new List<string>();
        var view = await rig.ViewAsync(cancellationToken);
        var (reads, failed) = (0, 0);
        var groups = history.All[0].Operations.OfType<DirectoryOperation.GroupAdd>().Select(add => add.Id).ToList();
        await rig.FollowAsync(groups.Take(random.Next(4)), cancellationToken);
        while (violations.Count == 0 && await rig.NextAsync(cancellationToken))
        {
            await faults.DrawAsync(cancellationToken);
            reads++;
            failed += await TryAsync(random.Next(6) == 0, random.Next(3) == 0 ? GroupNeed.All : GroupNeed.Followed) ? 0 : 1;
            await rig.HealAsync(cancellationToken);
        }
        if (violations.Count == 0)
            await SettleAsync();
        return new NastyOutcome(seed, reads, failed, violations) { Story = [$"{rig.Options}", .. story] };

        async Task<bool> TryAsync(bool full, GroupNeed need)
        {
            var whole = true;
            var asked = $"change set {rig.Host.State.Seq}, {need}{(full ? ", full" : "")}: ";
            try
            {
                var (summary, spending) = await rig.ReadAsync(full, need, cancellationToken);
                story.Add($"{asked}{summary.ObjectsChanged} changed, {spending.Requests} requests. {string.Join(" ", summary.WhyInFull)}");
            }
            catch (DirectoryReadException e)
            {
                whole = false;
                story.Add($"{asked}{e.Fault}: {e.Message}");
            }
            var now = await rig.ViewAsync(cancellationToken);
            violations.AddRange(now.LostSince(view, rig.Truth));
            view = now;
            return whole;
        }

        // Whatever is told late is told after a few reads hours apart; changes alone must lead to the truth, and reading everything must change nothing.
        async Task SettleAsync()
        {
            for (var i = 0; i < Enough && (i == 0 || view.Against(rig.Truth).Count > 0); i++)
            {
                rig.Clock.Move(TimeSpan.FromHours(2));
                reads++;
                if (!await TryAsync(false, GroupNeed.All))
                    failed++;
            }
            violations.AddRange(view.Against(rig.Truth).Select(difference => $"after changes: {difference}"));
            await TryAsync(true, GroupNeed.All);
            violations.AddRange(view.Against(rig.Truth).Select(difference => $"after a full read: {difference}"));
        }
    }

    internal static EmulatorOptions Options(int seed, Random random) =>
        new()
        {
            Seed = seed,
            Quirks = QuirkSet.Nasty(seed),
            UsersPerDeltaPage = random.Next(1, 12),
            GroupsPerDeltaPage = random.Next(1, 6),
            MembersPerSlice = random.Next(1, 8),
        };
}
