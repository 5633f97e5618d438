using System.Globalization;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>A point in time that a condition compares with.</summary>
public abstract record TimePoint
{
    private TimePoint() { }

    /// <summary>A fixed instant.</summary>
    public sealed record Exact(DateTimeOffset Instant) : TimePoint
    {
        /// <summary>As conditions spell it.</summary>
        public override string ToString() => Instants.Short(Instant);
    }

    /// <summary>A point that moves with the clock.</summary>
    /// <param name="Base">From where it is counted.</param>
    /// <param name="Amount">How many units later; negative for earlier.</param>
    /// <param name="Unit">The unit.</param>
    public sealed record Relative(TimeBase Base, int Amount, TimeUnit Unit) : TimePoint
    {
        /// <summary>The most that may be added or taken away, in days: 200 years.</summary>
        public const int MaxDays = 73_000;

        /// <summary>How much later than its base.</summary>
        public TimeSpan Offset => TimeSpan.FromHours((long)Amount * HoursPer(Unit));

        /// <summary>As conditions spell it.</summary>
        public override string ToString()
        {
            var word = Base == TimeBase.Now ? "now" : "today";
            var unit = Unit switch
            {
                TimeUnit.Hour => 'h',
                TimeUnit.Day => 'd',
                _ => 'w',
            };
            return Amount == 0
                ? word
                : string.Create(CultureInfo.InvariantCulture, $"{word} {(Amount < 0 ? '-' : '+')} {Math.Abs((long)Amount)}{unit}");
        }

        /// <summary>Hours of a unit.</summary>
        public static int HoursPer(TimeUnit unit) =>
            unit switch
            {
                TimeUnit.Hour => 1,
                TimeUnit.Day => 24,
                _ => 168,
            };
    }

    /// <summary>The instant that is meant at a moment; kept within what a date can hold.</summary>
    public DateTimeOffset At(DateTimeOffset now) =>
        this switch
        {
            Exact(var instant) => instant,
            Relative { Base: TimeBase.Today } relative => Shift(DayOf(now), relative.Offset),
            Relative relative => Shift(now, relative.Offset),
            _ => now,
        };

    /// <summary>The start of the day in UTC.</summary>
    internal static DateTimeOffset DayOf(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>Adds and stops at the ends of the calendar.</summary>
    internal static DateTimeOffset Shift(DateTimeOffset instant, TimeSpan offset)
    {
        var ticks = instant.UtcTicks + offset.Ticks;
        return new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }
}

/// <summary>From where a relative point is counted.</summary>
public enum TimeBase
{
    /// <summary><c>now</c>: the moment of evaluation.</summary>
    Now,

    /// <summary><c>today</c>: the start of that day in UTC.</summary>
    Today,
}

/// <summary>Units of relative points.</summary>
public enum TimeUnit
{
    /// <summary><c>h</c></summary>
    Hour,

    /// <summary><c>d</c>: 24 hours, since days are those of UTC.</summary>
    Day,

    /// <summary><c>w</c>: seven days.</summary>
    Week,
}
