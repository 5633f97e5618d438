using Muster.Cli.Syncing;
using Muster.Engine.Runs;

namespace Muster.Cli.Tests.Runs;

/// <summary>Scripts see why nothing was applied by the exit code, which goes by no sentence.</summary>
public sealed class RunReasonTests
{
    [Theory]
    [InlineData(RunOutcome.Cancelled, RunReason.Stopped, 130)]
    [InlineData(RunOutcome.Cancelled, RunReason.Declined, 1)]
    [InlineData(RunOutcome.Cancelled, RunReason.OtherPlan, 1)]
    [InlineData(RunOutcome.Cancelled, RunReason.OtherRemovals, 3)]
    [InlineData(RunOutcome.Failed, RunReason.Overtaken, 5)]
    [InlineData(RunOutcome.Failed, RunReason.None, 1)]
    [InlineData(RunOutcome.Held, RunReason.None, 3)]
    [InlineData(RunOutcome.Applied, RunReason.None, 0)]
    public void The_exit_code_goes_by_the_reason_whatever_the_message_says(RunOutcome outcome, RunReason reason, int code)
    {
        foreach (var message in new[] { "Stopped.", "not as expected", "The plan was overtaken", "anything", null })
        {
            var run = new Run
            {
                Id = 1,
                Verb = "sync",
                Actor = "ada",
                StartedAt = default,
                Outcome = outcome,
                Reason = reason,
                Message = message,
            };
            Assert.Equal(code, RunReport.ExitCode(run));
        }
    }
}
