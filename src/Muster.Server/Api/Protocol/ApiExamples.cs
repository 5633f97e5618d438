using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Muster.Server.Api.Protocol;

/// <summary>Adds examples to the description of the API: what is sent, what is answered, what is refused.</summary>
internal static class ApiExamples
{
    private const int Deepest = 6;
    private const string Csv = "userPrincipalName,displayName,mail\nkiosk@example.com,Kiosk,kiosk@example.com\n";

    private static readonly Dictionary<string, JsonNode> Parameters = new(StringComparer.Ordinal)
    {
        ["search"] = "lee",
        ["at"] = "2026-01-31T18:00:00Z",
        ["from"] = "2026-01-01T00:00:00Z",
        ["to"] = "2026-01-31T00:00:00Z",
        ["cursor"] = "CfDJ8K…",
        ["limit"] = 100,
        ["total"] = true,
        ["fields"] = "name",
        ["mine"] = true,
        ["about"] = "IT Support",
        ["user"] = "ada@contoso.com",
        ["group"] = 12,
        ["key"] = 12,
        ["below"] = 12,
        ["id"] = 41,
        ["number"] = 7,
        ["name"] = "contoso",
        ["connection"] = "contoso",
        ["code"] = "unmatchedUser",
        ["endingBefore"] = "2026-03-01T00:00:00Z",
        ["since"] = "2026-01-01T00:00:00Z",
        ["minMembers"] = 1,
        ["like"] = "ORG-*",
        ["within"] = 30,
        ["days"] = 14,
        ["actor"] = "ada",
        ["department"] = "IT",
        ["with"] = 42,
        ["action"] = "run.*",
        ["subject"] = "IT Support",
        ["setting"] = "guards.runStated.percent",
        ["field"] = "import",
        ["session"] = "0f8fad5b-d9cb-469f-a165-70867728950e",
        ["If-Match"] = "\"9f86d081884c7d659a2feaa0\"",
        [Idempotency.Header] = "5f0c1c3e-9b1d-4b5e-8f5e-0a9a8a1c7b11",
        ["Last-Event-ID"] = "17",
    };

    private static readonly Dictionary<string, JsonNode> Texts = new(StringComparer.Ordinal)
    {
        ["id"] = "6e7b768e-07e2-4810-8459-485f84f8f204",
        ["name"] = "IT Support",
        ["groupName"] = "IT Support",
        ["userPrincipalName"] = "ada@contoso.com",
        ["mail"] = "ada@contoso.com",
        ["displayName"] = "Ada Lovelace",
        ["userName"] = "ada@contoso.com",
        ["user"] = "6e7b768e-07e2-4810-8459-485f84f8f204",
        ["handle"] = "6e7b768e-07e2-4810-8459-485f84f8f204",
        ["department"] = "IT",
        ["connection"] = "contoso",
        ["actor"] = "Ada Lovelace",
        ["verb"] = "sync",
        ["what"] = "Sync of contoso",
        ["sentence"] = "Reading the directory: 240 users, 60 groups, 1,204 memberships.",
        ["hash"] = "4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a",
        ["result"] = "/api/v1/runs/41",
        ["next"] = "CfDJ8K…",
        ["purpose"] = "First level",
        ["reason"] = "Change 4711",
        ["importRule"] = "everyone the directory has",
        ["tenantId"] = "contoso.com",
        ["clientId"] = "3a5e0c5e-8f4e-4c6e-9d51-6f1f0f6f91c0",
        ["timeZone"] = "Europe/Vienna",
        ["cron"] = "30 6 * * mon-fri",
        ["graphUrl"] = "https://graph.microsoft.com/v1.0",
        ["authority"] = "https://login.microsoftonline.com/",
        ["version"] = "1.0.0",
        ["path"] = "guards.runStated.percent",
        ["detail"] = "4 of 1,204 memberships would be removed (0.3 %); the limit is 5 %.",
        ["code"] = "unmatchedUser",
        ["secret"] = "muster_…",
        ["prefix"] = "muster_4fZx",
        ["address"] = "192.0.2.7",
        ["objectId"] = "6e7b768e-07e2-4810-8459-485f84f8f204",
    };

