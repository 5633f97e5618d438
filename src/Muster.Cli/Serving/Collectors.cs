using Muster.Server.Telemetry;

namespace Muster.Cli.Serving;

/// <summary>Where the server tells of itself, by the names that OpenTelemetry gives its environment.</summary>
/// <remarks>OpenTelemetry specification, "OpenTelemetry Protocol Exporter". What is not read here (headers, time-outs, resource attributes, …) the exporter reads itself.</remarks>
internal static class Collectors
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>What is asked for.</summary>
    /// <param name="scraped">Whether figures may be scraped.</param>
    /// <param name="variable">The value of a variable of the environment; null for none.</param>
    /// <exception cref="UserErrorException">A variable has a value that means nothing.</exception>
    public static TelemetryOptions Read(bool scraped, Func<string, string?> variable)
    {
        if (variable(Endpoint) is not { Length: > 0 } endpoint)
            return new TelemetryOptions(scraped);
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var collector) || collector.Scheme is not ("http" or "https"))
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{Endpoint} is '{endpoint}'; it must be an address such as http://127.0.0.1:4318."
            );
        var protocol = variable(Protocol);
        return protocol switch
        {
            null or "" or "http/protobuf" => new TelemetryOptions(scraped, collector),
            "grpc" => new TelemetryOptions(scraped, collector, ByGrpc: true),
            _ => throw new UserErrorException(ExitCodes.WrongUsage, $"{Protocol} is '{protocol}'; it must be http/protobuf or grpc."),
        };
    }
}
