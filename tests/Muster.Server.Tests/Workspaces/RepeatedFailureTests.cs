using Muster.Server.Workspaces;
using Muster.Testing;

namespace Muster.Server.Tests.Workspaces;

/// <summary>What fails again and again is told without filling the log.</summary>
public sealed class RepeatedFailureTests
{
    [Fact]
    public void The_same_failure_is_told_once_and_again_after_ten_minutes_and_another_or_a_new_one_at_once()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        var failure = new RepeatedFailure(clock);
        Assert.True(failure.IsNews(new IOException("away")));
        clock.Step(TimeSpan.FromMinutes(9));
        Assert.False(failure.IsNews(new IOException("away")));
        Assert.True(failure.IsNews(new IOException("full")));
        Assert.True(failure.IsNews(new InvalidOperationException("full")));
        clock.Step(TimeSpan.FromMinutes(9));
        Assert.False(failure.IsNews(new InvalidOperationException("full")));
        clock.Step(TimeSpan.FromMinutes(1));
        Assert.True(failure.IsNews(new InvalidOperationException("full")));
        failure.End();
        Assert.True(failure.IsNews(new InvalidOperationException("full")));
    }
}
