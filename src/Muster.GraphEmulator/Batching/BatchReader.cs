using System.Text.Json;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Batching;

/// <param name="Id">Name of the step within the batch.</param>
/// <param name="DependsOn">Steps before it that have to succeed.</param>
/// <param name="RequestId">Ids of its answer.</param>
/// <param name="Request">What to answer, unless there is a problem.</param>
/// <param name="Problem">Why the step cannot be carried out at all.</param>
internal sealed record BatchStep(
    string Id,
    IReadOnlyList<string> DependsOn,
    GraphRequestId RequestId,
    GraphRequest? Request,
    GraphError? Problem
);

/// <summary>Checks a batch and cuts it into its steps.</summary>
internal static class BatchReader
{
    private const int MostSteps = 20;

    /// <exception cref="GraphErrorException">The batch is malformed as a whole.</exception>
    public static IReadOnlyList<BatchStep> Read(GraphRequest batch)
    {
        if (
            batch.Body is not { ValueKind: JsonValueKind.Object } body
            || !body.TryGetProperty("requests", out var requests)
            || requests.ValueKind != JsonValueKind.Array
            || requests.GetArrayLength() == 0
        )
            throw Malformed("Invalid batch payload format.");
        if (requests.GetArrayLength() > MostSteps)
            throw new GraphErrorException(
                new(400, "MaximumValueExceeded", $"Number of batch request steps exceeds the maximum value of {MostSteps}.")
            );
        var steps = new List<BatchStep>();
        foreach (var item in requests.EnumerateArray())
            steps.Add(ReadStep(batch, item, steps));
        return steps;
    }

    private static BatchStep ReadStep(GraphRequest batch, JsonElement item, List<BatchStep> before)
    {
        if (Text(item, "id") is not { Length: > 0 } id)
            throw Malformed("Invalid batch payload format: every request needs an 'id'.");
        if (before.Exists(step => step.Id.Equals(id, StringComparison.OrdinalIgnoreCase)))
            throw Malformed($"Request Id {id} has to be unique in a batch.");
        if (Text(item, "method") is not { } method || Text(item, "url") is not { } url)
            throw Malformed($"Invalid batch payload format: request '{id}' needs 'method' and 'url'.");
        var dependsOn = DependsOn(item, id, before);
        var requestId = GraphRequestId.New(Header(item, "client-request-id"));
        if (HasBody(item) && Header(item, "Content-Type") is null)
            throw Malformed($"Write request id : {id} does not contain Content-Type header or body.");
        try
        {
            return new(id, dependsOn, requestId, ReadRequest(batch, item, method, url, requestId), null);
        }
        catch (GraphErrorException problem)
        {
            return new(id, dependsOn, requestId, null, problem.Error);
        }
    }

    private static GraphRequest ReadRequest(GraphRequest batch, JsonElement item, string method, string url, GraphRequestId id)
    {
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var path = "/" + (question < 0 ? url : url[..question]).TrimStart('/');
        if (path.Equals("/$batch", StringComparison.OrdinalIgnoreCase))
            throw new GraphErrorException(GraphError.BadRequest("A batch cannot hold a batch."));
        return new(method.ToUpperInvariant(), GraphPath.Split(path), QueryOptions.Parse(question < 0 ? "" : url[question..]))
        {
            RawPath = path,
            Root = batch.Root,
            ClientId = batch.ClientId,
            Roles = batch.Roles,
            Id = id,
            Eventual = string.Equals(Header(item, "ConsistencyLevel"), "eventual", StringComparison.OrdinalIgnoreCase),
            Minimal = Header(item, "Prefer")?.Contains("return=minimal", StringComparison.OrdinalIgnoreCase) == true,
            MaxPageSize = MaxPageSize.Read(Header(item, "Prefer")),
            Body = item.TryGetProperty("body", out var body) ? body : null,
        };
    }

    /// <summary>A body of null is how many serialisers write none.</summary>
    private static bool HasBody(JsonElement item) => item.TryGetProperty("body", out var body) && body.ValueKind != JsonValueKind.Null;

    private static string[] DependsOn(JsonElement item, string id, List<BatchStep> before)
    {
        if (!item.TryGetProperty("dependsOn", out var list) || list.ValueKind != JsonValueKind.Array)
            return [];
        var names = list.EnumerateArray().Select(name => name.ToString()).ToArray();
        var unknown = names.FirstOrDefault(name => !before.Exists(step => step.Id.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return unknown is null ? names : throw Malformed($"Request '{id}' depends on '{unknown}', which is not before it in the batch.");
    }

    private static string? Header(JsonElement item, string name)
    {
        if (!item.TryGetProperty("headers", out var headers) || headers.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var header in headers.EnumerateObject())
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value.ToString();
        }
        return null;
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static GraphErrorException Malformed(string message) => new(GraphError.BadRequest(message));
}
