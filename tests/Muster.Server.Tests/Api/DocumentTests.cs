using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Muster.Server.Tests.Api;

/// <summary>The description of the API.</summary>
[Collection(ApiRig.Name)]
public sealed class DocumentTests(ApiRig rig)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public async Task The_document_is_valid_and_has_every_endpoint_with_its_name_summary_and_errors()
    {
        var text = await TextAsync();
        var read = OpenApiDocument.Parse(text, "json");
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors);
        var listed = read.Document!.Paths.SelectMany(path =>
            path.Value.Operations!.Select(operation => (Name: $"{operation.Key} {path.Key}", operation.Value))
        );
        var expected = ExpectedRights
            .Table.Where(row =>
                row.Path.StartsWith("/api/v1/", StringComparison.Ordinal) && !row.Path.EndsWith(".json", StringComparison.Ordinal)
            )
            .Select(row => $"{row.Method} {row.Path.Replace(":int", "").Replace(":long", "").Replace(":guid", "")}");
        Assert.Equal(expected.Order(), listed.Select(operation => operation.Name).Order());
        Assert.All(
            listed,
            operation =>
            {
                Assert.False(string.IsNullOrEmpty(operation.Value.OperationId), operation.Name);
                Assert.False(string.IsNullOrEmpty(operation.Value.Summary), operation.Name);
                foreach (var status in new[] { "400", "401", "403", "429" })
                    Assert.True(operation.Value.Responses!.ContainsKey(status), $"{operation.Name} {status}");
            }
        );
        Assert.Equal(listed.Count(), listed.Select(operation => operation.Value.OperationId).Distinct().Count());
    }

    [Fact]
    public async Task Every_operation_has_two_examples_and_every_example_of_a_body_can_be_sent()
    {
        var paths = JsonNode.Parse(await TextAsync())!["paths"]!.AsObject();
        using var http = rig.As("Owner");
        foreach (var (path, operations) in paths)
        foreach (var (method, operation) in operations!.AsObject())
        {
            var name = operation!["operationId"]!.GetValue<string>();
            var sent = Examples(operation["requestBody"]).ToList();
            var answered = operation["responses"]!.AsObject().SelectMany(answer => Examples(answer.Value)).Count();
            var refused = operation["responses"]!.AsObject().Count(answer => answer.Value!["$ref"] is not null);
            Assert.True(sent.Count + answered + refused >= 2, name);
            Assert.True(operation["requestBody"] is null || sent.Count >= 2, $"{name} has {sent.Count} examples of what is sent.");
            Assert.All(
                operation["parameters"]?.AsArray() ?? [],
                parameter => Assert.False(parameter!["example"] is null || parameter["description"] is null, $"{name} {parameter["name"]}")
            );
            if (name == "importLocalUsers")
                continue;
            foreach (var body in sent)
            {
                var query = string.Concat(
                    (operation["parameters"]?.AsArray() ?? [])
                        .Where(parameter =>
                            parameter!["in"]!.GetValue<string>() == "query" && parameter["required"]?.GetValue<bool>() == true
                        )
                        .Select(parameter => $"&{parameter!["name"]}={parameter["example"]}")
                );
                // A parameter that there is not is looked at after the body was read, and before anything is done.
                using var answer = await http.SendAsync(
                    method.ToUpperInvariant(),
                    $"{path.Replace("{id}", method == "patch" || path.Contains("accounts", StringComparison.Ordinal) || path.Contains("tokens", StringComparison.Ordinal) ? $"{Guid.Empty}" : "1").Replace("{key}", "1")}?noSuchParameter=1{query}",
                    body
                );
                var problem = await answer.BodyAsync();
                // Only owners of groups may ask, which nobody here is.
                if (problem.GetProperty("code").GetString() != (name == "askForException" ? "forbidden" : "noSuchAddress"))
                    Assert.True(
                        problem.GetProperty("errors").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
                            && first.GetProperty("code").GetString() == "unknownParameter",
                        $"{name} {body}: {problem.GetRawText()}"
                    );
            }
        }
    }

    [Fact]
    public async Task Everything_that_is_sent_or_answered_is_described()
    {
        var schemas = JsonNode.Parse(await TextAsync())!["components"]!["schemas"]!.AsObject();
        Assert.InRange(schemas.Count, 100, int.MaxValue);
        Assert.Empty(schemas.Where(schema => schema.Value!["description"] is null).Select(schema => schema.Key));
        Assert.Empty(
            schemas.SelectMany(schema =>
                (schema.Value!["properties"] as JsonObject ?? [])
                    .Where(property => property.Value!["description"] is null)
                    .Select(property => $"{schema.Key}.{property.Key}")
            )
        );
    }

    private static IEnumerable<string> Examples(JsonNode? holder) =>
        holder?["content"] is not JsonObject content
            ? []
            : content
                .Select(media => media.Value!["examples"])
                .OfType<JsonObject>()
                .SelectMany(examples => examples.Select(example => example.Value!["value"]!.ToJsonString()));

    [Fact]
    public async Task The_committed_document_is_the_one_the_server_sends()
    {
        var file = Path.Combine(Tests.Root, "docs", "schema", "openapi.json");
        var text = JsonNode.Parse(await TextAsync())!.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("MUSTER_REWRITE_OPENAPI") == "1")
            await File.WriteAllTextAsync(file, text, Tests.Token);
        Assert.True(
            text == await File.ReadAllTextAsync(file, Tests.Token),
            "docs/schema/openapi.json is not current. Rewrite it: MUSTER_REWRITE_OPENAPI=1 and this test."
        );
    }

    [Fact]
    public async Task The_page_about_the_api_asks_nobody_else()
    {
        using var http = rig.As("Auditor");
        using var page = await http.SendAsync("GET", "/api/");
        Assert.True(page.IsSuccessStatusCode, $"{page.StatusCode}");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        var text = await page.Content.ReadAsStringAsync(Tests.Token);
        Assert.Contains("openapi.json", text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.True(nonce.Length > 20);
        Assert.All(
            text.Split("<script").Skip(1),
            script =>
                Assert.True(
                    script.StartsWith(" src=", StringComparison.Ordinal) || script.Contains($"nonce=\"{nonce}\"", StringComparison.Ordinal),
                    script
                )
        );
    }

    private async Task<string> TextAsync()
    {
        using var http = rig.As("Auditor");
        return await http.GetStringAsync("/api/v1/openapi.json", Tests.Token);
    }
}
