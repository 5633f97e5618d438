using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.SignIn;

namespace Muster.GraphEmulator.Faults;

/// <summary>What is sent instead of the real answer.</summary>
internal static class FaultAnswer
{
    private const string Page =
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n";

    private const string LoginPage =
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form method=\"post\">Network sign-in required</form></body></html>\n";

    /// <summary>How the answer is sent.</summary>
    public static FaultSending SendingOf(FaultRule rule)
    {
        var cut = rule.Word switch
        {
            FaultBodies.Truncated => FaultCut.Body,
            FaultBodies.Reset => FaultCut.Connection,
            FaultBodies.ResetBefore => FaultCut.BeforeAnswer,
            FaultBodies.ResetAfter => FaultCut.AfterAnswer,
            _ => FaultCut.None,
        };
        return new(cut, rule.CutAt, TimeSpan.FromMilliseconds(rule.SlowMs));
    }

    /// <summary>The answer that replaces the real one, or null when the rule only delays, cuts or edits.</summary>
    public static GraphAnswer? Of(FaultRule rule, GraphRequestId id, DateTimeOffset now)
    {
        var answer = (rule.Body, rule.Word) switch
        {
            _ when rule.Edit is not null => null,
            _ when rule.Aadsts is { } code && SignInFaults.Find(code) is { } error => SignInAnswer.Refusal(
                error with
                {
                    Status = rule.Status ?? error.Status,
                },
                id,
                now
            ),
            (null, _) when rule.Status is null => null,
            (null, _) => GraphAnswer.Of(ErrorOf(rule.Status ?? 500), id, now),
            (_, FaultBodies.Html) => WithBody(rule.Status ?? 502, "text/html", Encoding.UTF8.GetBytes(Page)),
            (_, FaultBodies.LoginPage) => WithBody(rule.Status ?? 200, "text/html", Encoding.UTF8.GetBytes(LoginPage)),
            (_, FaultBodies.Empty) => WithBody(rule.Status ?? 200, "application/json", []),
            (_, not null) => null,
            _ => WithBody(rule.Status ?? 200, "application/json", JsonSerializer.SerializeToUtf8Bytes(rule.Body)),
        };
        AddHeaders(rule, answer);
        return answer;
    }

    /// <summary>The real answer as the rule changes it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="real">The real answer.</param>
    /// <param name="url">Address that was asked.</param>
    /// <param name="earlier">Body of the answer before to the same path; empty when there was none.</param>
    public static GraphAnswer Change(FaultRule rule, GraphAnswer real, string url, ReadOnlySpan<byte> earlier)
    {
        var body = real.Body.Written.ToArray();
        var changed = rule switch
        {
            { Edit: { } edit } when real.Status == 200 => WithBody(
                rule.Status ?? 200,
                real.ContentType,
                PageEdits.Apply(edit, body, url, earlier)
            ),
            { Word: FaultBodies.WrongType } => WithBody(rule.Status ?? real.Status, "text/html", body),
            { Word: FaultBodies.Real } => WithBody(rule.Status ?? real.Status, real.ContentType, body),
            { Word: FaultBodies.NotGzip } => Gzipped(WithBody(rule.Status ?? real.Status, real.ContentType, body)),
            { Word: FaultBodies.CorruptGzip } => Gzipped(WithBody(rule.Status ?? real.Status, real.ContentType, Damaged(body))),
            _ => null,
        };
        if (changed is null)
            return real;
        changed.Headers.AddRange(real.Headers);
        AddHeaders(rule, changed);
        real.Dispose();
        return changed;
    }

    private static void AddHeaders(FaultRule rule, GraphAnswer? answer)
    {
        if (rule.RetryAfter is { } wait)
            answer?.Headers.Add(("Retry-After", wait));
        foreach (var (name, value) in rule.Headers ?? new Dictionary<string, string>())
            answer?.Headers.Add((name, value));
    }

    private static GraphAnswer Gzipped(GraphAnswer answer)
    {
        answer.Headers.Add(("Content-Encoding", "gzip"));
        return answer;
    }

    private static byte[] Damaged(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(body);
        var bytes = buffer.ToArray();
        for (var i = bytes.Length / 2; i < bytes.Length; i += 3)
            bytes[i] ^= 0x5A;
        return bytes;
    }

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

/// <summary>How an answer is sent.</summary>
/// <param name="Cut">Where it ends too early.</param>
/// <param name="CutAt">After how many bytes; half of them when null.</param>
/// <param name="Pause">Time before each kilobyte.</param>
internal sealed record FaultSending(FaultCut Cut, int? CutAt, TimeSpan Pause)
{
    public static readonly FaultSending Whole = new(FaultCut.None, null, TimeSpan.Zero);
}

internal enum FaultCut
{
    None,

    /// <summary>A part of the body, sent as if it were all.</summary>
    Body,

    /// <summary>The connection ends in the middle of the body.</summary>
    Connection,

    /// <summary>The connection ends before the answer.</summary>
    BeforeAnswer,

    /// <summary>The connection ends behind the answer.</summary>
    AfterAnswer,
}
