using System.Globalization;
using Muster.Core.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>The end of a pause as it is typed: local date and time.</summary>
internal static class PauseText
{
    private const string Form = "yyyy-MM-dd'T'HH:mm";
    private static readonly string[] Forms = [Form, "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"];

    /// <summary>What a field shows for an instant, to the minute.</summary>
    public static string Of(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>What was typed.</summary>
    /// <param name="T">The texts.</param>
    /// <param name="text">What was typed; empty for no end.</param>
    /// <param name="zone">Whose clocks are meant.</param>
    /// <param name="now">The present, which the end must lie after.</param>
    /// <returns>The end, null for none; and what is wrong, null when nothing is.</returns>
    public static (DateTimeOffset? End, string? Fault) Read(Texts T, string? text, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, null);
        if (!DateTime.TryParseExact(text.Trim(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return (null, T["'{0}' is no date with a time. Write one such as {1}.", text.Trim(), Of(now.AddDays(1), zone)]);
        var time = T.Form.Time(local);
        if (PauseEnd.At(local, zone) is not { } end)
            return (null, T["The clocks of {0} skip {1} on that day. Choose another time.", zone.Id, time]);
        return end <= now
            ? (
                null,
                T[
                    "That has passed: it is {0} now. Choose a later time, or none.",
                    PauseWords.When(T, now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMinute)), zone.Id, now)
                ]
            )
            : (end, null);
    }
}
