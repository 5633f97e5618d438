using Microsoft.Extensions.Logging.Abstractions;
using Muster.Engine.Auditing;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Runs;

namespace Muster.Server.Tests;

/// <summary>Work under way.</summary>
public sealed class LiveRunTests : IDisposable
{
    private readonly LiveRuns _runs = new(TimeProvider.System, NullLogger<LiveRuns>.Instance);

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task The_same_work_asked_for_twice_is_one_until_it_has_ended()
    {
        var end = new TaskCompletionSource<string?>();
        LiveRun Start() => _runs.Start(new LiveWork("Applying plan 1", null) { Once = "apply 1" }, "Ada", (_, _) => end.Task);
        var first = Start();
        Assert.Same(first, Start());
        end.SetResult("/runs/1");
        await first.EndAsync(Tests.Token);
        Assert.NotSame(first, Start());
    }

    [Fact]
    public async Task Work_keeps_the_origin_of_who_began_it_to_its_end()
    {
        var gate = new TaskCompletionSource();
        string? seen = null;
        DeedOrigin.Current = new("app", "192.0.2.7");
        var run = _runs.Start(
            "A sync",
            "Ada",
            null,
            async (_, _) =>
            {
                await gate.Task;
                seen = DeedOrigin.Current?.Address;
                return null;
            }
        );
        DeedOrigin.Current = new("app", "192.0.2.8");
        gate.SetResult();
        await run.EndAsync(Tests.Token);
        Assert.Equal("192.0.2.7", seen);
    }

    [Fact]
    public async Task Work_that_fails_for_a_reason_says_it_and_where_to_go_on()
    {
        var run = _runs.Start("A plan", "Ada", null, (_, _) => throw new WorkFailedException("It is stale.", "/plans/1"));
        var state = await run.EndAsync(Tests.Token);
        Assert.Equal(("It is stale.", "/plans/1"), (state.Failure, state.Result));
    }

    [Fact]
    public async Task Steps_that_work_has_not_are_not_applicable_and_the_one_it_fails_in_is_marked()
    {
        var work = new LiveWork("A plan", null) { Last = RunStep.Guard };
        var run = _runs.Start(
            work,
            "Ada",
            (observer, _) =>
            {
                observer.Phase(RunPhase.Read);
                throw new WorkFailedException("The directory does not answer.");
            }
        );
        var state = await run.EndAsync(Tests.Token);
        Assert.Equal(
            [
                StepState.Failed,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Skipped,
                StepState.NotApplicable,
                StepState.NotApplicable,
                StepState.NotApplicable,
            ],
            RunRail.Of(work, state)
        );
        Assert.Equal(StepState.Done, RunRail.Of(work, state with { Failure = null })[0]);
    }

    [Fact]
    public void What_the_engine_tells_shows_every_step_at_work()
    {
        var run = _runs.Start("A sync", "Ada", null, (_, stop) => new TaskCompletionSource<string?>().Task.WaitAsync(stop));
        string Rail() => string.Join(' ', RunRail.Of(run.Work, run.State));
        Assert.Equal("Waiting Waiting Waiting Waiting Waiting Waiting Waiting", Rail());
        run.Phase(RunPhase.Read);
        Assert.Equal("Running Waiting Waiting Waiting Waiting Waiting Waiting", Rail());
        run.Reading(new ReadProgress(DirectoryStream.Users, 1, 10, 0));
        Assert.Equal("Running Running Waiting Waiting Waiting Waiting Waiting", Rail());
        run.Phase(RunPhase.Plan);
        Assert.Equal("Done Done Running Running Waiting Waiting Waiting", Rail());
        run.Phase(RunPhase.Apply);
        Assert.Equal("Done Done Done Done Running Waiting Waiting", Rail());
        run.Applying(3, 3);
        Assert.Equal("Done Done Done Done Done Running Waiting", Rail());
        run.Phase(RunPhase.Verify);
        Assert.Equal("Done Done Done Done Done Done Running", Rail());
        run.Stop("Ada");
    }

    [Fact]
    public void A_run_under_way_is_shown_as_the_work_that_makes_it()
    {
        LiveRun Start(int connection) =>
            _runs.Start("A sync", "Ada", connection, (_, stop) => new TaskCompletionSource<string?>().Task.WaitAsync(stop));
        var (other, work) = (Start(1), Start(2));
        other.Phase(RunPhase.Read);
        var run = new Run
        {
            Id = 1,
            Connection = 2,
            Verb = "sync",
            Actor = "Ada",
            StartedAt = work.StartedAt,
            Outcome = RunOutcome.Running,
        };
        Assert.Null(_runs.Making(run));
        work.Phase(RunPhase.Read);
        Assert.Same(work, _runs.Making(run));
        Assert.Null(_runs.Making(run with { Outcome = RunOutcome.Applied }));
        Assert.Null(_runs.Making(run with { Connection = 3 }));
        other.Stop("Ada");
        work.Stop("Ada");
    }

