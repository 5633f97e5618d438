using Muster.Core.Planning;
using Muster.Engine.Runs;
using Muster.Server.Home;

namespace Muster.Server.Tests;

/// <summary>Adds and removes by day.</summary>
public sealed class DayOfChangesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 0, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Every_day_stands_once_with_what_its_runs_did()
    {
        var days = DayOfChanges.Of([Ended(Now.AddMinutes(-20), 3, 1), Ended(Now.AddMinutes(-40), 5, 0), Ended(Now.AddDays(-30), 9, 9)], Now, 3);
        Assert.Equal(
            [new DayOfChanges(new(2026, 3, 12), 0, 0), new(new(2026, 3, 13), 5, 0), new(new(2026, 3, 14), 3, 1)],
            days
        );
    }

    private static Run Ended(DateTimeOffset at, int added, int removed) =>
        new()
        {
            Id = 1,
            Verb = "sync",
            Actor = "Ada",
            StartedAt = at.AddMinutes(-1),
            EndedAt = at,
            Outcome = RunOutcome.Applied,
            Counts = new PlanCounts { MembersAdded = added, OwnersRemoved = removed },
        };
}
