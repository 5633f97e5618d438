using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Muster.Server.Tests.Api;

/// <summary>Whatever is sent, the answer is never a fault of Muster's own.</summary>
public sealed class HostileRequestTests
{
    private const int PerOperation = 4;
    private const int OperationsForAToken = 20;
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    private static readonly string[] Texts =
    [
        "",
        " ",
        "0",
        "-1",
        "99999999999999999999",
        "NaN",
        "null",
        "true",
        "a,b;c",
        "'; DROP TABLE users; --",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "%00",
        "\u0000\u0007\u001b[31m",
        "\u202Egnp.exe",
        "\ud83d\ude80 Ünïcode \u0301\u200B",
        "=cmd|' /C calc'!A0",
        "run:0",
        "revision:-5",
        "run:999999999999",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z",
        "00000000-0000-0000-0000-000000000000",
        "#17",
        "ada@contoso.com",
        "corp",
        new string('x', 5_000),
    ];

    [Fact]
    public async Task No_query_path_or_body_at_any_address_makes_the_server_fail()
    {
        await using var rig = new ApiRig();
        await rig.InitializeAsync();
        using var owner = rig.As("Owner");
        var paths = JsonNode.Parse(await owner.GetStringAsync("/api/v1/openapi.json", Tests.Token))!["paths"]!.AsObject();
        var seed = Environment.GetEnvironmentVariable("MUSTER_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : 20261129;
        var random = new Random(seed);
        var failed = new List<string>();
        var started = TimeProvider.System.GetTimestamp();
        var (asked, http) = (0, (HttpClient?)null);
        foreach (var (path, operations) in paths)
        foreach (var (method, operation) in operations!.AsObject())
        {
            if (asked++ % OperationsForAToken == 0)
            {
                http?.Dispose();
                http = rig.As("anonymous");
                http.DefaultRequestHeaders.Authorization = new("Bearer", await rig.TokenAsync("owner@example.com", Access.Role.Owner));
            }
            for (var time = 0; time < PerOperation && TimeProvider.System.GetElapsedTime(started) < Most; time++)
            {
                var address = Address(path, operation!, random);
                var body = method == "get" ? null : Body(operation!, random);
                var answer = await AnswerAsync(http!, method, address, body);
                if (answer is not null)
                    failed.Add($"seed {seed}: {method} {Short(address)} {Short(body)}: {answer}");
            }
        }
        http?.Dispose();
        Assert.True(asked > 100);
        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    private static async Task<string?> AnswerAsync(HttpClient http, string method, string address, string? body)
    {
        (string, string)[] headers = [ApiHttp.Key(), ("If-Match", "\"x\"")];
        using var answer = await http.SendAsync(method.ToUpperInvariant(), address, body, method == "get" ? [] : headers);
        if ((int)answer.StatusCode >= 500)
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Tests.Token)}";
        // Kestrel itself refuses what is no address, before anything of ours sees it.
        return
            answer.StatusCode < HttpStatusCode.BadRequest
            || answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            || answer.Content.Headers.ContentLength == 0
            ? null
            : $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType}";
    }

    private static string Address(string path, JsonNode operation, Random random)
    {
        var query = new List<string>();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var name = parameter!["name"]!.GetValue<string>();
            switch (parameter["in"]!.GetValue<string>())
            {
                case "path":
                    path = path.Replace($"{{{name}}}", Known(name, random), StringComparison.Ordinal);
                    break;
                case "query" when random.Next(3) > 0 || parameter["required"]?.GetValue<bool>() == true:
                    query.Add($"{name}={Uri.EscapeDataString(random.Next(3) == 0 ? $"{parameter["example"]}" : Text(random))}");
                    break;
            }
        }
        if (random.Next(10) == 0)
            query.Add(Uri.EscapeDataString(Text(random)) + "=1");
        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    private static string Known(string name, Random random) =>
        (name, random.Next(3)) switch
        {
            ("name", > 0) => "corp",
            ("key" or "id" or "number", > 0) => "1",
            _ => Uri.EscapeDataString(Text(random) is { Length: > 0 and < 200 } text && text is not ("../../etc/passwd") ? text : "1"),
        };

    private static string Body(JsonNode operation, Random random)
    {
        var examples = operation["requestBody"]?["content"]?.AsObject().First().Value?["examples"]?.AsObject();
        if (examples is not { Count: > 0 } || random.Next(8) == 0)
            return random.Next(4) switch
            {
                0 => "[]",
                1 => "{",
                2 => $"\"{JsonEncodedText.Encode(Text(random))}\"",
                _ => "{}",
            };
        var body = examples.ElementAt(random.Next(examples.Count)).Value!["value"]!.DeepClone();
        if (body is JsonObject { Count: > 0 } fields && random.Next(5) > 0)
            fields[fields.ElementAt(random.Next(fields.Count)).Key] = Value(random);
        return body.ToJsonString();
    }

    private static JsonNode? Value(Random random) =>
        random.Next(7) switch
        {
            0 => null,
            1 => random.NextInt64(long.MinValue, long.MaxValue),
            2 => new JsonArray(Text(random), Text(random)),
            3 => new JsonObject { [Text(random)] = Text(random) },
            4 => -1,
            _ => Text(random),
        };

    private static string Text(Random random) => Texts[random.Next(Texts.Length)];

    private static string Short(string? text) => text is { Length: > 300 } ? text[..300] + "…" : text ?? "";
}
