using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Muster.Server.Runs;
using Muster.Server.Telemetry;
using Muster.Testing;

namespace Muster.Server.Tests.Telemetry;

/// <summary>What the server sends to a collector.</summary>
[Collection("One server that is measured")]
public sealed class CollectorTests
{
    [Fact]
    public async Task A_collector_is_sent_figures_spans_and_logs()
    {
        await using var collector = await Collector.StartAsync();
        await using (var rig = await ServerRig.MeasuredAsync(new TelemetryOptions(Collector: collector.Address), Tests.Token))
        {
            await rig.HireAsync(Tests.Token);
            var connection = (await rig.Server.Muster.Connections.ListAsync(Tests.Token))[0];
            var syncs = (SyncWork)rig.Server.Services.GetService(typeof(SyncWork))!;
            await syncs.SyncInTurn(connection, "schedule", full: false).EndAsync(Tests.Token);
            // What is left is sent when the server stops.
        }
        Assert.Contains("muster.runs", collector.Sent("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("Sync of corp", collector.Sent("/v1/traces"), StringComparison.Ordinal);
        Assert.NotEmpty(collector.Sent("/v1/logs"));
    }

    [Fact]
    public async Task A_collector_that_is_not_there_stops_nothing()
    {
        var nowhere = new Uri("http://127.0.0.1:9");
        await using var rig = await ServerRig.MeasuredAsync(new TelemetryOptions(Collector: nowhere), Tests.Token);
        var connection = (await rig.Server.Muster.Connections.ListAsync(Tests.Token))[0];
        var syncs = (SyncWork)rig.Server.Services.GetService(typeof(SyncWork))!;
        Assert.Null((await syncs.SyncInTurn(connection, "schedule", full: false).EndAsync(Tests.Token)).Failure);
    }

    /// <summary>Takes whatever is sent by OTLP over HTTP, and keeps it.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, string> _sent = new(StringComparer.Ordinal);
        private readonly WebApplication _web;

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            _web = builder.Build();
            _web.MapPost("/v1/{kind}", TakeAsync);
        }

        public Uri Address => new(_web.Urls.First());

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector._web.StartAsync(Tests.Token);
            return collector;
        }

        /// <summary>All that was sent to a path; names of figures and spans are text in it.</summary>
        public string Sent(string path) => _sent.GetValueOrDefault(path, "");

        public ValueTask DisposeAsync() => _web.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Tests.Token);
            var text = Encoding.Latin1.GetString(body.ToArray());
            _sent.AddOrUpdate(context.Request.Path, text, (_, before) => before + text);
            context.Response.ContentType = "application/x-protobuf";
        }
    }
}
