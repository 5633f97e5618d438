using Muster.Core.Planning;
using Muster.Engine.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Runs;

/// <summary>One figure of two runs, side by side.</summary>
/// <param name="Name">What it is.</param>
/// <param name="First">Of the earlier run.</param>
/// <param name="Second">Of the later run.</param>
internal sealed record RunFigure(string Name, string First, string Second);

/// <summary>The figures by which two runs are compared, the same in the app and on the command line.</summary>
internal static class RunFigures
{
    /// <summary>Settings, reading, durations, and every count that is not 0 in both.</summary>
    public static IReadOnlyList<RunFigure> Of(Texts T, Run first, Run second)
    {
        RunFigure Figure(string name, Func<Run, string> of) => new(name, of(first), of(second));
        return
        [
            Figure(T["Version of the settings"], run => run.Configuration is { } version ? Words.Number(T, version) : T["not kept"]),
            Figure(
                T["Read"],
                run =>
                    run.Spending.Requests == 0 ? T["not at all"]
                    : run.Full ? T["in full"]
                    : T["changes only"]
            ),
            Figure(T["Graph requests"], run => Words.Number(T, run.Spending.Requests)),
            Figure(T["Seconds of reading"], run => Seconds(T, run.Seconds.Read)),
            Figure(T["Seconds of planning"], run => Seconds(T, run.Seconds.Plan)),
            Figure(T["Seconds of applying"], run => Seconds(T, run.Seconds.Apply)),
            Figure(T["Seconds of verifying"], run => Seconds(T, run.Seconds.Verify)),
            .. Counts(T)
                .Where(count => count.Of(first.Counts) != 0 || count.Of(second.Counts) != 0)
                .Select(count => Figure(count.Name, run => Words.Number(T, count.Of(run.Counts)))),
        ];
    }

    private static IEnumerable<(string Name, Func<PlanCounts, int> Of)> Counts(Texts T) =>
        [
            (T["Groups created"], counts => counts.GroupsCreated),
            (T["Groups linked"], counts => counts.GroupsLinked),
            (T["Groups renamed"], counts => counts.GroupsRenamed),
            (T["Groups retired or changed otherwise"], counts => counts.GroupsChanged),
            (T["People created"], counts => counts.UsersCreated),
            (T["People changed"], counts => counts.UsersUpdated),
            (T["People suspended"], counts => counts.UsersSuspended),
            (T["People reactivated"], counts => counts.UsersReactivated),
            (T["People adopted"], counts => counts.UsersAdopted),
            (T["People kept apart"], counts => counts.UsersKeptApart),
            (T["Members added"], counts => counts.MembersAdded),
            (T["Members removed"], counts => counts.MembersRemoved),
            (T["Owners added"], counts => counts.OwnersAdded),
            (T["Owners removed"], counts => counts.OwnersRemoved),
            (T["Exceptions begun"], counts => counts.ExceptionsBegun),
            (T["Exceptions extended"], counts => counts.ExceptionsExtended),
            (T["Exceptions ended"], counts => counts.ExceptionsEnded),
        ];

    private static string Seconds(Texts T, double seconds) => T.Form.Number(seconds, "0.0##");
}
