using Microsoft.Extensions.Hosting;

namespace Muster.Server.Telemetry;

/// <summary>Has the meter made when the server starts.</summary>
internal sealed class Metering(ServerMeter meter) : IHostedService
{
    /// <summary>The meter.</summary>
    public ServerMeter Meter { get; } = meter;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
