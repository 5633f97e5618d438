using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Inbox;
using Muster.Engine.Incremental;
using Muster.Engine.Plans;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Engine.Runs;

/// <summary>One read-plan-apply, kept in history.</summary>
public sealed record Run
{
    /// <summary>Number in the workspace, growing.</summary>
    public required long Id { get; init; }

    /// <summary>Key of the connection; null for a change made here without one.</summary>
    public int? Connection { get; init; }

    /// <summary>What the run was for: <c>sync</c>, <c>users import</c>, <c>groups create</c>, …</summary>
    public required string Verb { get; init; }

    /// <summary>Who or what started it.</summary>
    public required string Actor { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs, or when its process died.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended.</summary>
    public RunOutcome Outcome { get; init; }

    /// <summary>Whether the directory was read in full.</summary>
    public bool Full { get; init; }

    /// <summary>Number of the stored plan that it holds or carries out; null when there was nothing to do, or before it is stored.</summary>
    public long? Plan { get; init; }

    /// <summary>How its plan was asked for; goes with the plan when that is stored, and is not kept with the run.</summary>
    public PlanOrigin? Origin { get; init; }

    /// <summary>What every guard rail and rule decided, in the words of that time.</summary>
    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>How its plan was made, and why so; null before there was one.</summary>
    public PlanningWay? Planning { get; init; }

    /// <summary>Version of the connection's settings and rules that its plan follows; null before there was one, and where it was not kept yet.</summary>
    public long? Configuration { get; init; }

    /// <summary>When the directory first told of a change that it was begun for; null where it told nothing.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>How far it is while it runs, as whoever makes it notes; null where that is not noted.</summary>
    public RunPhase? Phase { get; init; }

    /// <summary>Hash of its plan; null before there was one.</summary>
    public string? PlanHash { get; init; }

    /// <summary>What its plan counted.</summary>
    public PlanCounts Counts { get; init; } = new();

    /// <summary>Guard rails that hold it, with the arithmetic.</summary>
    public IReadOnlyList<GuardTrip> Held { get; init; } = [];

    /// <summary>What a person should look at.</summary>
    public IReadOnlyList<PlanProblem> Problems { get; init; } = [];

    /// <summary>What reading cost.</summary>
    public ReadSpending Spending { get; init; } = new(0, 0, 0);

    /// <summary>How long each part took.</summary>
    public RunSeconds Seconds { get; init; } = new(0, 0, 0);

    /// <summary>What reading back showed; null when nothing was applied, and where it was not read back.</summary>
    public RunVerification? Verified { get; init; }

    /// <summary>Revision it made; null when nothing was applied.</summary>
    public long? Revision { get; init; }

    /// <summary>Why it failed, or was rejected, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Why nothing was applied, for programs; the message says it for people.</summary>
    public RunReason Reason { get; init; }

    /// <summary>What kind of fault kept the directory from being read; known to the process that ran, not kept.</summary>
    public DirectoryFault? Fault { get; init; }

    /// <summary>What the run says about the inbox of problems; known to the process that ran, not kept.</summary>
    public ProblemScope Inbox { get; init; }

    /// <summary>Who released or rejected a held run.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The reason given with that decision.</summary>
    public string? DecisionReason { get; init; }
}

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>It has not ended.</summary>
    Running = 0,

    /// <summary>Its plan was applied.</summary>
    Applied = 1,

    /// <summary>There was nothing to do.</summary>
    NoChanges = 2,

    /// <summary>A guard rail holds it; a person approves or rejects.</summary>
    Held = 3,

    /// <summary>The directory was not read to the end; nothing was changed.</summary>
    Incomplete = 4,

    /// <summary>It failed; nothing was changed.</summary>
    Failed = 5,

    /// <summary>A person stopped it, or declined; nothing was changed.</summary>
    Cancelled = 6,

    /// <summary>It was held and a person rejected it.</summary>
    Rejected = 7,

    /// <summary>It was held, and a later plan took its place.</summary>
    Superseded = 8,
}

/// <summary>Why a run ended without applying anything. The numbers are stored and must not change.</summary>
public enum RunReason
{
    /// <summary>Nothing in particular: it was applied, or a fault ended it.</summary>
    None = 0,

    /// <summary>It was stopped from outside.</summary>
    Stopped = 1,

    /// <summary>Whoever was asked said no, or nothing.</summary>
    Declined = 2,

    /// <summary>Its plan removes another number of memberships than was expected.</summary>
    OtherRemovals = 3,

    /// <summary>Its plan is another one than was looked at.</summary>
    OtherPlan = 4,

    /// <summary>What its plan was made from changed before it was applied.</summary>
    Overtaken = 5,

    /// <summary>Its connection only observes.</summary>
    ObservesOnly = 6,
}

/// <summary>Seconds that the parts of a run took.</summary>
/// <param name="Read">Reading the directory.</param>
/// <param name="Plan">Comparing it with what is here, and weighing the plan.</param>
/// <param name="Apply">Writing the plan.</param>
public sealed record RunSeconds(double Read, double Plan, double Apply)
{
    /// <summary>Reading back what was written.</summary>
    public double Verify { get; init; }
}
