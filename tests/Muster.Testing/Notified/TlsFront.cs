using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Hosting;

namespace Muster.Testing.Notified;

/// <summary>A proxy on 127.0.0.1 that ends TLS before a server, as one does in production, and counts what it lets through.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly HttpClient _http = new();
    private int _calls;

    private TlsFront(WebApplication web) => _web = web;

    /// <summary>What a person would give as the public address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The server behind it.</summary>
    public Uri? Behind { get; set; }

    /// <summary>Calls that were let through.</summary>
    public int Calls => _calls;

    public static async Task<TlsFront> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        var certificate = LoopbackCertificate.Make(TimeProvider.System.GetUtcNow());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var web = builder.Build();
        var front = new TlsFront(web);
        web.Run(front.ForwardAsync);
        await web.StartAsync(cancellationToken);
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        front.Address = new Uri(addresses!.Addresses.Single());
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        var asked = context.Request;
        using var request = new HttpRequestMessage(new HttpMethod(asked.Method), new Uri(Behind!, asked.Path + asked.QueryString));
        request.Content = new StreamContent(asked.Body);
        using var answer = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
