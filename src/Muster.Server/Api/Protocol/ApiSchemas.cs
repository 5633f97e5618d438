using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Muster.Server.Api.Protocol;

/// <summary>Says in the description of the API what JSON really looks like, in the ways that generators of clients understand.</summary>
internal static class ApiSchemas
{
    private static readonly HashSet<string> Files = new(
        ["text/csv", "application/jsonl", "application/x-ndjson", "application/yaml", ListExports.Xlsx],
        StringComparer.Ordinal
    );

    /// <summary>A file, byte for byte.</summary>
    public static OpenApiSchema Binary() => new() { Type = JsonSchemaType.String, Format = "binary" };

    /// <summary>Describes types that write themselves.</summary>
    public static void Complete(OpenApiSchema schema, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type);
        var nothing = plain is null ? default : JsonSchemaType.Null;
        if ((plain ?? type) == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String | nothing, "date-time");
        if (type == typeof(JsonElement))
            (schema.Type, schema.AdditionalPropertiesAllowed, schema.AdditionalProperties) = (
                JsonSchemaType.Object,
                true,
                new OpenApiSchema()
            );
        if (type == typeof(JsonElement))
            schema.Description ??= "An object whose members the operation describes.";
    }

    /// <summary>Names the words that a parameter takes.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="word">Says which words.</param>
    /// <param name="described">What is said of them where they are answered.</param>
    /// <param name="document">The description.</param>
    public static void Limit(IOpenApiParameter parameter, WordAttribute word, OpenApiSchema described, OpenApiDocument document)
    {
        if (document.Components?.Schemas?.ContainsKey(word.Name) != true)
            document.AddComponent(
                word.Name,
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. word.Words.Select(one => (JsonNode)JsonValue.Create(one)!)],
                    Description = described.Description,
                }
            );
        if (parameter is not OpenApiParameter { Schema: OpenApiSchema schema } plain)
            return;
        var reference = new OpenApiSchemaReference(word.Name, document);
        if (schema.Items is null)
            plain.Schema = reference;
        else
            schema.Items = reference;
    }

    /// <summary>Mends what was made: enumerations are words and never null, what may be null is a reference or null, streams are streams.</summary>
    public static void Tidy(OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas!;
        foreach (var schema in schemas.Values.OfType<OpenApiSchema>())
        {
            if (schema.Enum is { Count: > 0 } words)
            {
                schema.Type = JsonSchemaType.String;
                schema.Enum =
                [
                    .. words.Where(word => word is not null && word.GetValueKind() == JsonValueKind.String && !word.IsJsonNullSentinel()),
                ];
            }
            foreach (var property in schema.Properties?.Values.OfType<OpenApiSchema>() ?? [])
                Untangle(property);
        }
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        foreach (var response in operation.Responses!.Values.OfType<OpenApiResponse>())
        foreach (var (media, content) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
            if (Files.Contains(media) || response.Content!.Keys.Any(Files.Contains))
                content.Schema = Binary();
            else if (media == "text/event-stream")
                content.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Format = "binary",
                    Description = "Events `progress` and `ended`; the data of each is a WorkItem as JSON, its id the version.",
                };
        schemas.Remove("Stream");
        schemas.Remove("SseItemOfWorkItem");
        schemas.Remove("ExportLine");
    }

    /// <summary>The description stands beside the choice, not within it.</summary>
    private static void Untangle(OpenApiSchema property)
    {
        if (property.OneOf?.OfType<OpenApiSchemaReference>().FirstOrDefault() is not { } reference || property.OneOf.Count != 2)
            return;
        property.Description ??= reference.Reference.Description;
        reference.Reference.Description = null;
        property.OneOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }];
    }
}
