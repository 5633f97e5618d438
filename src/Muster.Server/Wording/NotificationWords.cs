using System.Text.Json;
using Muster.Engine.Notifications;

namespace Muster.Server.Wording;

/// <summary>How it stands with change notifications, for people and for scripts.</summary>
internal static class NotificationWords
{
    /// <summary>A line each.</summary>
    public static IEnumerable<string> Of(NotificationReport report)
    {
        if (!report.Enabled)
            return ["Not set up: changes are seen when the directory is next read."];
        var counts = report.Counts;
        return
        [
            .. report.Streams.Select(stream => stream.Words),
            $"{counts.Accepted} heeded; {counts.Forged} forged, {counts.Malformed} malformed, {counts.Unknown} unknown, {counts.Dropped} dropped",
        ];
    }

    public static void Write(Utf8JsonWriter json, NotificationReport report)
    {
        json.WriteStartObject("notifications");
        json.WriteBoolean("enabled", report.Enabled);
        json.WriteStartArray("streams");
        foreach (var stream in report.Streams)
        {
            json.WriteStartObject();
            json.WriteString("stream", JsonFormat.Word(stream.Stream));
            json.WriteString("state", JsonFormat.Word(stream.State));
            json.Instant("since", stream.Since);
            json.Instant("expiresAt", stream.ExpiresAt);
            json.Text("problem", stream.Problem);
            json.Instant("nextAttemptAt", stream.NextAttemptAt);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("accepted", report.Counts.Accepted);
        json.WriteNumber("forged", report.Counts.Forged);
        json.WriteNumber("malformed", report.Counts.Malformed);
        json.WriteNumber("unknown", report.Counts.Unknown);
        json.WriteNumber("dropped", report.Counts.Dropped);
        json.WriteEndObject();
    }
}
