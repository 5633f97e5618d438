using Muster.Core.Incremental;
using Muster.Engine.Inbox;
using Muster.Server.Access;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Problems;

/// <summary>What looks again whether a cause is still there.</summary>
internal enum RetryWay
{
    /// <summary>Nothing: a person has to decide, or it is gone.</summary>
    None,

    /// <summary>Reads the directory and compares; changes nothing.</summary>
    Verify,

    /// <summary>A sync within the guard rails.</summary>
    Sync,

    /// <summary>The same, with everything read again.</summary>
    FullSync,
}

/// <summary>Looks again whether a problem is still there, as work under way: for the page and for the API alike.</summary>
internal sealed class ProblemRetry(MusterInstance muster, SyncWork syncs, LiveRuns live)
{
    // What it says is kept and read by several people; pages tell it to each.
    private static readonly Texts T = Texts.English;

    /// <summary>What looks again, by the cause.</summary>
    public static RetryWay WayOf(InboxProblem problem) =>
        problem switch
        {
            { ResolvedAt: not null } or { Code: ProblemCauses.Held or EmergencyProblem.Code } => RetryWay.None,
            { Code: ProblemCauses.ReadFailed or ProblemCauses.MirrorDiffers or MissedByChanges.Code } => RetryWay.Verify,
            { Code: "removalsKeptBack" or "suspensionsKeptBack" } => RetryWay.FullSync,
            _ => RetryWay.Sync,
        };

    /// <summary>The right it needs: what may change something needs more than what only looks.</summary>
    public static Right RightOf(RetryWay way) => way is RetryWay.Sync or RetryWay.FullSync ? Right.Apply : Right.Plan;

    /// <summary>What it does, in a sentence.</summary>
    public static string Sentence(Texts T, RetryWay way) =>
        way switch
        {
            RetryWay.Verify => T["Reads the directory and compares it with what is kept. Changes nothing."],
            RetryWay.Sync => T[
                "Runs a sync of the whole connection: within the guard rails, everything that differs is applied. The problem goes when its cause is gone."
            ],
            RetryWay.FullSync => T[
                "Runs a sync of the whole connection that reads everything again: within the guard rails, everything that differs is applied."
            ],
            _ => T["It waits for a person's decision; looking again does not help."],
        };

    /// <summary>Begins. Asked for twice, it is done once.</summary>
    /// <exception cref="WorkFailedException">There is nothing to look at again, or the connection is gone.</exception>
    public async Task<LiveRun> StartAsync(InboxProblem problem, Caller caller, CancellationToken cancellationToken)
    {
        var way = WayOf(problem);
        if (way == RetryWay.None)
            throw new WorkFailedException(
                problem.ResolvedAt is null
                    ? T["It waits for a person's decision; looking again does not help. Nothing was changed."]
                    : T["The problem is gone already. Nothing was changed."]
            );
        var connections = await muster.Connections.ListAsync(cancellationToken);
        if (connections.FirstOrDefault(one => one.Key == problem.Connection) is not { } connection)
            throw new WorkFailedException(T["The connection of this problem is gone. Nothing was changed."]);
        return way switch
        {
            RetryWay.Verify => live.Start(
                new LiveWork(T["Verification of {0}", connection.Name], connection.Key)
                {
                    Once = $"verify {connection.Key}",
                    Last = RunStep.Plan,
                },
                caller.Name,
                async (work, cancelled) =>
                {
                    var (verified, _) = await muster.Verifications.RunAsync(connection, caller.Name, work, cancelled);
                    work.Came(verified);
                    return SyncWork.Address(verified);
                }
            ),
            _ => syncs.Sync(connection, caller, way == RetryWay.FullSync),
        };
    }
}
