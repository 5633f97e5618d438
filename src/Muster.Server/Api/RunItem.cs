using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Runs;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>One read-plan-apply, kept in history.</summary>
/// <param name="Id">Number, growing.</param>
/// <param name="Connection">Name of the connection; null for a change made here without one.</param>
/// <param name="Verb">What it was for: <c>sync</c>, <c>users import</c>, …</param>
/// <param name="Actor">Who or what started it.</param>
/// <param name="Trigger">What began it, as its verb and actor tell.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Sentence">How it ended, in one sentence: the same that the admin app and the command line show.</param>
/// <param name="Full">Whether the directory was read in full.</param>
/// <param name="Planned">How its plan was made: in full, or from what changed.</param>
/// <param name="PlannedBecause">Why so.</param>
/// <param name="Plan">Number of its plan; null for none.</param>
/// <param name="Settings">Version of the settings and rules that its plan follows; null where it was not kept.</param>
/// <param name="PlanHash">Hash of its plan.</param>
/// <param name="Revision">Number of the state it made; null when nothing was applied.</param>
/// <param name="Steps">What its plan counted.</param>
/// <param name="Held">Guard rails that hold it, with the arithmetic.</param>
/// <param name="Problems">What a person should look at.</param>
/// <param name="Requests">Requests that reading the directory took.</param>
/// <param name="LimitShare">The highest share of its limit that Graph said was used, 1 for all of it; null when it said nothing, which it does below four fifths.</param>
/// <param name="Seconds">How long each part took.</param>
/// <param name="Verified">What reading back showed; null when nothing was applied, and where it was not read back.</param>
/// <param name="Rail">Its declared steps, in order, with how each ended; while another process makes it, as that one notes them.</param>
/// <param name="Message">Why it failed or was rejected, for people.</param>
/// <param name="DecidedBy">Who released or rejected it.</param>
/// <param name="DecisionReason">The reason given.</param>
/// <param name="Elsewhere">That another process makes it, and how far it is, in words; null when it has ended, when this server makes it, and in lists.</param>
internal sealed record RunItem(
    long Id,
    string? Connection,
    string Verb,
    string Actor,
    RunTrigger Trigger,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    RunOutcome Outcome,
    string Sentence,
    bool Full,
    string? Planned,
    string? PlannedBecause,
    long? Plan,
    long? Settings,
    string? PlanHash,
    long? Revision,
    PlanCounts Steps,
    IReadOnlyList<GuardTrip> Held,
    IReadOnlyList<PlanProblem> Problems,
    long Requests,
    double? LimitShare,
    RunSeconds Seconds,
    VerifiedItem? Verified,
    IReadOnlyList<RailItem> Rail,
    string? Message,
    string? DecidedBy,
    string? DecisionReason,
    string? Elsewhere
)
{
    private static readonly Texts T = Texts.English;

    public static RunItem Of(Run run, IReadOnlyDictionary<int, string> connections) =>
        new(
            run.Id,
            run.Connection is { } key ? connections.GetValueOrDefault(key) : null,
            run.Verb,
            run.Actor,
            RunTriggers.Of(run),
            run.StartedAt,
            run.EndedAt,
            run.Outcome,
            RunWords.Ended(T, run),
            run.Full,
            run.Planning?.Word,
            run.Planning?.Reason,
            run.Plan,
            run.Configuration,
            run.PlanHash,
            run.Revision,
            run.Counts,
            run.Held,
            run.Problems,
            run.Spending.Requests,
            run.Spending.LimitShare,
            run.Seconds,
            VerifiedItem.Of(run.Verified),
            RailItem.Of(RunRail.After(run)),
            run.Message,
            run.DecidedBy,
            run.DecisionReason,
            null
        );
}

/// <summary>What reading back showed, after a plan was written.</summary>
/// <param name="Memberships">Memberships that the plan began or ended.</param>
/// <param name="Differing">Whatever does not stand as planned, of every kind; 0 is well.</param>
/// <param name="People">People whom the plan made or changed; 0 also in runs of before they were read back, as for the kinds that follow.</param>
/// <param name="Groups">Groups that the plan made or changed themselves.</param>
/// <param name="SubGroups">Sub-groups that the plan began or ended.</param>
/// <param name="Exceptions">Exceptions that the plan began, moved or ended.</param>
/// <param name="Where">Where they differ; the first few.</param>
/// <param name="Sentence">It in one sentence: the same that the admin app and the command line show.</param>
internal sealed record VerifiedItem(
    long Memberships,
    long Differing,
    long People,
    long Groups,
    long SubGroups,
    long Exceptions,
    IReadOnlyList<string> Where,
    string Sentence
)
{
    public static VerifiedItem? Of(RunVerification? verified) =>
        verified is null
            ? null
            : new(
                verified.Memberships,
                verified.Differing,
                verified.People,
                verified.Groups,
                verified.SubGroups,
                verified.Exceptions,
                verified.Where,
                RunWords.Verified(Texts.English, verified)!
            );
}
