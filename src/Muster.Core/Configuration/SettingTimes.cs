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

    /// <summary>A stretch of time that comes every day or every week.</summary>
    public sealed record Window : SettingKind
    {
        /// <inheritdoc />
        public override string Words => QuietWindow.Takes;

        /// <inheritdoc />
        public override string? Canonical(string value) => QuietWindow.Parse(value)?.ToString();
    }
}
