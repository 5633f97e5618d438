using Muster.Engine.Plans;
using Muster.Server.Home;
using Muster.Server.Scheduling;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>How a connection stands, in a word, a sentence, and how fresh it is.</summary>
/// <param name="Health">The judgement.</param>
/// <param name="Kind">Meaning of the badge: <c>ok</c>, <c>hold</c>, <c>bad</c> or <c>idle</c>.</param>
/// <param name="Word">The word.</param>
/// <param name="Icon">Another picture than that of the meaning; null for that.</param>
/// <param name="Sentence">Why it is this word.</param>
/// <param name="Freshness">As of when what is here is known.</param>
/// <param name="Link">Where to look next; null for nowhere.</param>
internal sealed record ConnectionHealth(
    HealthWord Health,
    string Kind,
    string Word,
    string? Icon,
    string Sentence,
    string Freshness,
    string? Link
)
{
    /// <summary>The sentence, and how fresh it is where the sentence does not say so.</summary>
    public string Lead => Sentence == Freshness ? Sentence : $"{Sentence} {Freshness}";

    /// <summary>Words the judgement.</summary>
    public static ConnectionHealth Of(ConnectionStanding standing, DateTimeOffset now, Texts T)
    {
        var freshness = FreshnessOf(standing, now, T);
        var (sentence, link) = Why(standing, freshness, now, T);
        var health = standing.Health;
        return new(
            health,
            HealthWords.Kind(health),
            HealthWords.Word(T, health),
            HealthWords.Icon(health),
            sentence,
            freshness,
            link ?? (standing.Read is { } read && health == HealthWord.Healthy ? $"/runs/{read.Run}" : null)
        );
    }

    private static string FreshnessOf(ConnectionStanding standing, DateTimeOffset now, Texts T) =>
        standing switch
        {
            { ReadAt: null } => T["Never read to its end."],
            { ReadAt: { } at } when standing.Failed is not null || standing.NotRead is not null => T[
                "Not known since {0}.",
                Words.Clock(T, at, now)
            ],
            { Waiting: { } plan } => T.Count(plan.Counts.Total, "{0} change waiting.", "{0} changes waiting."),
            { ReadAt: { } at } => T["Up to date as of {0}.", Words.Clock(T, at, now)],
        };

    private static (string Sentence, string? Link) Why(ConnectionStanding standing, string freshness, DateTimeOffset now, Texts T)
    {
        var connection = standing.Connection;
        return standing.Health switch
        {
            HealthWord.Failing when standing.Failed is { } failed => (
                T["Run {0} could not be finished, and nothing was changed: {1}", failed.Id, failed.Message],
                $"/runs/{failed.Id}"
            ),
            HealthWord.Held when standing.Held is { } held => (
                T[
                    "Run {0} waits for a person: {1}",
                    held.Id,
                    (held.Held is [var first, ..] ? first.Detail : null) ?? T["a guard rail holds it."]
                ],
                $"/runs/{held.Id}"
            ),
            HealthWord.Held when standing.Waiting is { State: PlanState.Held } plan => (
                T["Plan {0} waits for a person.", plan.Id],
                $"/plans/{plan.Id}"
            ),
            HealthWord.Attention when standing.NotRead is { } not => (T["The directory could not be read: {0}", not.Why], not.Link),
            HealthWord.NeverRun when connection.ImportRule is null => (
                T["Nothing was read yet. Check the permissions, then choose who is imported."],
                null
            ),
            HealthWord.NeverRun => (T["Nothing was read yet."], null),
            HealthWord.Paused => (
                standing.Pause is { } pause ? Ended(PauseWords.Of(T, pause, now)) : T["Paused."],
                Schedule(connection.Name)
            ),
            HealthWord.Attention when standing.HasUnapplied => (T["Settings or rules were saved that no sync has followed yet."], null),
            HealthWord.Attention => (
                T.Count(standing.Problems, "{0} problem needs a person.", "{0} problems need a person."),
                $"/problems?connection={Uri.EscapeDataString(connection.Name)}"
            ),
            _ => (freshness, null),
        };
    }

    private static string Schedule(string connection) => $"/schedule?connection={Uri.EscapeDataString(connection)}";

    private static string Ended(string sentence) => sentence.TrimEnd('.') + ".";
}
