using CsCheck;
using Muster.Engine.Reading;
using Muster.Entra.Checks;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

/// <summary>A full round is held against the directory's own count (INV-2).</summary>
public sealed class CountTests
{
    [Fact]
    public async Task A_round_that_brought_as_many_as_the_directory_counts_is_complete()
    {
        await using var reading = await StartAsync("3");
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.NotNull(session.Completed);
        Assert.Empty(reading.Source.Remarks);
        Assert.Equal("eventual", reading.Graph.CountRequests.Single().Headers["ConsistencyLevel"]);
    }

    [Fact]
    public async Task A_round_that_lost_somebody_in_silence_is_no_round()
    {
        await using var reading = await StartAsync("4", "4", "4", "4");

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.ShortRead, failure.Fault);
        Assert.Contains("counts 4 users and the read ended after 3: 1 did not come", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_count_that_lags_behind_is_asked_again()
    {
        await using var reading = await StartAsync("5", "4", "3");
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.NotNull(session.Completed);
        Assert.Equal(3, reading.Graph.CountRequests.Count);
    }

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    [InlineData(1002, true)]
    public async Task When_a_few_of_many_did_not_come_nobody_is_taken_for_gone(int count, bool keeps)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var rows = string.Join(',', Enumerable.Range(1, 1000).Select(number => Rows.User(number)));
        reading.Graph.Say(reading.Graph.Page(rows, delta: "users/delta?$deltatoken=a"));
        reading.Graph.Counts.Enqueue(Text($"{count}"));
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Equal(keeps, session.KeepsMissing);
        Assert.Equal(keeps ? 1 : 0, reading.Source.Remarks.Count);
    }

    [Fact]
    public async Task A_user_that_comes_twice_is_counted_once()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page(Rows.User(1) + "," + Rows.User(1), delta: "users/delta?$deltatoken=a"));
        foreach (var _ in Enumerable.Range(0, 4))
            reading.Graph.Counts.Enqueue(Text("2"));

        Assert.Equal(DirectoryFault.ShortRead, (await reading.FailAsync()).Fault);
    }

    [Theory]
    [InlineData("not a number")]
    [InlineData("-1")]
    [InlineData("")]
    public async Task Without_a_count_the_round_stands_and_the_person_is_told(string said)
    {
        await using var reading = await StartAsync(said);
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.NotNull(session.Completed);
        Assert.Contains("could not be checked", Assert.Single(reading.Source.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_alone_are_not_counted()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page("", delta: "users/delta?$deltatoken=b"));

        await reading.UsersAsync(new MirrorRecorder(reading.Graph.Link("users/delta?$deltatoken=a")));

        Assert.Empty(reading.Graph.CountRequests);
    }

    [Fact]
    public void One_missing_in_five_hundred_is_put_down_to_changes_and_a_small_tenant_must_be_whole() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 5_000])
            .Sample((count, missing) => Assert.Equal(missing > count / CountCheck.Tolerance, CountCheck.IsShort(count - missing, count)));

    private static async Task<Reading> StartAsync(params string[] counts)
    {
        var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page($"{Rows.User(1)},{Rows.User(2)},{Rows.User(3)}", delta: "users/delta?$deltatoken=a"));
        foreach (var count in counts)
            reading.Graph.Counts.Enqueue(Text(count));
        return reading;
    }

    private static ScriptedAnswer Text(string text) => new(200, System.Text.Encoding.UTF8.GetBytes(text), "text/plain");
}
