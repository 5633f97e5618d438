using Muster.Engine.Connections;
using Muster.Engine.Runs;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>How a connection stands, in a word and a sentence.</summary>
/// <param name="Kind">Meaning of the badge: <c>ok</c>, <c>run</c>, <c>hold</c>, <c>bad</c> or <c>idle</c>.</param>
/// <param name="Word">The word.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Link">Where to look next; null for nowhere.</param>
internal sealed record ConnectionHealth(string Kind, string Word, string Sentence, string? Link)
{
    /// <summary>Judges by the latest runs, newest first.</summary>
    public static ConnectionHealth Of(Connection connection, IReadOnlyList<Run> runs, LiveRun? live, DateTimeOffset now)
    {
        if (live is not null)
            return new("run", "At work", $"{live.What} is under way.", $"/live/{live.Number}");
        var held = runs.FirstOrDefault(run => run.Outcome == RunOutcome.Held);
        if (held is not null)
            return new(
                "hold",
                "Held",
                $"Run {held.Id} waits for a person: {held.Held.FirstOrDefault()?.Detail ?? "a guard rail holds it."}",
                $"/runs/{held.Id}"
            );
        var last = runs.FirstOrDefault(run => run.Outcome is not RunOutcome.Running);
        return last switch
        {
            null when connection.ImportRule is null => new(
                "idle",
                "New",
                "Nothing was read yet. Check the permissions, then choose who is imported.",
                null
            ),
            null => new("idle", "New", "Nothing was read yet.", null),
            { Outcome: RunOutcome.Incomplete or RunOutcome.Failed } => new(
                "bad",
                "Failing",
                $"Run {last.Id} could not be finished, and nothing was changed: {last.Message}",
                $"/runs/{last.Id}"
            ),
            _ when connection is { AppliedConfiguration: > 0, HasUnappliedConfiguration: true } => new(
                "hold",
                "Waiting",
                "Settings or rules were saved that no sync has followed yet.",
                null
            ),
            { EndedAt: { } at } => new(
                "ok",
                "Up to date",
                $"Up to date as of {Words.Relative(at, now)}.",
                $"/runs/{last.Id}"
            ),
            _ => new("idle", "Idle", "Nothing is under way.", null),
        };
    }
}
