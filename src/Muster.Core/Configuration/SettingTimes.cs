using System.Globalization;
using Muster.Core.Scheduling;

namespace Muster.Core.Configuration;

public abstract partial record SettingKind
{
    /// <summary>Local times as a cron expression.</summary>
    public sealed record Cron : SettingKind
    {
        /// <inheritdoc />
        public override string Words => "five fields (minute, hour, day of the month, month, day of the week), such as 30 6 * * mon-fri";

        /// <inheritdoc />
        public override string? Canonical(string value) => CronExpression.TryParse(value, out var cron, out _) ? cron!.Text : null;

        /// <inheritdoc />
        public override string? Fault(string value) =>
            CronExpression.TryParse(value, out _, out var fault) ? null : $"'{value}' is no schedule: {fault}";
    }

    /// <summary>A time zone.</summary>
    public sealed record Zone : SettingKind
    {
        /// <inheritdoc />
        public override string Words => "a time zone by its IANA name, such as Europe/Vienna or UTC";

        /// <inheritdoc />
        public override string? Canonical(string value) =>
            value.Trim() is { Length: > 0 and <= 64 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId
                ? zone.Id
                : null;
    }

    /// <summary>An instant, to the second; as text in UTC, by RFC 3339.</summary>
    public sealed record Instant : SettingKind
    {
        private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";
        private static readonly string[] Forms =
        [
            "yyyy-MM-dd'T'HH:mm'Z'",
            Form,
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
            "yyyy-MM-dd'T'HH:mmzzz",
            "yyyy-MM-dd'T'HH:mm:sszzz",
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        ];

        /// <inheritdoc />
        public override string Words => "an instant with its offset from UTC, such as 2027-01-31T18:00:00Z or 2027-01-31T19:00+01:00";

        /// <summary>The canonical text of an instant.</summary>
        public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

        /// <summary>The instant of a canonical text.</summary>
        /// <exception cref="FormatException">It is none.</exception>
        public static DateTimeOffset Value(string canonical) =>
            DateTimeOffset.ParseExact(canonical, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        /// <inheritdoc />
        public override string? Canonical(string value) =>
            DateTimeOffset.TryParseExact(
                value.Trim().ToUpperInvariant(),
                Forms,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            )
                ? Text(instant)
                : null;
    }

    /// <summary>A stretch of time that comes every day or every week.</summary>
    public sealed record Window : SettingKind
    {
        /// <inheritdoc />
        public override string Words => WeekWindow.Takes;

        /// <inheritdoc />
        public override string? Canonical(string value) => WeekWindow.Parse(value)?.ToString();
    }
}
