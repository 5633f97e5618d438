namespace Muster.Engine.Notifications;

/// <summary>Waits that double with every failure.</summary>
internal static class Backoff
{
    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="first">Wait after the first.</param>
    /// <param name="longest">No wait is longer.</param>
    public static TimeSpan Wait(int failures, TimeSpan first, TimeSpan longest)
    {
        var doublings = Math.Clamp(failures - 1, 0, 30);
        return first.Ticks > longest.Ticks >> doublings ? longest : first * (1 << doublings);
    }
}
