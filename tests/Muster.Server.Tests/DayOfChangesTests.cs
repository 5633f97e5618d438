using Muster.Engine.History;
using Muster.Server.Home;

namespace Muster.Server.Tests;

/// <summary>Adds and removes by day.</summary>
public sealed class DayOfChangesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 0, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Every_day_stands_once_with_all_that_was_done_on_it()
    {
        var days = DayOfChanges.Of(
            [Ended(Now.AddMinutes(-20), 3, 1), Ended(Now.AddMinutes(-40), 5, 0), Ended(Now.AddDays(-30), 9, 9)],
            Now,
            3
        );
        Assert.Equal([new DayOfChanges(new(2026, 3, 12), 0, 0), new(new(2026, 3, 13), 5, 0), new(new(2026, 3, 14), 3, 1)], days);
    }

    private static GroupActivity Ended(DateTimeOffset at, int added, int removed) =>
        new(new Revision(1, 1, at, null), added, 0, 0, removed);
}