    [Fact]
    public void Work_that_plans_from_what_was_read_before_has_no_read()
    {
        var run = _runs.Start("A heal", "Ada", null, (_, stop) => new TaskCompletionSource<string?>().Task.WaitAsync(stop));
        run.Phase(RunPhase.Plan);
        Assert.Equal(
            "NotApplicable NotApplicable Running Running Waiting Waiting Waiting",
            string.Join(' ', RunRail.Of(run.Work, run.State))
        );
        run.Stop("Ada");
    }

    [Theory]
    [InlineData(RunOutcome.Cancelled, RunReason.Stopped, null, 2, 0, "Failed Skipped Skipped Skipped Skipped Skipped Skipped")]
    [InlineData(RunOutcome.Failed, RunReason.None, null, 2, 1, "Done Done Failed Skipped Skipped Skipped Skipped")]
    [InlineData(RunOutcome.Failed, RunReason.Overtaken, "hash", 2, 1, "Done Done Done Done Failed Skipped Skipped")]
    [InlineData(RunOutcome.Cancelled, RunReason.OtherPlan, "hash", 2, 1, "Done Done Done Skipped Skipped Skipped Skipped")]
    [InlineData(RunOutcome.Failed, RunReason.None, null, 0, 0, "Failed Skipped Skipped Skipped Skipped Skipped Skipped")]
    public async Task A_run_that_came_to_nothing_says_where_now_and_later(
        RunOutcome outcome,
        RunReason reason,
        string? hash,
        double read,
        double plan,
        string expected
    )
    {
        var made = new Run
        {
            Id = 7,
            Verb = "sync",
            Actor = "Ada",
            StartedAt = default,
            Outcome = outcome,
            Reason = reason,
            PlanHash = hash,
            Seconds = new(read, plan, 0),
            Message = "Why.",
        };
        var run = _runs.Start("A sync", "Ada", null, (work, _) => Task.FromResult<string?>(SyncWork.Conclude(made, work)));
        var state = await run.EndAsync(Tests.Token);
        Assert.Equal(expected, string.Join(' ', RunRail.After(made)));
        Assert.Equal(RunRail.After(made), RunRail.Of(run.Work, state));
        Assert.Equal("Why.", state.Failure);
    }

    [Fact]
    public void A_wait_for_users_is_said_while_groups_are_still_read()
    {
        var run = _runs.Start("A plan", "Ada", null, (_, _) => Task.FromResult<string?>(null));
        run.Reading(new ReadProgress(DirectoryStream.Users, 1, 10, 0, TimeSpan.FromSeconds(40)));
        run.Reading(new ReadProgress(DirectoryStream.Groups, 1, 5, 20));
        Assert.Equal(TimeSpan.FromSeconds(40), run.State.Waiting);
        run.Reading(new ReadProgress(DirectoryStream.Users, 2, 20, 0));
        Assert.Null(run.State.Waiting);
    }

    [Fact]
    public async Task Stopping_work_that_has_ended_meanwhile_does_nothing()
    {
        var run = _runs.Start("A plan", "Ada", null, (_, _) => Task.FromResult<string?>("/plans/1"));
        await run.EndAsync(Tests.Token);
        await _runs.StopAsync(Tests.Token);
        run.Stop("Eve");
        Assert.Null(run.State.Failure);
    }

    [Fact]
    public async Task A_stop_that_is_not_waited_for_any_more_has_asked_work_to_end_and_fails_nobody()
    {
        var end = new TaskCompletionSource<string?>();
        var run = _runs.Start("A plan", "Ada", null, (_, _) => end.Task);
        await _runs.StopAsync(new CancellationToken(canceled: true));
        Assert.True(run.IsStopping);
        end.SetResult(null);
        await run.EndAsync(Tests.Token);
    }

    [Fact]
    public void Stopped_twice_it_is_stopped_by_who_came_first()
    {
        var run = _runs.Start("A plan", "Ada", null, (_, stop) => new TaskCompletionSource<string?>().Task.WaitAsync(stop));
        Assert.True(run.Stop("Ada"));
        Assert.False(run.Stop("Eve"));
        Assert.Equal("Ada", run.StoppedBy);
    }

    [Fact]
    public void What_was_put_down_before_another_start_is_not_taken_for_what_is_put_down_after_it()
    {
        var number = new Shelf(TimeProvider.System).Put("a draft");
        var next = new Shelf(TimeProvider.System);
        Assert.NotEqual(number, next.Put("another"));
        Assert.Null(next.Find<string>(number));
    }

    [Fact]
    public void What_was_put_down_is_found_by_its_number_and_kind_until_twenty_others_came()
    {
        var shelf = new Shelf(TimeProvider.System);
        var number = shelf.Put("a draft");
        Assert.Equal("a draft", shelf.Find<string>(number));
        Assert.Null(shelf.Find<Version>(number));
        for (var i = 0; i < 20; i++)
            shelf.Put(i);
        Assert.Null(shelf.Find<string>(number));
    }
}
