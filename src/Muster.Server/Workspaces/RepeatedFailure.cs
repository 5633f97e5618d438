namespace Muster.Server.Workspaces;

/// <summary>What is tried again every few seconds and may fail for hours: tells which of its failures are worth a line of the log.</summary>
/// <param name="clock">Tells the time.</param>
internal sealed class RepeatedFailure(TimeProvider clock)
{
    /// <summary>So long a failure that stays the same is not told again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    private (string Reason, DateTimeOffset At)? _told;

    /// <summary>Whether a failure is worth a line: the first, one for another reason than the last, and the same after a while.</summary>
    public bool IsNews(Exception fault)
    {
        var reason = $"{fault.GetType()} {fault.Message}";
        if (_told is var (last, at) && last == reason && clock.GetUtcNow() - at < Again)
            return false;
        _told = (reason, clock.GetUtcNow());
        return true;
    }

    /// <summary>It has succeeded; the next failure is the first again.</summary>
    public void End() => _told = null;
}
