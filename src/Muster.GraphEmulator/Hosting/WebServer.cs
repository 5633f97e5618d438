using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Kestrel on 127.0.0.1 with TLS, HTTP/1.1 and HTTP/2, and nothing on the console.</summary>
internal static class WebServer
{
    /// <exception cref="IOException">The port is not free.</exception>
    public static async Task<(WebApplication Web, Uri Address)> StartAsync(
        EmulatorOptions options,
        EmulatorParts parts,
        CancellationToken cancellationToken
    )
    {
        var web = Build(options, parts);
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            await web.DisposeAsync();
            throw new IOException(
                $"Cannot listen on port {options.Port} of 127.0.0.1: {problem.Message} "
                    + "Choose another with --port; 0 takes a free one.",
                problem
            );
        }
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        return (web, new Uri(addresses!.Addresses.Single() + "/"));
    }

    private static WebApplication Build(EmulatorOptions options, EmulatorParts parts)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoConsoleLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A page of a large tenant takes several megabytes; a slow reader is its own business on loopback.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(
                IPAddress.Loopback,
                options.Port,
                listen =>
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(parts.Certificate.Certificate);
                }
            );
        });
        var web = builder.Build();
        web.Run(context => parts.Requests.FollowAsync(context, parts.FrontDoor.AnswerAsync));
        return web;
    }

    /// <summary>The program around the emulator decides what Ctrl-C means.</summary>
    private sealed class NoConsoleLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
