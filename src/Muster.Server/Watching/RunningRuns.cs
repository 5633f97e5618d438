using Muster.Engine.Runs;

namespace Muster.Server.Watching;

/// <summary>How a run stands that another process makes, which tells nobody: looked up every few seconds, once for everybody who has it open.</summary>
internal sealed class RunningRuns(MusterInstance muster, SharedReads shared, TimeProvider clock)
{
    /// <summary>So often it is looked up.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    /// <summary>How it stands.</summary>
    /// <param name="run">Number of the run.</param>
    public Task<LookedAtRun> OfAsync(long run) =>
        shared.OfAsync(
            new { Run = run, At = clock.GetUtcNow().Ticks / Every.Ticks },
            async () =>
            {
                // Looked at before the run: one that ended in between has ended, and was not left behind.
                var isHeld = await muster.Database.Leases.IsInForceAsync(CancellationToken.None);
                return new LookedAtRun(isHeld, await muster.Database.Runs.FindAsync(run, CancellationToken.None));
            }
        );
}

/// <summary>How a run stood.</summary>
/// <param name="IsHeld">Whether some process holds the right to write.</param>
/// <param name="Run">The run; null when there is none.</param>
internal sealed record LookedAtRun(bool IsHeld, Run? Run);
