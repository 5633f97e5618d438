using Microsoft.AspNetCore.Components.Server.Circuits;
using Muster.Engine.Auditing;

namespace Muster.Server.Auditing;

/// <summary>Whatever an open page sends comes from where its connection comes from.</summary>
internal sealed class CircuitOrigin : CircuitHandler
{
    private DeedOrigin? _origin;

    /// <inheritdoc />
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _origin = DeedOrigin.Current ?? _origin;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next
    ) =>
        async activity =>
        {
            DeedOrigin.Current = _origin;
            await next(activity);
        };
}
