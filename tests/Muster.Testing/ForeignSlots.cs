using Muster.Engine.Scheduling;
using Muster.Storage;
using Muster.Storage.Runs;
using Muster.Storage.Scheduling;

namespace Muster.Testing;

/// <summary>The schedules of a workspace as a process on another machine has them.</summary>
public static class ForeignSlots
{
    /// <summary>Of a process of which nothing is known here but what it writes.</summary>
    public static IScheduleSlots Of(MusterDatabase muster) =>
        new ScheduleSlots(muster.Database, new ProcessIdentity("elsewhere|boot|space", 1, 1));
}
