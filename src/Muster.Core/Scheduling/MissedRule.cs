namespace Muster.Core.Scheduling;

/// <summary>What becomes of times at which nothing could be begun.</summary>
public enum MissedRule
{
    /// <summary>One run makes up for all that were missed while the server was off or the connection paused, at once, unless the windows forbid it then.</summary>
    MakeUp = 0,

    /// <summary>The same; and what the windows kept from beginning, or forbid to make up for, one run makes up for as soon as they let it.</summary>
    MakeUpAfterWindows = 1,

    /// <summary>Nothing is made up for; the next time is awaited.</summary>
    Wait = 2,
}
