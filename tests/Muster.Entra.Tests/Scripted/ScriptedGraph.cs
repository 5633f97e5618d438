using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Muster.Entra.Tests.Scripted;

/// <summary>A request as the server saw it.</summary>
internal sealed record SeenRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Bearer => Headers.GetValueOrDefault("Authorization")?["Bearer ".Length..];
}

/// <summary>A login host and a Graph in one small HTTPS server: answers what the test has written down, in that order, and notes every request.</summary>
internal sealed class ScriptedGraph : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _tokens;

    private ScriptedGraph(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = new("https://127.0.0.1");

    /// <summary>Graph root with version.</summary>
    public string Root => $"{Address.GetLeftPart(UriPartial.Authority)}/v1.0";

    /// <summary>Answers to Graph requests, first come, first served.</summary>
    public ConcurrentQueue<ScriptedAnswer> Answers { get; } = new();

    /// <summary>Answers Graph requests when the queue is empty; without it they get 418.</summary>
    public Func<HttpContext, ScriptedAnswer>? Otherwise { get; set; }

    /// <summary>Answers to token requests; a good token when empty.</summary>
    public ConcurrentQueue<ScriptedAnswer> TokenAnswers { get; } = new();

    /// <summary>Application permissions that the tokens state.</summary>
    public string[] Roles { get; set; } = ["User.Read.All", "GroupMember.Read.All"];

    /// <summary>Life of the tokens in seconds.</summary>
    public int ExpiresIn { get; set; } = 3599;

    public ConcurrentQueue<SeenRequest> TokenRequests { get; } = new();

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>Answers to <c>/$count</c>; 501 when empty.</summary>
    public ConcurrentQueue<ScriptedAnswer> Counts { get; } = new();

    public ConcurrentQueue<SeenRequest> CountRequests { get; } = new();

    /// <summary>Tenant that the tokens state; null for none.</summary>
    public string? TokenTenant { get; set; }

    public static async Task<ScriptedGraph> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestLineSize = 128 * 1024;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate ?? TestCertificate.Loopback));
        });
        var app = builder.Build();
        var graph = new ScriptedGraph(app);
        app.Run(graph.AnswerAsync);
        await app.StartAsync();
        graph.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return graph;
    }

    public string Link(string relative) => $"{Root}/{relative}";

    /// <summary>A page with rows, and the link that it ends with, the way Graph orders them.</summary>
    public ScriptedAnswer Page(string rows, string? next = null, string? delta = null, bool linkLast = false)
    {
        var link =
            (next is null ? "" : $"\"@odata.nextLink\":\"{Link(next)}\"")
            + (delta is null ? "" : $"\"@odata.deltaLink\":\"{Link(delta)}\"");
        var value = $"\"value\":[{rows}]";
        var context = "\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#users\"";
        return ScriptedAnswer.Json(
            "{" + string.Join(',', new[] { context, linkLast ? value : link, linkLast ? link : value }.Where(part => part.Length > 0)) + "}"
        );
    }

    public ScriptedGraph Say(params ScriptedAnswer[] answers)
    {
        foreach (var answer in answers)
            Answers.Enqueue(answer);
        return this;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await SeeAsync(context.Request);
        if (request.Target.Contains("/oauth2/v2.0/token", StringComparison.Ordinal))
        {
            TokenRequests.Enqueue(request);
            await (TokenAnswers.TryDequeue(out var said) ? said : Token()).SendAsync(context);
            return;
        }
        if (request.Target.EndsWith("/$count", StringComparison.Ordinal))
        {
            CountRequests.Enqueue(request);
            await (Counts.TryDequeue(out var count) ? count : ScriptedAnswer.Error(501, "NotImplemented")).SendAsync(context);
            return;
        }
        Requests.Enqueue(request);
        var answer = Answers.TryDequeue(out var next) ? next : Otherwise?.Invoke(context);
        await (answer ?? ScriptedAnswer.Error(418, "NotScripted", "The test did not expect this request.")).SendAsync(context);
    }

    private ScriptedAnswer Token()
    {
        var roles = string.Join(',', Roles.Select(role => $"\"{role}\""));
        var claims = Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes($$"""{"tid":{{(TokenTenant is null ? "null" : $"\"{TokenTenant}\"")}},"roles":[{{roles}}]}""")
        );
        return ScriptedAnswer.Json(
            $$"""{"token_type":"Bearer","expires_in":{{ExpiresIn}},"access_token":"e30.{{claims}}.{{Interlocked.Increment(ref _tokens)}}"}"""
        );
    }

    private static async Task<SeenRequest> SeeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var raw = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        return new(
            request.Method,
            raw,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(request.HttpContext.RequestAborted)
        );
    }
}
