using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Muster.Conformance.Tests.Running;

/// <summary>Somebody on loopback who answers validations as Graph asks and keeps the bodies of notifications.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly Channel<string> _bodies = Channel.CreateUnbounded<string>();
    private readonly WebApplication _web;

    private Receiver(WebApplication web) => _web = web;

    public string Url { get; private set; } = "";

    public static async Task<Receiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver._web.Run(receiver.AnswerAsync);
        await receiver._web.StartAsync(cancellationToken);
        var server = receiver._web.Services.GetRequiredService<IServer>();
        receiver.Url = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return receiver;
    }

    /// <summary>The next request with notifications.</summary>
    /// <exception cref="TimeoutException">None came within 30 s.</exception>
    public Task<string> NextAsync(CancellationToken cancellationToken) =>
        _bodies.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Query.TryGetValue("validationToken", out var token))
        {
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(token.ToString(), context.RequestAborted);
            return;
        }
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        _bodies.Writer.TryWrite(body);
    }
}
