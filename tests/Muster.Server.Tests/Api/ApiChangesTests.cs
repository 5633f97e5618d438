using System.Text.Json;
using System.Text.Json.Nodes;

namespace Muster.Server.Tests.Api;

/// <summary>Clients of the last release go on to work. <c>MUSTER_RELEASE_OPENAPI=1</c> keeps the description as it is now: part of making a release, and of nothing else.</summary>
[Collection(ApiRig.Name)]
public sealed class ApiChangesTests(ApiRig rig)
{
    private const string Small = """
        {
          "paths": {
            "/things": {
              "get": {
                "operationId": "listThings",
                "parameters": [
                  { "name": "state", "in": "query", "schema": { "$ref": "#/components/schemas/State" } },
                  { "name": "limit", "in": "query", "schema": { "type": ["null", "integer"], "format": "int32" } }
                ],
                "responses": {
                  "200": {
                    "headers": { "ETag": { "schema": { "type": "string" } } },
                    "content": {
                      "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } },
                      "text/csv": { "schema": { "type": "string", "format": "binary" } }
                    }
                  },
                  "404": { "$ref": "#/components/responses/Problem404" }
                }
              },
              "post": {
                "operationId": "addThing",
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/NewThing" } } } },
                "responses": { "201": {} }
              }
            },
            "/things/{id}": { "get": { "operationId": "getThing", "responses": { "200": {} } } }
          },
          "components": {
            "responses": { "Problem404": { "content": { "application/problem+json": { "schema": { "type": "object" } } } } },
            "schemas": {
              "State": { "enum": ["on", "off"], "type": "string" },
              "Part": { "required": ["name"], "type": "object", "properties": { "name": { "type": "string" } } },
              "Thing": {
                "required": ["id", "state"],
                "type": "object",
                "properties": {
                  "id": { "type": "integer", "format": "int32" },
                  "state": { "$ref": "#/components/schemas/State" },
                  "part": { "oneOf": [{ "$ref": "#/components/schemas/Part" }, { "type": "null" }] },
                  "whole": { "$ref": "#/components/schemas/Part" },
                  "below": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } },
                  "counts": { "type": "object", "additionalProperties": { "type": "integer" } }
                }
              },
              "NewThing": {
                "required": ["name"],
                "type": "object",
                "properties": { "name": { "type": ["null", "string"] }, "size": { "type": "integer" }, "state": { "$ref": "#/components/schemas/State" } }
              }
            }
          }
        }
        """;

