namespace Muster.Server.Telemetry;

/// <summary>Whether and where the server tells of itself. Nothing is collected by default.</summary>
/// <param name="Scraped">Whether <c>/api/v1/metrics</c> gives figures in the manner of Prometheus, to programs with a token.</param>
/// <param name="Collector">Where figures, spans and logs are sent by OTLP; null for nowhere.</param>
/// <param name="ByGrpc">Whether they are sent by gRPC; by HTTP otherwise.</param>
internal sealed record TelemetryOptions(bool Scraped = false, Uri? Collector = null, bool ByGrpc = false)
{
    /// <summary>Whether anything is collected.</summary>
    public bool IsOn => Scraped || Collector is not null;
}
