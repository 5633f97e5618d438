using Muster.Server.Access;

namespace Muster.Server.Runs;

/// <summary>Asks work to stop on somebody's behalf, and records who it was.</summary>
internal sealed class WorkStop(MusterInstance muster)
{
    /// <summary>Stops work before its next step; nothing is done when it has ended, and it is recorded once.</summary>
    /// <exception cref="Storage.StorageException">It was asked to stop, and that could not be recorded.</exception>
    public async Task StopAsync(LiveRun run, Caller caller, CancellationToken cancellationToken)
    {
        if (run.State.EndedAt is not null)
            return;
        if (run.IsElsewhere)
            await muster.Database.WorkProgress.AskToStopAsync(run.Number, caller.Name, cancellationToken);
        // Stopped first: what is being written holds the log, and would be waited for to its end.
        run.Stop(caller.Name);
        if (!run.BeginRecordingStop())
            return;
        try
        {
            await muster.Database.Audit.AppendAsync(
                caller.Name,
                "work.stopped",
                run.What,
                [("work", run.Number), ("begunBy", run.Actor), ("begunAt", run.StartedAt.ToString("O"))],
                cancellationToken
            );
        }
        catch
        {
            run.StopWasNotRecorded();
            throw;
        }
    }
}
