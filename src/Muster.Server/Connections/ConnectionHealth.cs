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
    /// <summary>Judges by the latest runs, newest first, and by the last attempt to read if it failed.</summary>
    public static ConnectionHealth Of(
        Connection connection,
        IReadOnlyList<Run> runs,
        FailedRead? failedRead,
        LiveRun? live,
        DateTimeOffset now,
        Texts T
    )
    {
        if (live is not null)
            return new("run", T["At work"], T["{0} is under way.", live.What], $"/live/{live.Number}");
        var held = runs.FirstOrDefault(run => run.Outcome == RunOutcome.Held);
        if (held is not null)
            return new(
                "hold",
                T["Held"],
                T[
                    "Run {0} waits for a person: {1}",
                    held.Id,
                    (held.Held is [var first, ..] ? first.Detail : null) ?? T["a guard rail holds it."]
                ],
                $"/runs/{held.Id}"
            );
        var last = runs.FirstOrDefault(run => run.Outcome is not RunOutcome.Running);
        return last switch
        {
            { Outcome: RunOutcome.Incomplete or RunOutcome.Failed } => new(
                "bad",
                T["Failing"],
                T["Run {0} could not be finished, and nothing was changed: {1}", last.Id, last.Message],
                $"/runs/{last.Id}"
            ),
            _ when failedRead is not null => new(
                "hold",
                T["Attention"],
                T["The directory could not be read: {0}", failedRead.Why],
                failedRead.Link
            ),
            null when connection.ImportRule is null => new(
                "idle",
                T["New"],
                T["Nothing was read yet. Check the permissions, then choose who is imported."],
                null
            ),
            null => new("idle", T["New"], T["Nothing was read yet."], null),
            _ when connection is { AppliedConfiguration: > 0, HasUnappliedConfiguration: true } => new(
                "hold",
                T["Waiting"],
                T["Settings or rules were saved that no sync has followed yet."],
                null
            ),
            { EndedAt: { } at } => new("ok", T["Up to date"], T["Up to date as of {0}.", Words.Relative(at, now)], $"/runs/{last.Id}"),
            _ => new("idle", T["Idle"], T["Nothing is under way."], null),
        };
    }
}
