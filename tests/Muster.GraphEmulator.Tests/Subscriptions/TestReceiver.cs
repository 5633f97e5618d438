using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Muster.GraphEmulator.Tests.Subscriptions;

/// <summary>Somebody who is told of changes, over HTTPS with a certificate that nobody knows.</summary>
internal sealed class TestReceiver : IAsyncDisposable
{
    private static readonly Lazy<X509Certificate2> Certificate = new(MakeCertificate);
    private readonly Channel<JsonObject> _requests = Channel.CreateUnbounded<JsonObject>();
    private readonly WebApplication _web;

    private TestReceiver(WebApplication web) => _web = web;

    public string Url { get; private set; } = "";

    /// <summary>Answers a validation; the default is what Graph asks for.</summary>
    public Func<HttpContext, string, Task> Validate { get; set; } = (context, token) => TextAsync(context, token);

    /// <summary>Answers a notification.</summary>
    public Func<int> Status { get; set; } = () => 202;

    /// <summary>Waited for before each answer to a notification.</summary>
    public Func<CancellationToken, Task> Pause { get; set; } = _ => Task.CompletedTask;

    /// <summary>Requests for validation, with their query.</summary>
    public List<(string Target, string? ContentType)> Validations { get; } = [];

    public static async Task<TestReceiver> StartAsync(bool isPlain = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    if (!isPlain)
                        listen.UseHttps(Certificate.Value);
                }
            )
        );
        var web = builder.Build();
        var receiver = new TestReceiver(web);
        web.Run(receiver.AnswerAsync);
        await web.StartAsync(TestContext.Current.CancellationToken);
        var addresses = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        receiver.Url = addresses.Addresses.Single();
        return receiver;
    }

    public static Task TextAsync(HttpContext context, string text, string contentType = "text/plain", int status = 200)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, contentType);
        return context.Response.WriteAsync(text);
    }

    /// <summary>The next request with notifications; its path is added as a member.</summary>
    public async Task<JsonObject> NextAsync() =>
        await _requests.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>So many entries, from as many requests as it takes.</summary>
    public async Task<List<JsonObject>> EntriesAsync(int count)
    {
        var entries = new List<JsonObject>();
        while (entries.Count < count)
            entries.AddRange((await NextAsync())["value"]!.AsArray().Select(entry => entry!.AsObject()));
        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Query.TryGetValue("validationToken", out var token))
        {
            Validations.Add(($"{context.Request.Path}{context.Request.QueryString}", context.Request.ContentType));
            await Validate(context, token.ToString());
            return;
        }
        var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        body["path"] = $"{context.Request.Path}{context.Request.QueryString}";
        await Pause(context.RequestAborted);
        context.Response.StatusCode = Status();
        await context.Response.CompleteAsync();
        _requests.Writer.TryWrite(body);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=receiver", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
