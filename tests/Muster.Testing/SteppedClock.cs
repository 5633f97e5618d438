using Muster.Storage.Sql;

namespace Muster.Testing;

/// <summary>A clock that stands still until it is moved; timers of the machine go on.</summary>
public sealed class SteppedClock(DateTimeOffset start) : TimeProvider, ICommonClock
{
    private DateTimeOffset _now = start;

    /// <summary>Moves it on.</summary>
    public void Step(TimeSpan by) => _now += by;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _now;
}
