using System.Text;
using System.Text.Json;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Faults;

/// <summary>What is sent instead of the real answer.</summary>
internal static class FaultAnswer
{
    private const string Html =
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n";

    /// <summary>Whether the rule cuts the real answer short rather than replacing it.</summary>
    public static FaultCut CutOf(FaultRule rule) =>
        WordOf(rule) switch
        {
            "truncated" => FaultCut.Body,
            "reset" => FaultCut.Connection,
            _ => FaultCut.None,
        };

    /// <summary>The answer that replaces the real one, or null when the rule only delays or cuts.</summary>
    public static GraphAnswer? Of(FaultRule rule, GraphRequestId id, DateTimeOffset now)
    {
        var answer = (rule.Body, WordOf(rule)) switch
        {
            (null, _) when rule.Status is null => null,
            (null, _) => GraphAnswer.Of(ErrorOf(rule.Status ?? 500), id, now),
            (_, "html") => WithBody(rule.Status ?? 502, "text/html", Encoding.UTF8.GetBytes(Html)),
            (_, "empty") => WithBody(rule.Status ?? 200, "application/json", []),
            (_, "truncated" or "reset") => null,
            _ => WithBody(rule.Status ?? 200, "application/json", JsonSerializer.SerializeToUtf8Bytes(rule.Body)),
        };
        if (rule.RetryAfter is { } wait)
            answer?.Headers.Add(("Retry-After", wait));
        return answer;
    }

    private static string? WordOf(FaultRule rule) => rule.Body is { ValueKind: JsonValueKind.String } word ? word.GetString() : null;

    private static GraphAnswer WithBody(int status, string type, byte[] body)
    {
        var answer = new GraphAnswer { Status = status, ContentType = type };
        body.CopyTo(answer.Body.GetSpan(body.Length));
        answer.Body.Advance(body.Length);
        return answer;
    }

    private static GraphError ErrorOf(int status) =>
        status switch
        {
            401 => GraphError.Unauthorized("Access token has expired or is not yet valid."),
            403 => GraphError.Denied,
            404 => new(404, "Request_ResourceNotFound", "Resource does not exist."),
            410 => new(410, "syncStateNotFound", "The sync state generation is not found."),
            429 => new(429, "TooManyRequests", "Please retry again later."),
            500 => new(500, "generalException", "An unspecified error has occurred."),
            503 => new(503, "serviceNotAvailable", "The service is temporarily unavailable. Please retry later."),
            504 => new(504, "UnknownError", "The gateway did not receive an answer in time."),
            _ => new(status, "UnknownError", "A fault was asked for."),
        };
}

internal enum FaultCut
{
    None,

    /// <summary>Half the body, sent as if it were all.</summary>
    Body,

    /// <summary>The connection ends in the middle of the body.</summary>
    Connection,
}
