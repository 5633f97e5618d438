using System.Text.Json;

namespace Muster.Entra.Http;

/// <summary>The error body of Graph: its codes from the outside in, and its message. Empty where the body was something else.</summary>
internal sealed record GraphError(IReadOnlyList<string> Codes, string Message)
{
    private static readonly GraphError None = new([], "");

    /// <summary>Whether one of the codes is among those named, without regard to case.</summary>
    public bool Is(params ReadOnlySpan<string> codes)
    {
        foreach (var code in codes)
            if (Codes.Contains(code, StringComparer.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>Code and message for people, or what else the body began with.</summary>
    public static string Describe(GraphAnswer answer)
    {
        var error = Read(answer);
        if (error.Codes.Count > 0 || error.Message.Length > 0)
            return $"{string.Join(" / ", error.Codes.Select(code => Safe.Excerpt(code, 60)))}: {Safe.Excerpt(error.Message, 300)}";
        return answer.Body.Length == 0 ? "an empty body" : $"a body that begins “{Safe.Excerpt(answer.Body.Bytes, 80)}”";
    }

    public static GraphError Read(GraphAnswer answer) => Read(answer.Body.Bytes);

    /// <summary>Reads a body; anything that is no error of Graph has neither codes nor message.</summary>
    public static GraphError Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error)
                ? Read(error)
                : None;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return None;
        }
    }

    private static GraphError Read(JsonElement error)
    {
        var codes = new List<string>();
        var message = Text(error, "message") ?? "";
        for (JsonElement? level = error; level is { } here; level = Inner(here))
            if (Text(here, "code") is { Length: > 0 } code)
                codes.Add(code);
        return new(codes, message);
    }

    private static string? Text(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonElement? Inner(JsonElement at) =>
        at.ValueKind == JsonValueKind.Object
        && (at.TryGetProperty("innerError", out var inner) || at.TryGetProperty("innererror", out inner))
            ? inner
            : null;
}
