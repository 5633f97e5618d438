namespace Muster.GraphEmulator.Company;

/// <summary>The working days of a span of months: Monday to Friday without Christmas and New Year.</summary>
internal sealed class WorkCalendar
{
    public WorkCalendar(DateOnly start, int months)
    {
        var end = start.AddMonths(months);
        for (var day = start; day < end; day = day.AddDays(1))
        {
            if (IsWorkingDay(day))
            {
                Days.Add(day);
            }
        }

        // Change set 1 is the state before the first working day.
        MonthEnds = [.. Enumerable.Range(1, months).Select(month => 1L + Days.Count(day => day < start.AddMonths(month)))];
    }

    public List<DateOnly> Days { get; } = [];

    /// <summary>For each month the number of the change set that ends it.</summary>
    public IReadOnlyList<long> MonthEnds { get; }

    /// <summary>Index of the first working day at or after the date; the count of days when it lies behind the end.</summary>
    public int IndexFrom(DateOnly date)
    {
        var index = Days.BinarySearch(date);
        return index >= 0 ? index : ~index;
    }

    private static bool IsWorkingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && (day.Month, day.Day) is not ((12, 25) or (12, 26) or (1, 1));
}
