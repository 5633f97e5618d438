namespace Muster.Server.Nodes;

/// <summary>This process as one of those that serve the installation, whatever it serves.</summary>
internal sealed class ServingNode : IDisposable
{
    private readonly CancellationTokenSource _draining = new();

    /// <summary>Names this start of this process.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Whether it is about to stop: nothing begins here by itself any more.</summary>
    public bool IsDraining => _draining.IsCancellationRequested;

    /// <summary>Is cancelled when it is about to stop.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Says that it is about to stop. It never takes that back.</summary>
    public void Drain() => _draining.Cancel();

    /// <inheritdoc />
    public void Dispose() => _draining.Dispose();
}
