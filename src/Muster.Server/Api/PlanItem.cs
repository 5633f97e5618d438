using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Server.Access;

namespace Muster.Server.Api;

/// <summary>A stored plan without its steps.</summary>
/// <param name="Id">Number, growing.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Connection">Name of the connection; null for a change made here without one.</param>
/// <param name="Run">The run that holds or applied it; null until there is one.</param>
/// <param name="Verb">What it was made for.</param>
/// <param name="Hash">Hash of its steps; null when the read was incomplete and there are none.</param>
/// <param name="BasedOn">The plan it was cut from, or whose rows it carries out.</param>
/// <param name="Revision">Number of the state it was computed from; null when the read was incomplete.</param>
/// <param name="Steps">How many steps of each kind.</param>
/// <param name="Held">Guard rails it ran into, with the arithmetic.</param>
/// <param name="Problems">What a person should look at.</param>
/// <param name="Decisions">What every guard rail and rule decided.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="MadeBy">Who asked for it.</param>
/// <param name="ExpiresAt">Until when it can be applied; null when there is nothing to apply.</param>
/// <param name="DecidedAt">When a person decided about it, or it was applied.</param>
/// <param name="DecidedBy">Who did.</param>
/// <param name="DecisionReason">The reason given.</param>
/// <param name="Message">What else there is to say of it.</param>
/// <param name="StepsKept">Whether its steps are still kept.</param>
/// <param name="NotRead">What of the directory was not read to its end when it was made, so that it has no steps; null for a plan that has some, and for one of before this was noted.</param>
internal sealed record PlanItem(
    long Id,
    PlanState State,
    string? Connection,
    long? Run,
    string Verb,
    string? Hash,
    long? BasedOn,
    long? Revision,
    PlanCounts Steps,
    IReadOnlyList<GuardTrip> Held,
    IReadOnlyList<PlanProblem> Problems,
    IReadOnlyList<Decision> Decisions,
    DateTimeOffset MadeAt,
    string MadeBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? DecidedAt,
    string? DecidedBy,
    string? DecisionReason,
    string? Message,
    bool StepsKept,
    IReadOnlyList<UnreadStream>? NotRead
)
{
    public static PlanItem Of(StoredPlan plan, IReadOnlyDictionary<int, string> connections) =>
        new(
            plan.Id,
            plan.State,
            plan.Connection is { } key ? connections.GetValueOrDefault(key) : null,
            plan.Run,
            plan.Verb,
            plan.Hash,
            plan.BasedOn,
            plan.Basis?.Revision,
            plan.Counts,
            plan.Held,
            plan.Problems,
            plan.Decisions,
            plan.MadeAt,
            plan.MadeBy,
            plan.ExpiresAt,
            plan.DecidedAt,
            plan.DecidedBy,
            plan.DecisionReason,
            plan.Message,
            plan.HasSteps,
            plan.Unread
        );
}

/// <summary>A plan that is asked for.</summary>
/// <param name="Connection">Name of the connection; may be left out where there is only one.</param>
/// <param name="Groups">Names of groups to limit it to; all when left out.</param>
/// <param name="Full">Read everything again instead of the changes, and compare every user.</param>
/// <param name="AdditionsOnly">Leave out every removal and suspension.</param>
/// <param name="Users">UPNs, mail addresses or object ids of the directory: only what is about these people; everybody when left out.</param>
internal sealed record PlanOrder(
    string? Connection = null,
    IReadOnlyList<string>? Groups = null,
    bool Full = false,
    bool AdditionsOnly = false,
    IReadOnlyList<string>? Users = null
) : INamesConnection;

/// <summary>How a plan is compared.</summary>
/// <param name="Read">Read the directory first; otherwise what was read last counts.</param>
internal sealed record CompareOrder(bool Read = false);

/// <summary>A plan beside one made now.</summary>
/// <param name="Plan">Number of the plan.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="FreshHash">Hash of the plan made now.</param>
/// <param name="Same">Whether they do the same.</param>
/// <param name="Applicable">Whether the plan may still be applied; rows that are gone are then dropped.</param>
/// <param name="GoneCount">How many rows are done already or no longer called for.</param>
/// <param name="FreshCount">How many rows only the later plan has.</param>
/// <param name="Gone">Those rows in words, at most 500.</param>
/// <param name="Fresh">Those rows in words, at most 500.</param>
/// <param name="Truncated">Whether one of the lists is shorter than its count.</param>
/// <param name="Comparison">Number under which <c>GET /plans/{id}/comparisons/{comparison}</c> lists all rows page by page, as long as this server keeps it; null where nothing differs.</param>
internal sealed record PlanDifferenceItem(
    long Plan,
    string? Hash,
    string FreshHash,
    bool Same,
    bool Applicable,
    int GoneCount,
    int FreshCount,
    IReadOnlyList<string> Gone,
    IReadOnlyList<string> Fresh,
    bool Truncated,
    long? Comparison
)
{
    /// <summary>Most rows that are listed of each.</summary>
    public const int Most = 500;
}

/// <summary>A row in which a plan and one made later differ.</summary>
/// <param name="Side">Which of the two has it.</param>
/// <param name="Row">The row in words.</param>
internal sealed record ComparedRowItem(ComparedSide Side, string Row);

/// <summary>Which of two plans has a row.</summary>
internal enum ComparedSide
{
    /// <summary>Only the plan made later.</summary>
    Fresh,

    /// <summary>Only the plan itself: done already, or no longer called for.</summary>
    Gone,
}

/// <summary>A decision with its reason.</summary>
/// <param name="Reason">Why; kept with what is decided.</param>
internal sealed record Decided(string Reason);

/// <summary>What to take out of a plan.</summary>
/// <param name="AdditionsOnly">Every removal and suspension.</param>
/// <param name="WithoutGroups">Everything about these groups, by name.</param>
/// <param name="WithoutUsers">Everything about these people, by UPN or mail.</param>
internal sealed record CutOrder(
    bool AdditionsOnly = false,
    IReadOnlyList<string>? WithoutGroups = null,
    IReadOnlyList<string>? WithoutUsers = null
);

/// <summary>One change of a plan. What does not apply to its type is null.</summary>
/// <param name="Type">What changes: <c>createUser</c>, <c>addMembership</c>, <c>removeMembership</c>, <c>linkGroup</c>, …</param>
/// <param name="Group">Name of the group.</param>
/// <param name="User">Name of the user.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Id">Object id of the directory object that is followed from then on.</param>
/// <param name="Through">Nested directory group through which somebody comes.</param>
/// <param name="Cause">Why somebody leaves, or why something is linked or ended.</param>
/// <param name="Evidence">What a removal rests on: stated, or inferred.</param>
/// <param name="Detail">The same in words: what changes how, or why.</param>
/// <param name="Exception">Number of the exception.</param>
/// <param name="Until">When it ends by itself.</param>
internal sealed record PlanStepItem(
    string Type,
    string? Group = null,
    string? User = null,
    Core.Platform.MembershipRelation? Relation = null,
    Core.Platform.MembershipOrigin? Origin = null,
    string? Id = null,
    string? Through = null,
    string? Cause = null,
    Evidence? Evidence = null,
    string? Detail = null,
    long? Exception = null,
    DateTimeOffset? Until = null
);
