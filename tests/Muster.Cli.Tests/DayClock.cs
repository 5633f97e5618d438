using System.Globalization;

namespace Muster.Cli.Tests;

/// <summary>The real time, moved on by as much as a test says.</summary>
internal sealed class DayClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    public void Pass(TimeSpan time) => _ahead += time;

    /// <summary>A day from now as a person types it.</summary>
    public string Day(int days) => GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
