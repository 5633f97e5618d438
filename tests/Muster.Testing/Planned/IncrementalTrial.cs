using Muster.Core.Incremental;
using Muster.Engine.Runs;

namespace Muster.Testing.Planned;

/// <summary>
/// Lives through a random history with syncs that plan from what changed, in between with group changes, undone runs and syncs of some groups; a plan of
/// everything must then find nothing to do (INV-8).
/// </summary>
public static class IncrementalTrial
{
    private const int Steps = 6;

    /// <summary>Lives of the trial until one goes wrong.</summary>
    /// <returns>The first that did and how; empty when none did.</returns>
    public static async Task<string> FirstFailureAsync(int lives, CancellationToken cancellationToken)
    {
        for (var seed = 1; seed <= lives; seed++)
            if ((await RunAsync(seed, cancellationToken)).Failure is { } failure)
                return $"seed {seed}: {failure}";
        return "";
    }

    /// <summary>Lives one life.</summary>
    /// <returns>What went wrong, or null; and how many plans with steps were made from what had changed.</returns>
    public static async Task<(string? Failure, int Incremental)> RunAsync(int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        await using var rig = await PlanningRig.StartAsync(cancellationToken);
        var life = new ModelLife(rig.Directory, random);
        await rig.ImportAsync(life.Rule(), cancellationToken);
        await rig.CreateGroupsAsync(cancellationToken);
        await rig.SyncAsync(cancellationToken);
        var incremental = 0;
        for (var step = 0; step < Steps; step++)
        {
            life.GoOn();
            await InterfereAsync(rig, random, cancellationToken);
            var full = random.Next(8) == 0;
            var run = await rig.SyncAsync(cancellationToken, request => request with { Full = full });
            if (Differs(run) is { } difference)
                return ($"step {step}: {difference}", incremental);
            incremental += run is { Planning.Full: false, Outcome: RunOutcome.Applied } ? 1 : 0;
            // Every other time the next plan starts from an incremental one.
            if (step % 2 == 0 && await WrongAsync(rig, cancellationToken) is { } wrong)
                return ($"step {step} ({run.Planning}): {wrong}", incremental);
        }
        return (await WrongAsync(rig, cancellationToken), incremental);
    }

    private static async Task<string?> WrongAsync(PlanningRig rig, CancellationToken cancellationToken)
    {
        var check = await rig.SyncAsync(cancellationToken, request => request with { PlanInFull = true });
        return check.Outcome != RunOutcome.NoChanges ? $"a full plan had steps: {check.Counts} {Differs(check)}" : Differs(check);
    }

    private static string? Differs(Run run) => run.Problems.FirstOrDefault(problem => problem.Code == MissedByChanges.Code)?.Message;

    private static async Task InterfereAsync(PlanningRig rig, Random random, CancellationToken cancellationToken)
    {
        var names = await rig.GroupNamesAsync(cancellationToken);
        string Any() => names[random.Next(names.Count)];
        switch (random.Next(7))
        {
            case 0:
                await rig.CreateGroupsAsync(cancellationToken);
                break;
            case 1 when names.Count > 0:
                await rig.Groups.RetireAsync(rig.Connection, Any(), "rig", null, cancellationToken);
                break;
            case 2 when names.Count > 0:
                await rig.Groups.UnlinkAsync(rig.Connection, Any(), "rig", null, cancellationToken);
                break;
            case 3 when names.Count > 0:
                await rig.SyncAsync(cancellationToken, request => request with { Groups = [Any()] });
                break;
            case 4:
                await rig.UndoAsync((await rig.SyncAsync(cancellationToken)).Id, cancellationToken);
                break;
            case 5:
                foreach (var name in names)
                    await rig.Groups.ResumeAsync(rig.Connection, name, "rig", null, cancellationToken);
                break;
        }
    }
}
