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