    /// <summary>Adds them.</summary>
    public static void Add(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
                parameter.Example = Of(parameter);
            foreach (var (media, content) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
                content.Examples = Sent(operation, media);
            foreach (var answer in operation.Responses!.Values.OfType<OpenApiResponse>())
            foreach (var (media, content) in answer.Content ?? new Dictionary<string, OpenApiMediaType>())
                content.Examples = Answered(media, content, document);
        }
        foreach (var (name, refusal) in document.Components!.Responses ?? new Dictionary<string, IOpenApiResponse>())
            refusal.Content![ApiAnswers.ProblemType].Examples = new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal)
            {
                ["problem"] = new OpenApiExample { Value = Problem(name["Problem".Length..]) },
            };
    }

    private static JsonNode? Of(OpenApiParameter parameter)
    {
        var schema = parameter.Schema;
        var words = (schema?.Items ?? schema)?.Enum;
        var value = words is { Count: > 0 } ? words[0].DeepClone() : Parameters.GetValueOrDefault(parameter.Name!)?.DeepClone();
        if (schema?.Format == "uuid")
            value = JsonValue.Create("0f8fad5b-d9cb-469f-a165-70867728950e");
        if (schema?.Type?.HasFlag(JsonSchemaType.Boolean) == true)
            value = JsonValue.Create(true);
        if (schema?.Type?.HasFlag(JsonSchemaType.Integer) == true && value?.GetValueKind() != System.Text.Json.JsonValueKind.Number)
            value = JsonValue.Create(3);
        return schema?.Type?.HasFlag(JsonSchemaType.Array) == true ? new JsonArray(value) : value;
    }

    private static Dictionary<string, IOpenApiExample> Sent(OpenApiOperation operation, string media) =>
        media == "text/csv"
            ? new(StringComparer.Ordinal)
            {
                ["people"] = new OpenApiExample { Value = Csv },
                ["onlyNames"] = new OpenApiExample { Value = "userPrincipalName\nkiosk@example.com\n" },
            }
            : ApiRequestExamples
                .Bodies.GetValueOrDefault(operation.OperationId!, [])
                .ToDictionary(
                    example => example.Name,
                    IOpenApiExample (example) => new OpenApiExample { Value = JsonNode.Parse(example.Body) },
                    StringComparer.Ordinal
                );

    private static Dictionary<string, IOpenApiExample>? Answered(string media, OpenApiMediaType content, OpenApiDocument document)
    {
        if (media == "text/event-stream")
            return new(StringComparer.Ordinal)
            {
                ["progress"] = new OpenApiExample { Value = "id: 17\nevent: progress\ndata: {\"number\":7,\"phase\":\"read\",…}\n\n" },
            };
        if (content.Schema is not OpenApiSchemaReference reference)
            return null;
        return new(StringComparer.Ordinal) { ["answer"] = new OpenApiExample { Value = Made("", reference, document, 0) } };
    }

    private static JsonObject Problem(string status)
    {
        var (code, detail) = status switch
        {
            "401" => ("unauthenticated", "Send a token that is in force: Authorization: Bearer muster_…"),
            "403" => ("forbidden", "This needs Operator; you are Auditor."),
            "404" => ("notFound", "There is no group 999999."),
            "409" => ("busy", "Somebody else is at work. Try again in a moment; nothing was changed."),
            "412" => ("overtaken", "It was changed since you read it. Nothing of yours was saved; read it again and decide anew."),
            "413" => ("tooLarge", "The body is larger than 8 MB."),
            "415" => ("unsupportedMediaType", "Send the body as application/json."),
            "422" => ("keyReused", "This key was used for another request. Use a new key for something new."),
            "428" => ("versionNeeded", "Say which version you have seen: If-Match with the ETag that reading it gave you."),
            "429" => ("tooManyRequests", "More than 1200 such requests in a minute. Wait as long as Retry-After says."),
            "500" => ("unexpected", "Something went wrong that should not. The log of the server has the details under this traceId."),
            "502" => ("directoryUnreachable", "The directory cannot be reached. Nothing was changed."),
            "503" => ("storage", "The database cannot be used now; nothing was changed."),
            _ => ("invalidRequest", "There is no parameter 'serach' here. There are: at, cursor, limit, search, state, total."),
        };
        var title = ReasonPhrases.GetReasonPhrase(int.Parse(status, CultureInfo.InvariantCulture));
        return new JsonObject
        {
            ["type"] = $"https://muster.invalid/problems/{code}",
            ["title"] = title,
            ["status"] = int.Parse(status, CultureInfo.InvariantCulture),
            ["code"] = code,
            ["detail"] = detail,
            ["instance"] = "/api/v1/users",
            ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
            ["errors"] =
                status == "400"
                    ? new JsonArray(
                        new JsonObject
                        {
                            ["pointer"] = "?serach",
                            ["code"] = "unknownParameter",
                            ["message"] = detail,
                        }
                    )
                    : [],
        };
    }

    /// <summary>A value that fits a schema.</summary>
    private static JsonNode? Made(string name, IOpenApiSchema schema, OpenApiDocument document, int depth)
    {
        if (schema is OpenApiSchemaReference reference)
            return Made(name, document.Components!.Schemas![reference.Reference.Id!], document, depth);
        if (schema.OneOf is { Count: > 0 } choice)
            return depth >= Deepest ? null : Made(name, choice[0], document, depth);
        if (schema.Enum is { Count: > 0 } words)
            return words[0].DeepClone();
        var type = schema.Type ?? JsonSchemaType.Object;
        if (type.HasFlag(JsonSchemaType.Array))
            return depth >= Deepest ? [] : new JsonArray(Made(name, schema.Items!, document, depth + 1));
        if (type.HasFlag(JsonSchemaType.Boolean))
            return JsonValue.Create(false);
        if (type.HasFlag(JsonSchemaType.Integer))
            return JsonValue.Create(name is "id" or "run" ? 41 : 3);
        if (type.HasFlag(JsonSchemaType.Number))
            return JsonValue.Create(0.4);
        if (type.HasFlag(JsonSchemaType.String))
            return schema.Format switch
            {
                "date-time" => "2026-01-31T18:00:00.000Z",
                "date" => "2026-01-31",
                "uuid" => "0f8fad5b-d9cb-469f-a165-70867728950e",
                "uri" => "https://graph.microsoft.com/v1.0",
                _ => Texts.GetValueOrDefault(name)?.DeepClone() ?? JsonValue.Create("…"),
            };
        var made = new JsonObject();
        foreach (var (property, of) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            made[property] = Made(property, of, document, depth + 1);
        if (schema.Properties is not { Count: > 0 } && schema.AdditionalProperties is { } values)
            made["purpose"] = Made("purpose", values, document, depth + 1);
        return made;
    }
}
