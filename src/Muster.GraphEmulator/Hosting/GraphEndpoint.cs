using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.Batching;
using Muster.GraphEmulator.Lookups;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.SignIn;

namespace Muster.GraphEmulator.Hosting;

/// <summary>The wire side of <c>/v1.0</c>: reads a request and checks its token.</summary>
internal sealed class GraphEndpoint(AccessTokens tokens, GraphService graph, BatchService batches, TimeProvider clock)
{
    public const string Version = "v1.0";
    private static readonly Caller Nobody = new("", new HashSet<string>());

    public async Task<GraphAnswer> AnswerAsync(HttpContext context, string rawPath, GraphRequestId id, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
            return CrossOrigin.Answer();
        try
        {
            if (IsServiceDocument(context.Request, rawPath))
                return ServiceDocument.Answer(await ReadAsync(context.Request, rawPath, Nobody, id, cancellationToken));
            var caller = tokens.Check(context.Request.Headers.Authorization);
            var request = await ReadAsync(context.Request, rawPath, caller, id, cancellationToken);
            var isBatch = request.Path is [var only] && only.Equals("$batch", StringComparison.OrdinalIgnoreCase);
            var answer = await (isBatch ? batches.AnswerAsync(request, cancellationToken) : graph.AnswerAsync(request, cancellationToken));
            return AcceptedMetadata.IsNone(context.Request.Headers.Accept) ? AcceptedMetadata.Strip(answer) : answer;
        }
        catch (GraphErrorException problem)
        {
            var answer = GraphAnswer.Of(problem.Error, id, clock.GetUtcNow());
            if (problem.Error.Status == 401)
                answer.Headers.Add(("WWW-Authenticate", Challenge(context)));
            return answer;
        }
    }

    private static async Task<GraphRequest> ReadAsync(
        HttpRequest http,
        string rawPath,
        Caller caller,
        GraphRequestId id,
        CancellationToken cancellationToken
    )
    {
        var resource = rawPath[(Version.Length + 1)..];
        // Whatever can be read can be asked for without its body, which the server leaves away.
        var method = HttpMethods.IsHead(http.Method) ? HttpMethods.Get : http.Method;
        return new(method, GraphPath.Split(resource), QueryOptions.Parse(http.QueryString.Value ?? ""))
        {
            RawPath = resource,
            Root = $"https://{http.Host}/{Version}",
            ClientId = caller.ClientId,
            Roles = caller.Roles,
            Id = id,
            Eventual = Mentions(http, "ConsistencyLevel", "eventual"),
            Minimal = Mentions(http, "Prefer", "return=minimal"),
            MaxPageSize = MaxPageSize.Read(http.Headers["Prefer"].ToString()),
            Body =
                HttpMethods.IsPost(http.Method) || HttpMethods.IsPatch(http.Method) || HttpMethods.IsPut(http.Method)
                    ? await RequestBody.ReadAsync(http, cancellationToken)
                    : null,
        };
    }

    /// <summary>The one document that needs no token.</summary>
    private static bool IsServiceDocument(HttpRequest http, string rawPath) =>
        HttpMethods.IsGet(http.Method) && rawPath.Trim('/').Equals(Version, StringComparison.OrdinalIgnoreCase);

    private static bool Mentions(HttpRequest http, string header, string value) =>
        http.Headers[header].ToString().Contains(value, StringComparison.OrdinalIgnoreCase);

    private static string Challenge(HttpContext context) =>
        $"Bearer realm=\"\", authorization_uri=\"https://{context.Request.Host}/common/oauth2/authorize\", "
        + $"client_id=\"{GraphResources.ApplicationId}\"";
}
