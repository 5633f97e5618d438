using Microsoft.Extensions.Hosting;

namespace Muster.Server.Hosting;

/// <summary>A host that heeds no signal to the process: whoever started it stops it.</summary>
internal sealed class StoppedFromOutside : IHostLifetime
{
    /// <inheritdoc />
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
