using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Muster.Cli.Tests.Verbs;

/// <summary>The published schema of what verbs print with <c>--json</c>.</summary>
internal sealed class OutputSchema
{
    private const string Folder = "docs/schema";
    private readonly Dictionary<string, JsonSchema> _shapes = new(StringComparer.Ordinal);

    private OutputSchema(JsonObject root) => Root = root;

    /// <summary>The document itself.</summary>
    public JsonObject Root { get; }

    /// <summary>What each verb prints: an object with <c>lines</c>, <c>document</c> or <c>none</c>.</summary>
    public JsonObject Verbs => Root["x-verbs"]!.AsObject();

    public static OutputSchema Load() => new(JsonNode.Parse(Text("muster-output.schema.json"))!.AsObject());

    /// <summary>What is wrong with what a verb printed; null when it is as published.</summary>
    public string? Fault(string verb, IReadOnlyList<JsonElement> printed)
    {
        if (Verbs[verb] is not JsonObject said)
            return $"'{verb}' is not in the schema.";
        if (said["document"] is not null && printed.Count != 1)
            return $"'{verb}' should print one document and printed {printed.Count}.";
        if ((said["document"] ?? said["lines"]) is not JsonArray shapes)
            return $"'{verb}' should print nothing, and printed {printed.Count} lines.";
        return printed.Select(line => Fault(shapes, line)).FirstOrDefault(fault => fault is not null);
    }

    private string? Fault(JsonArray shapes, JsonElement line)
    {
        var faults = shapes.Select(shape => (Shape: shape!.GetValue<string>(), Fault: Fault(shape!.GetValue<string>(), line))).ToList();
        return faults.Any(fault => fault.Fault is null) ? null : $"{string.Join(" / ", faults)}: {line}";
    }

    private string? Fault(string shape, JsonElement line)
    {
        if (!_shapes.TryGetValue(shape, out var schema))
            _shapes[shape] = schema = shape.EndsWith(".json", StringComparison.Ordinal)
                ? JsonSchema.FromText(Text(shape))
                : JsonSchema.FromText(
                    new JsonObject { ["$ref"] = $"#/$defs/{shape}", ["$defs"] = Root["$defs"]!.DeepClone() }.ToJsonString()
                );
        var result = schema.Evaluate(line, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        return result.IsValid
            ? null
            : string.Join(
                ' ',
                (result.Details ?? [])
                    .Where(detail => detail.Errors is not null)
                    .Select(detail => $"{detail.InstanceLocation} {string.Join(", ", detail.Errors!.Values)}")
            );
    }

    private static string Text(string name) => File.ReadAllText(Repository.In([.. Folder.Split('/'), name]));
}
