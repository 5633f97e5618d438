namespace Muster.Entra.Tests;

public sealed class ClockOffsetTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(-7)]
    [InlineData(0)]
    public async Task This_machines_clock_is_compared_with_the_login_hosts(int minutes)
    {
        await using var reading = await Scripted.Reading.StartAsync();

        var offset = await ClockOffset.MeasureAsync(reading.Connection, new WrongClock(minutes), TestContext.Current.CancellationToken);

        Assert.InRange(
            offset!.Value,
            TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(20),
            TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(20)
        );
    }

    [Fact]
    public async Task Where_nobody_answers_nothing_is_said_of_the_clock()
    {
        await using var reading = await Scripted.Reading.StartAsync();

        var nowhere = reading.Connection with { Authority = new Uri("https://127.0.0.1:1/") };

        Assert.Null(await ClockOffset.MeasureAsync(nowhere, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    private sealed class WrongClock(int minutes) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(minutes);
    }
}
