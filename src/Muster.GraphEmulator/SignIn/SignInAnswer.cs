using System.Globalization;
using System.Text.Json;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.SignIn;

/// <summary>Writes answers of the login host, which have none of Graph's own headers.</summary>
internal static class SignInAnswer
{
    public static GraphAnswer Document(object document, int status = 200)
    {
        var answer = new GraphAnswer
        {
            Status = status,
            ContentType = "application/json; charset=utf-8",
            IsOfLoginHost = true,
        };
        using var writer = new Utf8JsonWriter(answer.Body);
        JsonSerializer.Serialize(writer, document);
        return answer;
    }

    public static GraphAnswer Refusal(SignInError error, GraphRequestId id, DateTimeOffset now)
    {
        var trace = id.RequestId;
        var correlation = Guid.TryParse(id.ClientRequestId, out var given) ? given.ToString() : trace;
        var timestamp = now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var answer = Document(
            new
            {
                error = error.Error,
                error_description = $"AADSTS{error.Code}: {error.Message}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {timestamp}",
                error_codes = new[] { error.Code },
                timestamp,
                trace_id = trace,
                correlation_id = correlation,
                error_uri = $"https://login.microsoftonline.com/error?code={error.Code}",
            },
            error.Status
        );
        return Private(answer);
    }

    /// <summary>Keeps it out of caches.</summary>
    public static GraphAnswer Private(GraphAnswer answer)
    {
        answer.Headers.Add(("Cache-Control", "no-store, no-cache"));
        answer.Headers.Add(("Pragma", "no-cache"));
        return answer;
    }
}
