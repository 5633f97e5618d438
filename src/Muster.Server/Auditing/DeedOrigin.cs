using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Auditing;

/// <summary>Through what and from where somebody acts at this moment. It goes with the request, or with what an open page sends, to wherever that is recorded.</summary>
/// <param name="Through"><c>app</c> or <c>api</c>. Recorded, so they must not change.</param>
/// <param name="Address">Address of the other end, or of the nearest one behind a trusted proxy; null when it has none.</param>
internal sealed record DeedOrigin(string Through, string? Address)
{
    /// <summary>Name of the fact that says through what.</summary>
    public const string ThroughName = "through";

    /// <summary>Name of the fact that says from where.</summary>
    public const string AddressName = "address";

    private static readonly AsyncLocal<DeedOrigin?> Local = new();

    /// <summary>The origin of what is done now; null for what the server does by itself.</summary>
    public static DeedOrigin? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    /// <summary>Notes it for each request.</summary>
    public static void Use(WebApplication web) =>
        web.Use(
            async (context, next) =>
            {
                Current = Of(context);
                await next(context);
            }
        );

    private static DeedOrigin Of(HttpContext context) =>
        new(ApiPipeline.IsApi(context.Request) ? "api" : "app", context.Connection.RemoteIpAddress?.ToString());
}

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
