using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Muster.Server.Nodes;

namespace Muster.Server.Workspaces;

/// <summary>Gives each request to the workspace whose host name it names. No request chooses by anything else: not by a path, a header of its own or a cookie.</summary>
/// <param name="readiness">Whether the process can take requests.</param>
internal sealed class HostDispatch(Readiness readiness) : IHttpApplication<HostDispatch.Request>
{
    /// <summary>What is served; null until it is known at which host names.</summary>
    public (WorkspaceHosts Hosts, OpenWorkspaces Open)? Served { get; set; }

    /// <summary>Whether workspaces are being opened for the first time. Until then nobody can be told that there is nothing at an address.</summary>
    public bool IsOpening { get; set; } = true;

    /// <inheritdoc />
    public Request CreateContext(IFeatureCollection contextFeatures) => new(contextFeatures);

    /// <inheritdoc />
    public Task ProcessRequestAsync(Request context)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var served = Served;
        // As it was sent: letters beyond ASCII are encoded in it, as in the domain, and what is no encoding of any is nobody's name.
        var workspace = served?.Hosts.NameOf(new HostString(request.Headers.Host.ToString()).Host);
        if (workspace is not null && (context.Handed = served?.Open.Begin(workspace, context.Features)) is { } handed)
            return handed.AnswerAsync();
        return request.Path switch
        {
            "/health/live" when workspace is null => AnswerAsync(context, StatusCodes.Status200OK, "live\n"),
            _ when served is null || IsOpening => AnswerAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "The server is starting. Try again in a moment.\n"
            ),
            "/health/ready" when workspace is null => ReadyAsync(context),
            _ => AnswerAsync(context, StatusCodes.Status404NotFound, Unknown(served.Value.Hosts)),
        };
    }

    /// <inheritdoc />
    public void DisposeContext(Request context, Exception? exception) => context.Handed?.End(exception);

    /// <summary>Says the same whether there is no such workspace or it cannot be opened: who the customers are is nobody's business.</summary>
    private static string Unknown(WorkspaceHosts hosts) =>
        $"No workspace is served at this address. Each has one of its own: {hosts}. Ask whoever runs Muster for yours.\n";

    private async Task ReadyAsync(Request context)
    {
        var lack = await readiness.LackAsync(context.Features.Get<IHttpRequestLifetimeFeature>()?.RequestAborted ?? default);
        await (
            lack is null
                ? AnswerAsync(context, StatusCodes.Status200OK, "ready\n")
                : AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, Readiness.Words(lack))
        );
    }

    private static async Task AnswerAsync(Request context, int status, string text)
    {
        var response = new DefaultHttpContext(context.Features).Response;
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        await response.WriteAsync(text);
    }

    /// <summary>A request, and once it is known whose it is, what that workspace makes of it.</summary>
    /// <param name="Features">The request and its answer.</param>
    internal sealed record Request(IFeatureCollection Features)
    {
        /// <summary>The same as the workspace has it; null while it is nobody's.</summary>
        public HandedRequest? Handed { get; set; }
    }
}
