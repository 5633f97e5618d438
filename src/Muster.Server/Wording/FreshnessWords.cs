using System.Text.Json;
using Muster.Core.Freshness;
using Muster.Engine.Runs;

namespace Muster.Server.Wording;

/// <summary>How soon changes of a directory are here, for people and for scripts.</summary>
internal static class FreshnessWords
{
    /// <summary>A line each.</summary>
    public static IEnumerable<string> Of(RunFreshness freshness)
    {
        if (freshness.Told is { Median: { } half, Most: { } most } told)
            yield return $"{Numbers.Of(told.Changes, "change")} that the directory told of: half were here within {Span(half)}, 95 of 100 within {Span(most)}.";
        if (freshness.Looked is { Median: { } halfLooked, Most: { } mostLooked } looked)
            yield return $"{Numbers.Of(looked.Changes, "change")} that were found by looking: half were at most {Span(halfLooked)} old when they were here, 95 of 100 at most {Span(mostLooked)}.";
        if (freshness is { Told.Changes: 0, Looked.Changes: 0 })
            yield return "Nothing to measure yet: no sync but the first has brought changes in the last seven days.";
    }

    public static void Write(Utf8JsonWriter json, RunFreshness freshness)
    {
        json.WriteStartObject("freshness");
        Write(json, "told", freshness.Told);
        Write(json, "looked", freshness.Looked);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ChangeAges ages)
    {
        json.WriteStartObject(name);
        json.WriteNumber("changes", ages.Changes);
        Seconds(json, "medianSeconds", ages.Median);
        Seconds(json, "p95Seconds", ages.Most);
        json.WriteEndObject();
    }

    private static void Seconds(Utf8JsonWriter json, string name, TimeSpan? span)
    {
        if (span is { } known)
            json.WriteNumber(name, Math.Round(known.TotalSeconds, 3));
        else
            json.WriteNull(name);
    }

    private static string Span(TimeSpan span) =>
        span.TotalSeconds < 120 ? Numbers.Of((long)Math.Ceiling(span.TotalSeconds), "second")
        : span.TotalMinutes < 120 ? Numbers.Of((long)Math.Ceiling(span.TotalMinutes), "minute")
        : Numbers.Of((long)Math.Ceiling(span.TotalHours), "hour");
}
