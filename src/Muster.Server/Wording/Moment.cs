using System.Text.Json;
using Muster.Engine.History;

namespace Muster.Server.Wording;

/// <summary>A moment of the platform's history.</summary>
/// <param name="Revision">Number of the state that stood then; the latest for the present.</param>
/// <param name="At">The instant; null for the present.</param>
/// <param name="Made">The revision itself; null for the present.</param>
/// <param name="Reads">The reads of the directory around it; null for the present.</param>
/// <param name="Remark">What else has to be said about it, or null.</param>
internal sealed record Moment(long Revision, DateTimeOffset? At, Revision? Made, ReadsAround? Reads, string? Remark)
{
    /// <summary>Which state is shown and how exactly it is known (<c>known by reads at 10:00 and 10:20</c>); null for the present.</summary>
    public string? Sentence =>
        At is { } at && Made is { } made
            ? $"As of {Numbers.Instant(at)}: revision {made.Number}, in force since {Numbers.Instant(made.At)} (run {made.Run}). {Precision}{Remark}"
            : null;

    /// <summary>Writes the moment as a property; null for the present.</summary>
    public void Write(Utf8JsonWriter json, string name)
    {
        if (At is not { } at || Made is not { } made)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.Instant("at", at);
        json.WriteNumber("revision", made.Number);
        json.Instant("inForceSince", made.At);
        json.WriteNumber("run", made.Run);
        json.Instant("readBefore", Reads?.Before?.At);
        json.Instant("readAfter", Reads?.After?.At);
        json.WriteEndObject();
    }

    private string Precision =>
        Reads switch
        {
            { Before: { } before, After: { } after } =>
                $"Known by reads of the directory at {Numbers.Instant(before.At)} and {Numbers.Instant(after.At)}.",
            { Before: { } before } =>
                $"Known by the read of the directory at {Numbers.Instant(before.At)}; it was not read to its end since.",
            { After: { } after } => $"The directory had not been read then; the first read was at {Numbers.Instant(after.At)}.",
            _ => "The directory had not been read then.",
        };
}
