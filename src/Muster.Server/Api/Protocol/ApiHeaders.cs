using Microsoft.OpenApi;

namespace Muster.Server.Api.Protocol;

/// <summary>Describes the headers of answers.</summary>
internal static class ApiHeaders
{
    /// <summary>Says of something that was removed what could not be ended at the directory.</summary>
    public const string NotEnded = "Muster-Not-Ended";

    /// <summary>Adds them.</summary>
    public static void Add(OpenApiDocument document)
    {
        foreach (var (name, answer) in document.Components?.Responses ?? new Dictionary<string, IOpenApiResponse>())
            if (name.EndsWith("429", StringComparison.Ordinal) && answer is OpenApiResponse refusal)
                Add(refusal, "Retry-After", "Seconds to wait.", JsonSchemaType.Integer);
        foreach (var path in document.Paths.Values)
        {
            foreach (var watched in path.Operations!.Values.Where(operation => operation.OperationId == "watchWork"))
                watched.Parameters!.Add(
                    new OpenApiParameter
                    {
                        Name = "Last-Event-ID",
                        In = ParameterLocation.Header,
                        Description = "The id of the last event that was heard: only what has changed since is sent.",
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    }
                );
            foreach (var removal in path.Operations!.Values.Where(operation => operation.OperationId == "removeConnection"))
                Add(
                    (OpenApiResponse)removal.Responses!["204"],
                    NotEnded,
                    "What could not be ended at the directory, such as a subscription, and why; it ends by itself within four weeks. Percent-encoded UTF-8, once for each; absent when nothing is left there."
                );
            var versioned = path.Operations!.Values.Any(operation => Takes(operation, "If-Match"));
            foreach (var (method, operation) in path.Operations!)
            foreach (var (status, answer) in operation.Responses!)
                if (answer is OpenApiResponse response)
                    Add(
                        response,
                        status,
                        versioned && (method == HttpMethod.Get || Takes(operation, "If-Match")),
                        Takes(operation, Idempotency.Header)
                    );
        }
    }

    private static void Add(OpenApiResponse response, string status, bool isVersioned, bool isRepeatable)
    {
        if (status is "200" && isVersioned)
            Add(response, "ETag", "The version that was read or made; send it back as If-Match.");
        if (status is "201" or "202")
            Add(response, "Location", status == "201" ? "Address of what was made." : "Address of the work.");
        if (isRepeatable && status[0] == '2')
            Add(response, "Idempotency-Replayed", "`true` when this is the answer of an earlier request with the same key.");
    }

    private static bool Takes(OpenApiOperation operation, string header) =>
        operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Header && parameter.Name == header) == true;

    private static void Add(OpenApiResponse response, string name, string description, JsonSchemaType type = JsonSchemaType.String)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        response.Headers[name] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = type },
        };
    }
}
