using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Server.Nodes;
using Muster.Server.Workspaces;
using Muster.Testing;

namespace Muster.Server.Tests.Workspaces;

/// <summary>What a server of all workspaces answers while it opens them.</summary>
public sealed class HostDispatchTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public async Task Until_the_workspaces_are_open_the_server_is_starting_whoever_asks_and_lives_all_the_same()
    {
        await NewDatabase.PutAsync(_line.Folder, Tests.Token);
        Directory.CreateDirectory(Path.Combine(_line.Folder, "keys"));
        await using var database = await MusterInstance.DatabaseAsync(_line.Folder, null, null, TimeProvider.System, Tests.Token);
        var node = new ServingNode();
        var hosts = WorkspaceHosts.Parse("https://*.muster.example.com")!;
        await using var open = new OpenWorkspaces(
            new ServerOptions { DataFolder = _line.Folder },
            node,
            database,
            hosts,
            TimeProvider.System,
            NullLogger<OpenWorkspaces>.Instance
        );
        var dispatch = new HostDispatch(new Readiness(node, database));
        async Task AssertAsync(string host, string path, int status, string text)
        {
            var (seen, said) = await AskAsync(dispatch, host, path);
            Assert.Equal((status, true), (seen, said.StartsWith(text, StringComparison.Ordinal)));
        }
        async Task AssertStartsAsync()
        {
            foreach (var host in new[] { "main.muster.example.com", "other.muster.example.com", "10.0.0.1" })
            foreach (var path in new[] { "/", "/health/ready" })
                await AssertAsync(host, path, 503, "The server is starting.");
            await AssertAsync("10.0.0.1:5080", "/health/live", 200, "live");
        }

        await AssertStartsAsync();
        dispatch.Served = (hosts, open);
        await AssertStartsAsync();
        dispatch.IsOpening = false;
        await AssertAsync("other.muster.example.com", "/", 404, "No workspace is served at this address.");
        await AssertAsync("other.muster.example.com", "/health/live", 404, "No workspace is served at this address.");
        await AssertAsync("10.0.0.1", "/health/ready", 200, "ready");
    }

    private static async Task<(int Status, string Said)> AskAsync(HostDispatch dispatch, string host, string path)
    {
        using var body = new MemoryStream();
        var features = new FeatureCollection();
        var request = new HttpRequestFeature { Method = "GET", Path = path };
        request.Headers.Host = host;
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        var context = dispatch.CreateContext(features);
        await dispatch.ProcessRequestAsync(context);
        dispatch.DisposeContext(context, null);
        return (features.GetRequiredFeature<IHttpResponseFeature>().StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }
}
