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

    public PooledBuffer Body { get; } = new();

    public List<(string Name, string Value)> Headers { get; } = [];

    public static GraphAnswer Json(Action<Utf8JsonWriter> write)
    {
        var answer = new GraphAnswer();
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
        writer.WriteStartObject("innerError");
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
}
