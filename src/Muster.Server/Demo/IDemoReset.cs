namespace Muster.Server.Demo;

/// <summary>Brings a demo back to its beginning: makes its tenant and its data anew beside the ones that are shown, and then shows those.</summary>
internal interface IDemoReset
{
    /// <summary>How far it is.</summary>
    DemoResetState State { get; }

    /// <summary>Told when that changes.</summary>
    event Action? Changed;

    /// <summary>Begins, unless it goes on already.</summary>
    void Begin();
}

/// <summary>How far a reset of the demo is.</summary>
/// <param name="IsUnderWay">Whether it goes on.</param>
/// <param name="Progress">How much is made.</param>
/// <param name="Failure">Why the last one failed, which left everything as it was; null when it did not.</param>
internal sealed record DemoResetState(bool IsUnderWay, DemoProgress Progress, string? Failure);

/// <summary>How much of a demo is made.</summary>
/// <param name="Done">Syncs of its past that are done.</param>
/// <param name="Total">All of them.</param>
internal readonly record struct DemoProgress(int Done, int Total);
