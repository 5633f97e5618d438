using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Testing.Simulation;

/// <summary>
/// A nasty history, synchronised: everyone imported, every group followed, and whatever is planned is applied, guard rails or not. No run that did not read to its end
/// changes anything, nobody whose path never ended is ever removed, and when the faults stop the platform is what the tenant asks for (INV-1, INV-2, INV-8, INV-17).
/// </summary>
public static class NastySync
{
    private const int Enough = 6;

    public static async Task<NastyOutcome> RunAsync(int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var history = new RandomDirectory(seed, random.Next(3, 10));
        await using var rig = await MirrorRig.StartAsync(history, NastyHistory.Options(seed, random), cancellationToken);
        var platform = new PlatformRig(rig);
        var faults = new NastyFaults(rig, random);
        var violations = new List<string>();
        var story = new List<string>();
        var view = await platform.ViewAsync(cancellationToken);
        var known = await rig.ViewAsync(cancellationToken);
        var (runs, failed) = (0, 0);
        await StepAsync("import", () => platform.ImportEveryoneAsync(cancellationToken));
        while (violations.Count == 0 && await rig.NextAsync(cancellationToken))
        {
            await faults.DrawAsync(cancellationToken);
            await CreateGroupsAsync();
            var full = random.Next(6) == 0;
            await StepAsync(full ? "full sync" : "sync", () => platform.SyncAsync(full, cancellationToken));
            await rig.HealAsync(cancellationToken);
        }
        if (violations.Count == 0)
            await SettleAsync();
        return new NastyOutcome(seed, runs, failed, violations) { Story = [$"{rig.Options}", .. story] };

        async Task CreateGroupsAsync()
        {
            try
            {
                await platform.CreateGroupsAsync(cancellationToken);
                view = await platform.ViewAsync(cancellationToken);
            }
            catch (DirectoryReadException e)
            {
                story.Add($"change set {rig.Host.State.Seq}, groups: {e.Fault}");
            }
        }

        async Task<Run> StepAsync(string what, Func<Task<Run>> step)
        {
            runs++;
            var run = await step();
            story.Add($"change set {rig.Host.State.Seq}, {what}: {run.Outcome} {run.Message}");
            var now = await platform.ViewAsync(cancellationToken);
            var whole = run.Outcome is RunOutcome.Applied or RunOutcome.NoChanges;
            failed += whole ? 0 : 1;
            if (!whole && run.PlanHash is not null)
                violations.Add($"{what}: a run that ended {run.Outcome} had made a plan");
            if (!whole && !(now.Edges.SetEquals(view.Edges) && now.Active.SetEquals(view.Active)))
                violations.Add($"{what}: a run that ended {run.Outcome} changed something");
            violations.AddRange(now.LostSince(view, known, rig.Truth));
            (view, known) = (now, await rig.ViewAsync(cancellationToken));
            return run;
        }

        // Late news comes within a few hours; then nothing is left to do, and reading everything finds nothing to do either.
        async Task SettleAsync()
        {
            for (var i = 0; i < Enough && (i == 0 || view.Against(rig.Truth).Count > 0); i++)
            {
                rig.Clock.Move(TimeSpan.FromHours(2));
                await CreateGroupsAsync();
                await StepAsync("sync", () => platform.SyncAsync(false, cancellationToken));
            }
            violations.AddRange(view.Against(rig.Truth).Select(difference => $"after changes: {difference}"));
            var last = await StepAsync("full sync", () => platform.SyncAsync(true, cancellationToken));
            // A count that lags behind makes a full read look short; it catches up as everything does.
            for (var i = 0; i < Enough && last.Outcome == RunOutcome.Incomplete; i++)
            {
                rig.Clock.Move(TimeSpan.FromHours(2));
                last = await StepAsync("full sync", () => platform.SyncAsync(true, cancellationToken));
            }
            if (last.Outcome != RunOutcome.NoChanges)
                violations.Add($"a full sync of what is in sync ended {last.Outcome}: {last.Counts}");
            violations.AddRange(view.Against(rig.Truth).Select(difference => $"after a full sync: {difference}"));
        }
    }
}