    /// <summary>Changes of a small description: what is replaced by what, and what it breaks; nothing for what does not.</summary>
    public static TheoryData<string, string, string?> Changes =>
        new()
        {
            { "\"/things/{id}\"", "\"/things/{key}\"", "/things/{id} is gone" },
            { "\"post\":", "\"put\":", "POST /things is gone" },
            { "\"listThings\"", "\"things\"", "GET /things is called things, no longer listThings" },
            { "\"name\": \"limit\"", "\"name\": \"most\"", "GET /things takes query limit no more" },
            {
                "\"in\": \"query\", \"schema\": { \"type\"",
                "\"in\": \"query\", \"required\": true, \"schema\": { \"type\"",
                "GET /things needs query limit now"
            },
            {
                "\"parameters\": [",
                "\"parameters\": [{ \"name\": \"of\", \"in\": \"query\", \"required\": true },",
                "GET /things needs query of now"
            },
            { "\"parameters\": [", "\"parameters\": [{ \"name\": \"of\", \"in\": \"query\" },", null },
            {
                "[\"null\", \"integer\"], \"format\": \"int32\"",
                "[\"null\", \"string\"], \"format\": \"int32\"",
                "GET /things query limit takes integer no more"
            },
            { "\"enum\": [\"on\", \"off\"]", "\"enum\": [\"on\"]", "GET /things query state takes off no more" },
            { "\"enum\": [\"on\", \"off\"]", "\"enum\": [\"on\", \"off\", \"broken\"]", null },
            { "\"404\": { \"$ref\": \"#/components/responses/Problem404\" }", "\"409\": {}", "GET /things answers 404 no more" },
            { "\"ETag\"", "\"Etag\"", "GET /things 200 has the header ETag no more" },
            { "\"text/csv\"", "\"text/plain\"", "GET /things 200 is text/csv no more" },
            { "\"format\": \"binary\"", "\"format\": \"byte\"", "GET /things 200 is byte, no longer binary" },
            { "\"application/problem+json\"", "\"application/json\"", "GET /things 404 is application/problem+json no more" },
            { "\"id\": { \"type\": \"integer\", \"format\": \"int32\" },", "", "GET /things 200[].id is gone" },
            {
                "\"id\": { \"type\": \"integer\", \"format\": \"int32\" }",
                "\"id\": { \"type\": \"integer\", \"format\": \"int64\" }",
                "GET /things 200[].id is int64, no longer int32"
            },
            { "\"id\": { \"type\": \"integer\"", "\"id\": { \"type\": \"string\"", "GET /things 200[].id may be string now" },
            { "\"id\": { \"type\": \"integer\"", "\"id\": { \"type\": [\"null\", \"integer\"]", "GET /things 200[].id may be null now" },
            { "\"id\": {", "\"age\": { \"type\": \"string\" }, \"id\": {", null },
            { "[\"id\", \"state\"]", "[\"id\"]", "GET /things 200[].state may be missing now" },
            { "[\"id\", \"state\"]", "[\"id\", \"state\", \"below\"]", null },
            {
                "\"whole\": { \"$ref\": \"#/components/schemas/Part\" }",
                "\"whole\": { \"oneOf\": [{ \"$ref\": \"#/components/schemas/Part\" }, { \"type\": \"null\" }] }",
                "GET /things 200[].whole may be null now"
            },
            {
                "\"part\": { \"oneOf\": [{ \"$ref\": \"#/components/schemas/Part\" }, { \"type\": \"null\" }] }",
                "\"part\": { \"$ref\": \"#/components/schemas/Part\" }",
                null
            },
            { "\"properties\": { \"name\": { \"type\": \"string\" } }", "\"properties\": {}", "GET /things 200[].part.name is gone" },
            {
                "\"additionalProperties\": { \"type\": \"integer\" }",
                "\"additionalProperties\": { \"type\": \"string\" }",
                "GET /things 200[].counts{} may be string now"
            },
            {
                "\"required\": [\"name\"],\n        \"type\": \"object\",\n        \"properties\": { \"name\": { \"type\": [",
                "\"required\": [\"name\", \"size\"],\n        \"type\": \"object\",\n        \"properties\": { \"name\": { \"type\": [",
                "POST /things body.size is needed now"
            },
            { "\"size\": { \"type\": \"integer\" },", "", "POST /things body.size is gone" },
            { "\"size\": {", "\"colour\": { \"type\": \"string\" }, \"size\": {", null },
            {
                "\"name\": { \"type\": [\"null\", \"string\"] }",
                "\"name\": { \"type\": \"string\" }",
                "POST /things body.name takes null no more"
            },
            {
                "\"size\": { \"type\": \"integer\" }",
                "\"size\": { \"enum\": [1, 2], \"type\": \"integer\" }",
                "POST /things body.size takes other words no more"
            },
            { "\"requestBody\": {", "\"requestBody\": { \"required\": true,", "POST /things needs a body now" },
            { "\"requestBody\":", "\"x-body\":", "POST /things takes a body no more" },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_that_breaks_clients_is_found_and_no_other(string what, string by, string? broken)
    {
        var text = Small.ReplaceLineEndings("\n");
        Assert.Contains(what, text, StringComparison.Ordinal);
        var changed =
            text[..text.IndexOf(what, StringComparison.Ordinal)]
            + by
            + text[(text.IndexOf(what, StringComparison.Ordinal) + what.Length)..];
        Assert.Equal(broken is null ? [] : [broken], ApiChanges.Breaking(Parsed(text), Parsed(changed)));
    }

    [Fact]
    public async Task Nothing_that_a_client_of_the_last_release_does_is_broken()
    {
        using var http = rig.As("Auditor");
        var current = Parsed(await http.GetStringAsync("/api/v1/openapi.json", Tests.Token));
        var file = Path.Combine(Tests.Root, "docs", "schema", "openapi-released.json");
        if (Environment.GetEnvironmentVariable("MUSTER_RELEASE_OPENAPI") == "1")
            await File.WriteAllTextAsync(file, Bare(current)!.ToJsonString(Indented) + "\n", Tests.Token);
        var released = Parsed(await File.ReadAllTextAsync(file, Tests.Token));
        Assert.InRange(released["paths"]!.AsObject().Count, 80, int.MaxValue);
        Assert.Empty(ApiChanges.Breaking(released, current));
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private static JsonObject Parsed(string text) => JsonNode.Parse(text)!.AsObject();

    /// <summary>A description without its words and examples, which no client depends on.</summary>
    private static JsonNode? Bare(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .Where(member => member.Value is not JsonValue || member.Key is not ("description" or "summary"))
                    .Where(member => member.Key is not ("example" or "examples"))
                    .Select(member => KeyValuePair.Create(member.Key, Bare(member.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Bare)]),
            _ => node?.DeepClone(),
        };
}
