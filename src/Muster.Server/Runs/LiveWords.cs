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
        if (state.Failure is { } failure)
            return failure;
        if (state is { EndedAt: not null, Outcome: RunOutcome.Held })
            return T["Held by a guard rail; it waits for a person. Nothing was changed."];
        if (state.EndedAt is { } ended)
            return T["Done in {0}.", Words.Duration(ended - run.StartedAt)];
        if (run.IsStopping)
            return state.Phase == RunPhase.Apply
                ? T["Stopping. What is being written is taken back whole, unless it was just finished."]
                : T["Stopping. Nothing has been changed."];
        return state.Phase switch
        {
            null => T["Waiting to begin."],
            RunPhase.Read when state.Waiting is { } wait => T[
                "The directory asks to wait {0}. So far: {1}.",
                Numbers.Seconds(wait.TotalSeconds),
                Counts(T, state)
            ],
            RunPhase.Read => T["Reading the directory: {0}.", Counts(T, state)],
            RunPhase.Plan => T["Comparing what was read with what is here, and weighing it by the guard rails."],
            _ when state.Total > 0 => T["Applying: {0} of {1} steps written.", Words.Number(state.Done), Words.Number(state.Total)],
            _ => T["Applying the plan in one piece."],
        };
    }

    /// <summary>How fast the present phase goes; null while that is not steady yet.</summary>
    public static string? Rate(Texts T, LiveState state, DateTimeOffset now)
    {
        if (state.EndedAt is not null || state.PhaseAt is not { } since || now - since < TimeSpan.FromSeconds(2))
            return null;
        var seconds = (now - since).TotalSeconds;
        return state.Phase switch
        {
            RunPhase.Read => T["{0} entries a second", Words.Number((long)((state.Users + state.Groups + state.Edges) / seconds))],
            RunPhase.Apply => T["{0} steps a second", Words.Number((long)(state.Done / seconds))],
            _ => null,
        };
    }

    private static string Counts(Texts T, LiveState state) =>
        string.Join(
            ", ",
            T.Count(state.Users, "{0} user", "{0} users"),
            T.Count(state.Groups, "{0} group", "{0} groups"),
            T.Count(state.Edges, "{0} membership", "{0} memberships")
        );
}
