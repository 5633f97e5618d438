using Muster.Engine.Plans;
using Muster.Server.Home;
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
    /// <summary>Words the judgement.</summary>
    public static ConnectionHealth Of(ConnectionStanding standing, LiveRun? live, DateTimeOffset now, Texts T)
    {
        if (live is not null)
            return new("run", T["At work"], T["{0} is under way.", live.What], $"/live/{live.Number}");
        var connection = standing.Connection;
        return standing switch
        {
            { Failed: { } failed } => new(
                "bad",
                T["Failing"],
                T["Run {0} could not be finished, and nothing was changed: {1}", failed.Id, failed.Message],
                $"/runs/{failed.Id}"
            ),
            { Held: { } held } => new(
                "hold",
                T["Held"],
                T[
                    "Run {0} waits for a person: {1}",
                    held.Id,
                    (held.Held is [var first, ..] ? first.Detail : null) ?? T["a guard rail holds it."]
                ],
                $"/runs/{held.Id}"
            ),
            { Waiting: { State: PlanState.Held } plan } => new(
                "hold",
                T["Held"],
                T["Plan {0} waits for a person.", plan.Id],
                $"/plans/{plan.Id}"
            ),
            { NotRead: { } not } => new("hold", T["Attention"], T["The directory could not be read: {0}", not.Why], not.Link),
            { Read: null } when connection.ImportRule is null => new(
                "idle",
                T["New"],
                T["Nothing was read yet. Check the permissions, then choose who is imported."],
                null
            ),
            { Read: null } => new("idle", T["New"], T["Nothing was read yet."], null),
            _ when connection is { AppliedConfiguration: > 0, HasUnappliedConfiguration: true } => new(
                "hold",
                T["Waiting"],
                T["Settings or rules were saved that no sync has followed yet."],
                null
            ),
            { Read: { } read } => new("ok", T["Up to date"], T["Up to date as of {0}.", Words.Relative(read.At, now)], $"/runs/{read.Run}"),
        };
    }
}
