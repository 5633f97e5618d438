using System.Globalization;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class RetryTests
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(509)]
    public async Task Passing_faults_are_waited_out(int status)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            new ScriptedAnswer(status, "<html>"u8.ToArray(), "text/html"),
            reading.Graph.Page(Rows.User(1), delta: "users/delta?a")
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Single(session.Users);
        Assert.Equal([TimeSpan.FromSeconds(0.75)], reading.Clock.Waits);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("2.128", 2.128)]
    [InlineData("0", 0)]
    [InlineData("999999999999", 120)]
    public async Task The_service_says_how_long_to_wait_within_reason(string header, double seconds)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            ScriptedAnswer.Error(429, "TooManyRequests").With("Retry-After", header),
            reading.Graph.Page("", delta: "users/delta?a")
        );

        await reading.UsersAsync(new MirrorRecorder());

        Assert.Equal(TimeSpan.FromSeconds(seconds), new TimeSpan(reading.Clock.Waits.Sum(wait => wait.Ticks)));
        Assert.Equal(seconds > 0, reading.Progress.Any(told => told.Waiting == TimeSpan.FromSeconds(seconds)));
        Assert.Null(reading.Progress[^1].Waiting);
    }

    [Fact]
    public async Task A_date_to_wait_for_is_obeyed()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var date = reading.Clock.GetUtcNow().AddSeconds(30).ToString("R", CultureInfo.InvariantCulture);
        reading.Graph.Say(
            ScriptedAnswer.Error(503, "serviceNotAvailable").With("Retry-After", date),
            reading.Graph.Page("", delta: "users/delta?a")
        );

        await reading.UsersAsync(new MirrorRecorder());

        Assert.InRange(reading.Clock.Waits.Single().TotalSeconds, 25, 30);
    }

    [Fact]
    public async Task A_service_that_goes_on_failing_is_given_up_with_all_that_its_support_asks_for()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ =>
            ScriptedAnswer.Error(503, "serviceNotAvailable").With("request-id", "abc-42").With("Date", "Fri, 02 Jan 2026 03:05:05 GMT");

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.Unavailable, failure.Fault);
        Assert.Equal(6, reading.Graph.Requests.Count);
        Assert.Equal(5, reading.Clock.Waits.Count);
        Assert.Contains("status 503", failure.Message, StringComparison.Ordinal);
        Assert.Contains("abc-42", failure.Message, StringComparison.Ordinal);
        Assert.Contains("02 Jan 2026", failure.Message, StringComparison.Ordinal);
        Assert.Equal(new ReadSpending(6, 0, 5), reading.Source.Spending);
    }

    [Fact]
    public async Task Absurd_wishes_end_with_the_budget_and_are_named()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ => ScriptedAnswer.Error(429, "TooManyRequests").With("Retry-After", "86400");

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.Unavailable, failure.Fault);
        Assert.Equal([2, 2, 1], reading.Clock.Waits.Select(wait => wait.TotalMinutes));
        Assert.Contains("asked to wait 24 h", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public async Task An_answer_cut_off_on_the_way_is_read_again(int bytes)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var page = reading.Graph.Page(Rows.User(1), delta: "users/delta?a");
        reading.Graph.Say(page with { CutAfter = bytes }, page);
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Single(session.Users);
        Assert.Equal(1, reading.Source.Spending.Retries);
    }

    [Fact]
    public async Task Answers_that_are_always_cut_off_are_given_up()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ => reading.Graph.Page(Rows.User(1), delta: "users/delta?a") with { CutAfter = 100 };

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.Unavailable, failure.Fault);
        Assert.True(failure.Message.Contains("cut off", StringComparison.Ordinal), failure.Message);
    }

    [Fact]
    public async Task A_corrupt_compression_is_read_again()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var page = reading.Graph.Page(Rows.User(1), delta: "users/delta?a");
        reading.Graph.Say(reading.Graph.Page(Rows.User(1), delta: "users/delta?a").With("Content-Encoding", "gzip"), page);
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Single(session.Users);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_asked_for_again()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Clock.AttemptsTimeOut = true;
        var page = reading.Graph.Page(Rows.User(1), delta: "users/delta?a");
        var stalled = page with
        {
            Before = async context =>
            {
                var gone = new TaskCompletionSource();
                await using var aborted = context.RequestAborted.Register(gone.SetResult);
                await gone.Task;
            },
        };
        await reading.Source.CheckAsync(CancellationToken.None).FirstAsync();
        reading.Graph.Say(stalled, page);
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Single(session.Users);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Clock.WaitsHang = true;
        reading.Graph.Otherwise = _ => ScriptedAnswer.Error(429, "TooManyRequests").With("Retry-After", "60");
        using var stop = new CancellationTokenSource();
        var waiting = new TaskCompletionSource();
        var session = new MirrorRecorder();

        var read = reading.Source.ReadAsync(DirectoryStream.Users, session, new Told(waiting.SetResult), stop.Token);
        await waiting.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Null(session.Completed);
    }

    [Fact]
    public async Task A_request_can_be_cancelled()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        using var stop = new CancellationTokenSource();
        reading.Graph.Say(reading.Graph.Page("", delta: "users/delta?a") with { Before = _ => stop.CancelAsync() });
        var session = new MirrorRecorder();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.UsersAsync(session, stop.Token));

        Assert.Null(session.Completed);
    }

    [Fact]
    public async Task An_address_where_nobody_answers_is_told_soon()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var connection = reading.Connection;
        await reading.Graph.DisposeAsync();
        await using var source = reading.Open(connection);

        var failure = await Assert.ThrowsAsync<DirectoryReadException>(() =>
            source.ReadAsync(DirectoryStream.Users, new MirrorRecorder(), null, CancellationToken.None)
        );

        Assert.Equal(DirectoryFault.Unreachable, failure.Fault);
        Assert.Contains("nobody answers", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, reading.Clock.Waits.Count);
    }

    private sealed class Told(Action told) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => told();
    }
}
