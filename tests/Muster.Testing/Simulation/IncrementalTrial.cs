using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Incremental;
using Muster.Engine.Runs;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;

namespace Muster.Testing.Simulation;

/// <summary>
/// Lives through a random history with syncs that plan from what changed, in between with group changes, undone runs and syncs of some groups; after every
/// sync a plan of everything must find nothing to do (INV-8).
/// </summary>
public static class IncrementalTrial
{
    /// <summary>Runs one.</summary>
    /// <returns>What went wrong, or null; and how many syncs planned from what had changed.</returns>
    public static async Task<(string? Failure, int Incremental)> RunAsync(int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var history = new RandomDirectory(seed, 7);
        var options = new EmulatorOptions { UsersPerDeltaPage = random.Next(3, 30), GroupsPerDeltaPage = random.Next(2, 10) };
        await using var rig = await MirrorRig.StartAsync(history, options, cancellationToken);
        var platform = new PlatformRig(rig);
        await platform.ImportAsync(Rule(random, history), cancellationToken);
        await platform.CreateGroupsAsync(cancellationToken);
        await platform.SyncAsync(false, cancellationToken);
        var incremental = 0;
        for (var step = 0; await rig.NextAsync(cancellationToken); step++)
        {
            await InterfereAsync(platform, random, cancellationToken);
            var run = await platform.SyncAsync(random.Next(8) == 0, cancellationToken);
            if (run.Problems.Any(problem => problem.Code == PlanDifference.Code))
                return (run.Problems.First(problem => problem.Code == PlanDifference.Code).Message, incremental);
            incremental += run is { Planning.Full: false, Outcome: RunOutcome.Applied } ? 1 : 0;
            // Every other time the next plan starts from an incremental one.
            if (step % 2 == 0 && await WrongAsync(platform, cancellationToken) is { } wrong)
                return ($"after step {step} ({run.Planning}): {wrong}", incremental);
        }
        return (await WrongAsync(platform, cancellationToken), incremental);
    }

    private static async Task<string?> WrongAsync(PlatformRig platform, CancellationToken cancellationToken)
    {
        var check = await platform.SyncPlannedInFullAsync(cancellationToken);
        return check.Outcome != RunOutcome.NoChanges ? $"a full plan had steps: {check.Counts}"
            : check.Problems.FirstOrDefault(problem => problem.Code == PlanDifference.Code) is { } differs ? differs.Message
            : null;
    }

    private static async Task InterfereAsync(PlatformRig platform, Random random, CancellationToken cancellationToken)
    {
        var names = await platform.GroupNamesAsync(cancellationToken);
        string Any() => names[random.Next(names.Count)];
        switch (random.Next(6))
        {
            case 0:
                await platform.CreateGroupsAsync(cancellationToken);
                break;
            case 1 when names.Count > 0:
                await platform.LetGoAsync(Any(), random.Next(2) == 0, cancellationToken);
                break;
            case 2 when names.Count > 0:
                await platform.SyncGroupsAsync([Any()], cancellationToken);
                break;
            case 3:
                var run = await platform.SyncAsync(false, cancellationToken);
                await platform.UndoAsync(run.Id, cancellationToken);
                if (random.Next(2) == 0)
                    foreach (var name in names)
                        await platform.ResumeAsync(name, cancellationToken);
                break;
        }
    }

    private static ImportRule Rule(Random random, RandomDirectory history)
    {
        var first = history.All[0].Operations;
        var groups = first.OfType<DirectoryOperation.GroupAdd>().Select(add => new ObjectId(add.Id)).ToList();
        return random.Next(3) switch
        {
            0 when groups.Count > 0 => new ImportRule.MembersOf([groups[random.Next(groups.Count)]]),
            1 => new ImportRule.Where([new UserCondition(UserProperty.Department, Comparison.Equals, "IT")]),
            _ => new ImportRule.Everyone(),
        };
    }
}
