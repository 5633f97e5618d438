using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Runs;

/// <summary>Work under way in one sentence; the same for who watches and for who polls.</summary>
internal static class LiveWords
{
    /// <summary>How it stands.</summary>
    public static string Sentence(Texts T, LiveRun run, LiveState state, DateTimeOffset now)
    {
        if (state is { EndedAt: not null, Made: { } made })
            return RunWords.Ended(T, made);
        if (state.Failure is { } failure)
            return T.Told(failure);
        if (state is { EndedAt: not null, Outcome: RunOutcome.Held })
            return T["Held by a guard rail; it waits for a person. Nothing was changed."];
        if (state.EndedAt is { } ended)
            return T["Done in {0}.", Words.Duration(T, ended - run.StartedAt)];
        if (run.IsStopping)
            return state.Phase == RunPhase.Verify ? T["Stopping. The plan is in force already; only reading it back ends."]
                : state.Phase == RunPhase.Apply ? T["Stopping. What is being written is taken back whole, unless it was just finished."]
                : T["Stopping. Nothing has been changed."];
        return RunWords.UnderWay(T, state);
    }

    /// <summary>How fast the present phase goes; null while that is not steady yet.</summary>
    public static string? Rate(Texts T, LiveState state, DateTimeOffset now)
    {
        if (state.EndedAt is not null || state.PhaseAt is not { } since || now - since < TimeSpan.FromSeconds(2))
            return null;
        var seconds = (now - since).TotalSeconds;
        return state.Phase switch
        {
            RunPhase.Read => T["{0} entries a second", Words.Number(T, (long)((state.Users + state.Groups + state.Edges) / seconds))],
            RunPhase.Apply => T["{0} steps a second", Words.Number(T, (long)(state.Done / seconds))],
            _ => null,
        };
    }

    /// <summary>How long it will still take, where its pace is steady; null otherwise, and while it reads: nobody knows how much there is.</summary>
    public static string? Left(Texts T, LiveState state) =>
        state.EndedAt is null && state.Phase == RunPhase.Apply && state.Pace.Left(state.Done, state.Total) is { } left
            ? T["About {0} left at this pace.", Words.Duration(T, left)]
            : null;

    /// <summary>What is under way at this moment.</summary>
    public static string? InFlight(Texts T, LiveState state) =>
        state.EndedAt is not null
            ? null
            : state.Phase switch
            {
                RunPhase.Read => T[
                    "Users are at page {0}, groups with their members at page {1}.",
                    Words.Number(T, Math.Max(1, state.UserPages)),
                    Words.Number(T, Math.Max(1, state.GroupPages))
                ],
                RunPhase.Plan => T["The comparison, in memory."],
                RunPhase.Verify => T["The memberships of the plan, read back from the database. They are in force already."],
                RunPhase.Apply when state.Total > 0 && state.Done >= state.Total => T[
                    "The last checks, and making it there for everybody."
                ],
                RunPhase.Apply when state.Total > 0 => T[
                    "Steps {0} to {1}, in one transaction: none is in force before all are written.",
                    Words.Number(T, state.Done + 1),
                    Words.Number(T, state.Total)
                ],
                RunPhase.Apply => T["The whole plan, in one transaction."],
                _ => null,
            };

    /// <summary>The waits for the directory, in one sentence; null for none.</summary>
    public static string? Waited(Texts T, LiveState state) =>
        state.WaitCount == 0
            ? null
            : T.Count(
                state.WaitCount,
                "Muster waited for the directory {0} time; nothing was lost by it.",
                "Muster waited for the directory {0} times; nothing was lost by it."
            );

    /// <summary>What is done, and what is not, of work that was stopped.</summary>
    public static (string Done, string NotDone) Stopped(Texts T, LiveState state) =>
        state switch
        {
            { Made.Outcome: RunOutcome.Applied, Made: var made } => (
                PlanWords.Sentence(T, made.Counts),
                T["Nothing is left: it was finished before it was stopped."]
            ),
            { Phase: RunPhase.Apply, Total: > 0 } => (
                T[
                    "Nothing. {0} of {1} steps had been written, and all of them were taken back.",
                    Words.Number(T, state.Done),
                    Words.Number(T, state.Total)
                ],
                T.Count(state.Total, "{0} step: the whole plan.", "All {0} steps: the whole plan.")
            ),
            { Phase: RunPhase.Apply } => (T["Nothing: what was being written was taken back."], T["The whole plan."]),
            { EndedAt: not null, Failure: null, Made: null } => (
                T["It was finished before it was stopped."],
                T["Nothing is left: it was finished before it was stopped."]
            ),
            { Phase: RunPhase.Plan, Pages: 0 } => (
                T["Nothing was read. No user, group or membership was changed."],
                T["The comparison, and everything behind it."]
            ),
            { Phase: RunPhase.Plan } => (
                T["The directory was read. No user, group or membership was changed."],
                T["The comparison, and everything behind it."]
            ),
            _ => (
                T[
                    "Read so far: {0}, {1}, {2}. No user, group or membership was changed.",
                    T.Count(state.Users, "{0} user", "{0} users"),
                    T.Count(state.Groups, "{0} group", "{0} groups"),
                    T.Count(state.Edges, "{0} membership", "{0} memberships")
                ],
                T["The rest of the reading, and everything behind it. The next read goes on from what was read to the end."]
            ),
        };
}
