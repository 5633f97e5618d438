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
            return failure;
        if (state is { EndedAt: not null, Outcome: RunOutcome.Held })
            return T["Held by a guard rail; it waits for a person. Nothing was changed."];
        if (state.EndedAt is { } ended)
            return T["Done in {0}.", Words.Duration(ended - run.StartedAt)];
        if (run.IsStopping)
            return state.Phase == RunPhase.Apply
                ? T["Stopping. What is being written is taken back whole, unless it was just finished."]
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
            RunPhase.Read => T["{0} entries a second", Words.Number((long)((state.Users + state.Groups + state.Edges) / seconds))],
            RunPhase.Apply => T["{0} steps a second", Words.Number((long)(state.Done / seconds))],
            _ => null,
        };
    }
}
