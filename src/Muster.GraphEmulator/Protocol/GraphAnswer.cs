using System.Text.Encodings.Web;
using System.Text.Json;

namespace Muster.GraphEmulator.Protocol;

/// <summary>A finished answer: everything that goes over the wire, or into the response of a batch.</summary>
internal sealed class GraphAnswer : IDisposable
{
    public const string JsonType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = JsonType;

    /// <summary>Goes without the headers that Graph's own answers have.</summary>
    public bool IsOfLoginHost { get; init; }

    public PooledBuffer Body { get; } = new();

    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>204, without a body.</summary>
    public static GraphAnswer NoContent() => new() { Status = 204 };

    public static GraphAnswer Json(Action<Utf8JsonWriter> write, int status = 200, string contentType = JsonType)
    {
        var answer = new GraphAnswer { Status = status, ContentType = contentType };
        answer.Write(write);
        return answer;
    }

    public static GraphAnswer Text(string text)
    {
        var answer = new GraphAnswer { ContentType = "text/plain" };
        var length = System.Text.Encoding.UTF8.GetBytes(text, answer.Body.GetSpan(text.Length * 3));
        answer.Body.Advance(length);
        return answer;
    }

    public static GraphAnswer Of(GraphError error, GraphRequestId id, DateTimeOffset now)
    {
        var answer = new GraphAnswer { Status = error.Status, ContentType = "application/json" };
        answer.Headers.AddRange(error.Headers);
        answer.Write(writer => WriteError(writer, error, id, now));
        return answer;
    }

    public void Dispose() => Body.Dispose();

    private void Write(Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(Body, WriterOptions);
        write(writer);
    }

    private static void WriteError(Utf8JsonWriter writer, GraphError error, GraphRequestId id, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("code", error.Code);
        writer.WriteString("message", error.Message);
        if (error.Conflict is { } property)
            WriteConflict(writer, error, property);
        writer.WriteStartObject("innerError");
        if (error.InnerCode is { } inner)
            writer.WriteString("code", inner);
        if (error.Status == 429)
        {
            writer.WriteString("code", "429");
            writer.WriteString("message", "Please retry after");
            writer.WriteString("status", "429");
        }
        writer.WriteString("date", now.UtcDateTime.ToString("s", System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteString("request-id", id.RequestId);
        writer.WriteString("client-request-id", id.ClientRequestId);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteConflict(Utf8JsonWriter writer, GraphError error, string property)
    {
        writer.WriteStartArray("details");
        writer.WriteStartObject();
        writer.WriteString("code", "ObjectConflict");
        writer.WriteString("message", error.Message);
        writer.WriteString("target", property);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
