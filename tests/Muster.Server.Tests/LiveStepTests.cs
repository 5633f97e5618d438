using System.Collections.Immutable;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Scheduling;
using Muster.Engine.Reading;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Tests;

/// <summary>What is said of work while it goes on, and before it is begun.</summary>
public sealed class LiveStepTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Steps_are_told_in_the_order_in_which_they_are_written()
    {
        var certificate = new ReadCertificate(StreamCertificate.NotRead, StreamCertificate.NotRead, 1);
        var steps = new LiveSteps(
            new SyncPlan
            {
                Basis = new PlanBasis(1, certificate, 1),
                Groups = [],
                Users = [new UserStep.KeepApart(7)],
                Memberships = [Change(2, [21], [22, 23]), Change(1, [], [12]), Change(3, [31, 32], [])],
                Problems = [],
            }
        );
        Assert.Equal(7, steps.Count);
        Assert.Equal([7, 21, 31, 32, 12, 22, 23], Enumerable.Range(0, 7).Select(at => steps[at].User!.Value));
        Assert.IsType<LiveStep.Removes>(steps[4]);
    }

    [Fact]
    public void The_time_left_is_told_only_once_the_pace_is_steady()
    {
        var pace = LivePace.None;
        foreach (var second in Enumerable.Range(0, 3))
            pace = pace.With(Noon.AddSeconds(second), second * 100);
        Assert.Null(pace.Left(200, 1000));
        pace = pace.With(Noon.AddSeconds(3), 300);
        Assert.Equal(TimeSpan.FromSeconds(7), pace.Left(300, 1000));
        Assert.Null(pace.With(Noon.AddSeconds(4), 900).Left(900, 1000));
        Assert.Null(pace.Left(1000, 1000));
        Assert.Same(pace, pace.With(Noon.AddSeconds(3.5), 350));
    }

    [Fact]
    public void Waits_are_kept_as_sentences_and_only_the_last_ones()
    {
        var state = new LiveState();
        for (var i = 0; i < 12; i++)
        {
            state = state.Read(new ReadProgress(DirectoryStream.Users, i + 1, 10, 0, TimeSpan.FromSeconds(40)), Noon.AddMinutes(i));
            state = state.Read(new ReadProgress(DirectoryStream.Users, i + 2, 10, 0), Noon.AddMinutes(i));
        }
        Assert.Equal((12, LiveWait.Kept), (state.WaitCount, state.Waits.Count));
        Assert.Contains(
            "Muster began to wait 40 s before it asked the directory for more users",
            state.Waits[0].Words(Texts.English),
            StringComparison.Ordinal
        );
        Assert.Contains("12:02", state.Waits[0].Words(Texts.English), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_written_when_somebody_stopped_it_is_said_to_be_taken_back()
    {
        var state = new LiveState().Applied(8_192, 20_000, Noon);
        var (done, not) = LiveWords.Stopped(Texts.English, state);
        Assert.Equal("Nothing. 8,192 of 20,000 steps had been written, and all of them were taken back.", done);
        Assert.Equal("All 20,000 steps: the whole plan.", not);
    }

    [Theory]
    [InlineData("fri 16:00-mon 06:00", "2026-03-04T12:00", "It is no quiet window now; the next begins Fri 6 Mar, 16:00 (UTC).")]
    [InlineData("fri 16:00-mon 06:00", "2026-03-07T12:00", "It is a quiet window now, until Mon 9 Mar, 06:00 (UTC)")]
    [InlineData("22:00-05:00", "2026-03-04T23:30", "It is a quiet window now, until Thu 5 Mar, 05:00 (UTC)")]
    public void A_quiet_window_is_told_with_its_end(string window, string now, string words)
    {
        var schedule = SchedulePolicy.None with { Quiet = ValueList.Of<string>([window]) };
        Assert.StartsWith(
            words,
            ApplyFacts.WindowOf(
                schedule,
                DateTimeOffset.Parse(now + "Z", System.Globalization.CultureInfo.InvariantCulture),
                Texts.English
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_window_any_time_will_do_and_a_pause_is_told() =>
        Assert.Equal(
            "No quiet window is set; it may be applied at any time. The connection is paused: move",
            ApplyFacts.WindowOf(SchedulePolicy.None with { Paused = "move" }, Noon, Texts.English)
        );

    [Fact]
    public void A_pause_with_an_end_is_told_with_it_and_not_at_the_end() =>
        Assert.Equal(
            [
                "No quiet window is set; it may be applied at any time. The connection is paused until PAUSE: move",
                "No quiet window is set; it may be applied at any time.",
            ],
            new[] { Noon.AddSeconds(60), Noon }.Select(end =>
                ApplyFacts
                    .WindowOf(SchedulePolicy.None with { Paused = "move", PausedUntil = end }, Noon, Texts.English)
                    .Replace(Muster.Server.Scheduling.PauseWords.When(Texts.English, end, "UTC", Noon), "PAUSE", StringComparison.Ordinal)
            )
        );

    private static MembershipChange Change(int group, ImmutableArray<int> added, ImmutableArray<int> removed) =>
        new(
            group,
            MembershipRelation.Member,
            MembershipOrigin.Directory,
            [.. added.Select(user => new Addition(user, 0))],
            [.. removed.Select(user => new Removal(user, RemovalCause.LeftInDirectory, Evidence.Stated))]
        );
}
