using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Muster.Engine.Auditing;

/// <summary>
/// A note of how far the audit log went at one moment, kept outside Muster. Every entry's hash covers the one before, so that the hash of one entry stands for all
/// up to it: a log that still has it was neither rewritten nor cut before it.
/// </summary>
/// <param name="Workspace">Number of the workspace.</param>
/// <param name="Log">Hash of the first entry, by which a log is known: lower-case hex.</param>
/// <param name="Number">Number of the last entry, which is how many there are.</param>
/// <param name="Head">Hash of the last entry, lower-case hex.</param>
/// <param name="At">When the note was made.</param>
public sealed record AuditCheckpoint(int Workspace, string Log, long Number, string Head, DateTimeOffset At)
{
    /// <summary>Names the form of the document.</summary>
    public const string Format = "muster-checkpoint/1";

    /// <summary>The document: one JSON object.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["format"] = Format,
            ["workspace"] = Workspace,
            ["log"] = Log,
            ["number"] = Number,
            ["head"] = Head,
            ["at"] = At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        };

    /// <summary>Reads the document.</summary>
    /// <exception cref="FormatException">It is not one; the message names the field.</exception>
    public static AuditCheckpoint Parse(string text)
    {
        JsonNode? document;
        try
        {
            document = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            document = null;
        }
        if (document is not JsonObject json || Text(json, "format") != Format)
            throw new FormatException($"it is no JSON object with \"format\": \"{Format}\"");
        return new AuditCheckpoint(
            (int)Math.Min(Count(json, "workspace"), int.MaxValue),
            Hash(json, "log"),
            Count(json, "number"),
            Hash(json, "head"),
            DateTimeOffset.TryParse(Text(json, "at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at
                : throw new FormatException("its field \"at\" is no instant such as 2026-03-01T09:00:00.000Z")
        );
    }

    private static string? Text(JsonObject json, string field) =>
        json[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static long Count(JsonObject json, string field) =>
        json[field] is JsonValue value && value.TryGetValue<long>(out var number) && number > 0
            ? number
            : throw new FormatException($"its field \"{field}\" is no number from 1 on");

    private static string Hash(JsonObject json, string field) =>
        Text(json, field) is { Length: 64 } hash && hash.All(char.IsAsciiHexDigitLower)
            ? hash
            : throw new FormatException($"its field \"{field}\" is no SHA-256 of 64 lower-case hex digits");
}
