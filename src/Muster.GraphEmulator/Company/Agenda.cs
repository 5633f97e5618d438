namespace Muster.GraphEmulator.Company;

/// <summary>What was begun on one day and goes on later.</summary>
internal sealed class Agenda(WorkCalendar calendar)
{
    private readonly List<Action>?[] _days = new List<Action>?[calendar.Days.Count];

    /// <summary>Index of the working day that is lived now.</summary>
    public int Today { get; private set; }

    /// <summary>Begins a day and does what was put off to it.</summary>
    public void Begin(int day)
    {
        Today = day;
        _days[day]?.ForEach(action => action());
        _days[day] = null;
    }

    /// <summary>Puts something off by some working days; beyond the end it never happens.</summary>
    public void InWorkingDays(int days, Action action) => On(Today + Math.Max(1, days), action);

    public void InCalendarDays(int days, Action action) =>
        On(Math.Max(Today + 1, calendar.IndexFrom(calendar.Days[Today].AddDays(days))), action);

    /// <summary>Plans something for a day that has not begun.</summary>
    public void On(int day, Action action)
    {
        if (day < _days.Length)
        {
            (_days[day] ??= []).Add(action);
        }
    }
}
