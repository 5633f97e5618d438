using Muster.Core.Configuration;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Reading;

namespace Muster.Engine.Runs;

/// <summary>Sees to it that a run that has begun ends too, whatever happens in between (INV-17).</summary>
public sealed class RunEnding(IRunJournal journal, TimeProvider clock)
{
    /// <summary>How the message begins that a plan no longer fits, before what changed.</summary>
    internal const string Overtaken = "The plan was overtaken and nothing was changed: ";

    /// <summary>Carries a run out. Where that is stopped or fails, the run is ended as such, and the fault goes on.</summary>
    /// <param name="run">The run, begun.</param>
    /// <param name="lease">The right to write.</param>
    /// <param name="work">What the run does; it ends the run itself when nothing goes wrong.</param>
    public async Task<T> GuardAsync<T>(Run run, LeaseKeeper lease, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return await work();
        }
        catch (Exception failure)
        {
            await EndAsync(Failed(run with { EndedAt = clock.GetUtcNow() }, failure), lease);
            throw;
        }
    }

    /// <summary>Notes the end of a run where something else counts: its failure, or that it was applied. Should noting fail too (a full disk, say), the next run marks a failed one as such, and one that was applied stays so.</summary>
    internal async Task EndAsync(Run run, LeaseKeeper lease)
    {
        try
        {
            await journal.EndAsync(run, lease.Lease, CancellationToken.None);
        }
        catch (Exception secondary) when (secondary is not OutOfMemoryException)
        {
            // Deliberately nothing: see above.
        }
    }

    /// <summary>The run as a failure leaves it.</summary>
    internal static Run Failed(Run run, Exception failure) =>
        failure switch
        {
            DirectoryReadException read => run with
            {
                Outcome = IsIncomplete(read) ? RunOutcome.Incomplete : RunOutcome.Failed,
                Fault = read.Fault,
                Inbox = ProblemScope.Adds,
                Message = read.Message,
            },
            OperationCanceledException => run with
            {
                Outcome = RunOutcome.Cancelled,
                Reason = RunReason.Stopped,
                Message = "Stopped. Nothing was changed.",
            },
            _ => run with { Outcome = RunOutcome.Failed, Message = failure.Message },
        };

    /// <summary>The run as a no, or no answer, leaves it.</summary>
    internal static Run Declined(Run run) =>
        run with
        {
            Outcome = RunOutcome.Cancelled,
            Reason = RunReason.Declined,
            Message = "Declined. Nothing was changed.",
        };

    /// <summary>The run of a connection that only observes: what its plan would do is left undone.</summary>
    internal static Run Observed(Run run, string connection, ConnectionPolicies policies, StoredPlan? plan) =>
        run with
        {
            Outcome = RunOutcome.Cancelled,
            Reason = RunReason.ObservesOnly,
            Message = plan is null
                ? ObservesOnly(connection, policies)
                : $"Plan {plan.Id} says what would be done. {ObservesOnly(connection, policies)}",
        };

    /// <summary>Why nothing of a connection is applied, and what to do.</summary>
    internal static string ObservesOnly(string connection, ConnectionPolicies policies) =>
        policies.Restored
        ?? $"'{connection}' only observes, so nothing was changed. To let plans be applied, set observeOnly to false in its settings.";

    /// <summary>The run whose plan was not applied, since something changed before.</summary>
    /// <param name="run">The run.</param>
    /// <param name="outcome">What became of the plan.</param>
    /// <param name="opening">How the message begins, before the difference.</param>
    internal static Run NotApplied(Run run, ApplyOutcome outcome, string opening = Overtaken) =>
        outcome is ApplyOutcome.Stale(var difference)
            ? run with
            {
                Outcome = RunOutcome.Failed,
                Reason = RunReason.Overtaken,
                Message = opening + difference,
            }
            : run with
            {
                Outcome = RunOutcome.Failed,
                Message = "The plan was not applied.",
            };

    /// <summary>Whether a read broke off, in place of being refused.</summary>
    internal static bool IsIncomplete(DirectoryReadException failure) =>
        failure.Fault is DirectoryFault.UnexpectedAnswer or DirectoryFault.Unavailable or DirectoryFault.ShortRead;
}
