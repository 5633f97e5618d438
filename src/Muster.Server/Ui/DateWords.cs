namespace Muster.Server.Ui;

/// <summary>Days as people read them, their names in the language of the reader and in the order of the reader's form; a month before its day there is "March 12, 2026".</summary>
internal static class DateWords
{
    /// <summary>"12 March 2026".</summary>
    public static string Long(Texts T, DateTime day) => WithYear(T, day, Month(T, day.Month));

    /// <summary>"12 March".</summary>
    public static string DayOfYear(Texts T, DateTime day) => WithoutYear(T, day, Month(T, day.Month));

    /// <summary>"12 Mar 2026".</summary>
    public static string Short(Texts T, DateTime day) => WithYear(T, day, ShortMonth(T, day.Month));

    /// <summary>"12 Mar".</summary>
    public static string ShortDayOfYear(Texts T, DateTime day) => WithoutYear(T, day, ShortMonth(T, day.Month));

    /// <summary>"Thu 12 Mar", for what is followed by a time.</summary>
    public static string WithWeekday(Texts T, DateTime day) => T["{0} {1}", Weekday(T, day.DayOfWeek), ShortDayOfYear(T, day)];

    /// <summary>"Thu 12 Mar 2026".</summary>
    public static string WithWeekdayAndYear(Texts T, DateTime day) => T["{0} {1}", Weekday(T, day.DayOfWeek), Short(T, day)];

    private static string WithYear(Texts T, DateTime day, string month) =>
        T.Form.IsMonthFirst ? T["{0} {1}, {2}", month, day.Day, day.Year] : T["{0} {1} {2}", day.Day, month, day.Year];

    private static string WithoutYear(Texts T, DateTime day, string month) =>
        T.Form.IsMonthFirst ? T["{0} {1}", month, day.Day] : T["{0} {1}", day.Day, month];

    private static string Month(Texts T, int month) =>
        month switch
        {
            1 => T["January"],
            2 => T["February"],
            3 => T["March"],
            4 => T["April"],
            5 => T["May"],
            6 => T["June"],
            7 => T["July"],
            8 => T["August"],
            9 => T["September"],
            10 => T["October"],
            11 => T["November"],
            _ => T["December"],
        };

    private static string ShortMonth(Texts T, int month) =>
        month switch
        {
            1 => T["Jan"],
            2 => T["Feb"],
            3 => T["Mar"],
            4 => T["Apr"],
            5 => T["May"],
            6 => T["Jun"],
            7 => T["Jul"],
            8 => T["Aug"],
            9 => T["Sep"],
            10 => T["Oct"],
            11 => T["Nov"],
            _ => T["Dec"],
        };

    private static string Weekday(Texts T, DayOfWeek day) =>
        day switch
        {
            DayOfWeek.Sunday => T["Sun"],
            DayOfWeek.Monday => T["Mon"],
            DayOfWeek.Tuesday => T["Tue"],
            DayOfWeek.Wednesday => T["Wed"],
            DayOfWeek.Thursday => T["Thu"],
            DayOfWeek.Friday => T["Fri"],
            _ => T["Sat"],
        };
}
