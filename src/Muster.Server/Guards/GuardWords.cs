using Muster.Core.Guarding;

namespace Muster.Server.Guards;

/// <summary>Guard rails for people.</summary>
internal static class GuardWords
{
    /// <summary>What a guard rail watches.</summary>
    public static string Name(string name) =>
        name switch
        {
            "groupStated" => "Removals of one group, stated by the directory",
            "groupInferred" => "Removals of one group, merely inferred",
            "groupDayStated" => "Removals of one group in 24 hours, stated",
            "groupDayInferred" => "Removals of one group in 24 hours, inferred",
            "runStated" => "Removals of one run, stated",
            "runInferred" => "Removals of one run, inferred",
            "dayStated" => "Removals of 24 hours, stated",
            "dayInferred" => "Removals of 24 hours, inferred",
            "suspendedStated" => "Suspensions, stated by the directory",
            "suspendedInferred" => "Suspensions, merely inferred",
            "emptiedGroupSize" => "A group that becomes empty",
            "shrinkPercent" => "A directory that shrinks",
            "createdGroups" => "Groups created by rule in one run",
            _ => name,
        };

    /// <summary>The arithmetic of a limit on a loss.</summary>
    public static string Limit(RemovalLimit limit) =>
        limit.IsEmpty
            ? "never holds anything"
            : "holds " + limit.ToString().Replace("the limit is ", "more than ", StringComparison.Ordinal);

    /// <summary>How many runs of the past a replay holds.</summary>
    public static int Held(GuardReplay replay) => replay.Trips.DistinctBy(trip => trip.Run.Id).Count();
}
