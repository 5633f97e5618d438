using Muster.Engine.Notifications;
using Muster.Engine.Plans;

namespace Muster.Engine.Runs;

/// <summary>What began a run, as its verb and actor tell.</summary>
public enum RunTrigger
{
    /// <summary>A person, in the browser or on a command line.</summary>
    Person = 0,

    /// <summary>The schedule of its connection.</summary>
    Schedule = 1,

    /// <summary>A change notification of the directory.</summary>
    Notification = 2,

    /// <summary>Drift that somebody had put back.</summary>
    Drift = 3,

    /// <summary>A program with a token.</summary>
    Api = 4,
}

/// <summary>Tells what began a run.</summary>
public static class RunTriggers
{
    /// <summary>The actor of runs that a schedule begins.</summary>
    public const string Schedule = "schedule";

    /// <summary>The verb of runs that put drift back.</summary>
    public const string Drift = "drift heal";

    /// <summary>What began a run. Drift that a program had put back is drift.</summary>
    public static RunTrigger Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Verb == Drift ? RunTrigger.Drift
            : run.Actor == Schedule ? RunTrigger.Schedule
            : run.Actor == NotifiedSync.Actor ? RunTrigger.Notification
            : SecondPerson.PersonOf(run.Actor) != run.Actor ? RunTrigger.Api
            : RunTrigger.Person;
    }
}
