using CsCheck;
using Muster.Entra.Http;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class PaceTests
{
    /// <summary>A bucket of ten seconds' worth of units that refills evenly and says from 0.8 on how much is used: Graph's, as documented.</summary>
    [Fact]
    public void Whatever_requests_cost_and_however_fast_they_are_the_budget_is_never_exceeded() =>
        Gen.Select(Gen.Int[200, 8000], Gen.Int[1, 5].Array[400, 4000], Gen.Int[0, 20], Gen.Int[1, 4])
            .Sample(
                (limit, costs, milliseconds, atOnce) =>
                {
                    var clock = new StandingClock();
                    var pace = new Pace(clock);
                    var used = 0.0;
                    var last = clock.Now;
                    for (var sent = 0; sent < costs.Length; sent += atOnce)
                    {
                        clock.Now += pace.Next();
                        // Requests that left together are answered together.
                        foreach (var cost in costs.Skip(sent).Take(atOnce))
                        {
                            used = Math.Max(0, used - ((clock.Now - last).TotalSeconds / 10 * limit)) + cost;
                            last = clock.Now;
                            Assert.True(used <= limit, $"{used} of {limit}");
                            if (used / limit > Pace.Told)
                                pace.Used(used / limit);
                        }
                        clock.Now += TimeSpan.FromMilliseconds(milliseconds);
                    }
                },
                iter: 200
            );

    [Fact]
    public void Below_the_share_that_the_service_tells_nothing_waits()
    {
        var pace = new Pace(new StandingClock());
        pace.Used(Pace.Told);
        Assert.Equal(TimeSpan.Zero, pace.Next());
    }

    [Fact]
    public async Task A_throttled_answer_stops_every_request_of_the_client()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var sent = new List<DateTimeOffset>();
        reading.Graph.Otherwise = _ =>
        {
            lock (sent)
            {
                sent.Add(reading.Clock.GetUtcNow());
                return sent.Count == 1
                    ? new ScriptedAnswer(429, "{}"u8.ToArray()).With("Retry-After", "30")
                    : reading.Graph.Page("", delta: "users/delta?$deltatoken=a");
            }
        };

        await reading.UsersAsync(new MirrorRecorder());

        Assert.True(sent[1] - sent[0] >= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Near_the_limit_the_next_page_waits_although_nothing_was_refused()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var begun = reading.Clock.GetUtcNow();
        reading.Graph.Say(
            reading.Graph.Page("", next: "users/delta?$skiptoken=a").With("x-ms-throttle-limit-percentage", "1.0"),
            reading.Graph.Page("", delta: "users/delta?$deltatoken=b")
        );

        await reading.UsersAsync(new MirrorRecorder());

        Assert.Equal(0, reading.Source.Spending.Retries);
        Assert.True(reading.Clock.GetUtcNow() - begun >= TimeSpan.FromSeconds(1.9));
        Assert.Contains(reading.Progress, progress => progress.Waiting > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Reading_asks_to_be_served_after_what_people_wait_for()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page("", delta: "users/delta?$deltatoken=a"));
        await reading.UsersAsync(new MirrorRecorder());
        Assert.Equal("Low", reading.Graph.Requests.Single().Headers["x-ms-throttle-priority"]);
    }

    private sealed class StandingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
