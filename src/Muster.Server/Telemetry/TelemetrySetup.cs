using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Muster.Server.Telemetry;

/// <summary>Tells of the server in the manner of OpenTelemetry: figures to whoever scrapes them, and figures, spans and logs to a collector.</summary>
internal static class TelemetrySetup
{
    private static readonly string[] Meters =
    [
        ServerMeter.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Components.Server.Circuits",
        "System.Net.Http",
        "System.Runtime",
        "Npgsql",
    ];

    private static readonly string[] Sources = [ServerMeter.Name, "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    /// <summary>Adds what is asked for, and nothing at all where nothing is.</summary>
    public static void Add(WebApplicationBuilder builder, TelemetryOptions options)
    {
        if (!options.IsOn)
            return;
        builder.Services.AddSingleton<WorkspaceFigures>().AddSingleton<ServerMeter>();
        // Nobody else asks for it, and its instruments are there from the start.
        builder.Services.ConfigureOpenTelemetryMeterProvider((services, _) => services.GetRequiredService<ServerMeter>());
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? "muster", serviceVersion: MusterVersion.Text)
            )
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters);
                if (options.Scraped)
                    metrics.AddPrometheusExporter();
            });
        if (options.Collector is not { } collector)
            return;
        telemetry.WithTracing(tracing => tracing.AddSource(Sources)).WithLogging(null, logs => logs.IncludeFormattedMessage = true);
        telemetry.UseOtlpExporter(options.ByGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf, collector);
    }

    /// <summary>Maps <c>/metrics</c> below the API.</summary>
    public static void Map(IEndpointRouteBuilder api, TelemetryOptions options)
    {
        if (!options.Scraped)
            return;
        api.MapPrometheusScrapingEndpoint("/metrics", meterProvider: null, branch => branch.Use(RefreshAsync), optionsName: null)
            .WithMetadata(new RequiredRight(Right.Read))
            .RequireAuthorization(policy => policy.AddRequirements(new RightRequirement(Right.Read)));
    }

    private static async Task RefreshAsync(HttpContext context, RequestDelegate next)
    {
        await context.RequestServices.GetRequiredService<WorkspaceFigures>().RefreshAsync(context.RequestAborted);
        await next(context);
    }
}
