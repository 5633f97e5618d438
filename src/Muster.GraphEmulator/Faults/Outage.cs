namespace Muster.GraphEmulator.Faults;

/// <summary>Lets a fault close the port for a while.</summary>
internal sealed class Outage
{
    private Action<TimeSpan>? _close;

    /// <summary>Says who listens and can stop doing so.</summary>
    public void CloseBy(Action<TimeSpan> close) => _close = close;

    public void Begin(TimeSpan duration) => _close?.Invoke(duration);
}
