using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Notifications;

namespace Muster.Testing.Notified;

/// <summary>A small web server on 127.0.0.1 with TLS that hands what comes to a receiver, as the real one will.</summary>
public sealed class PublicServer : IAsyncDisposable
{
    private static readonly Lazy<X509Certificate2> Certificate = new(MakeCertificate);
    private readonly WebApplication _web;

    private PublicServer(WebApplication web, Uri address) => (_web, Address) = (web, address);

    /// <summary>What a person would give as the public address.</summary>
    public Uri Address { get; }

    /// <summary>Set while nothing from outside gets through: every call ends without an answer worth having.</summary>
    public bool CutOff { get; set; }

    public static async Task<PublicServer> StartAsync(NotificationReceiver receiver, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Certificate.Value)));
        var web = builder.Build();
        PublicServer? server = null;
        web.Run(context => server!.CutOff ? RefuseAsync(context) : HandleAsync(receiver, context));
        await web.StartAsync(cancellationToken);
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        server = new PublicServer(web, new Uri(addresses!.Addresses.Single()));
        return server;
    }

    /// <summary>A client that takes this server's certificate.</summary>
    public static HttpClient Client()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.GetCertHashString() == Certificate.Value.GetCertHashString();
        return new HttpClient(handler);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = 503;
        return Task.CompletedTask;
    }

    private static async Task HandleAsync(NotificationReceiver receiver, HttpContext context)
    {
        // The receiver has a limit of its own.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        var path = context.Request.Path.Value ?? "";
        var call = new NotificationCall(
            context.Request.Method,
            path.StartsWith("/notifications/", StringComparison.Ordinal) ? path["/notifications/".Length..] : null,
            context.Request.QueryString.Value,
            context.Request.Body
        );
        var answer = await receiver.ReceiveAsync(call, context.RequestAborted);
        context.Response.StatusCode = answer.Status;
        if (answer.Text is not { } text)
            return;
        context.Response.ContentType = NotificationAnswer.ContentType;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
