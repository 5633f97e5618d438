using System.Globalization;
using Muster.Core.Planning;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Server.Plans;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>Plans, their steps, runs and problems: the tables that leave the house, the same in the app and the API.</summary>
internal static class WorkTables
{
    private static readonly string[] Counts =
    [
        "steps",
        "usersCreated",
        "usersSuspended",
        "membersAdded",
        "membersRemoved",
        "ownersAdded",
        "ownersRemoved",
    ];

    /// <summary>Plans, the newest first.</summary>
    /// <param name="muster">Where from.</param>
    /// <param name="names">Names of the connections by key.</param>
    /// <param name="filter">Which; where its page begins and ends does not count.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static ExportTable Plans(
        MusterInstance muster,
        IReadOnlyDictionary<int, string> names,
        PlanFilter filter,
        CancellationToken cancellationToken
    ) =>
        new(
            "plans",
            [
                "plan",
                "state",
                "connection",
                "verb",
                "madeAt",
                "madeBy",
                "expiresAt",
                "run",
                .. Counts,
                "heldBy",
                "problems",
                "decidedAt",
                "decidedBy",
                "decisionReason",
                "message",
                "hash",
            ],
            Keyset
                .AllAsync(
                    (StoredPlan? last, int most) =>
                        muster.Database.Plans.ListAsync(filter with { Before = last?.Id, Limit = most }, cancellationToken),
                    cancellationToken
                )
                .Select(plan =>
                    new object?[]
                    {
                        plan.Id,
                        JsonFormat.Word(plan.State),
                        Name(names, plan.Connection),
                        plan.Verb,
                        plan.MadeAt,
                        plan.MadeBy,
                        plan.ExpiresAt,
                        plan.Run,
                    }
                        .Concat(Of(plan.Counts))
                        .Concat([
                            string.Join(", ", plan.Held.Select(trip => trip.Guard)),
                            plan.Problems.Count,
                            plan.DecidedAt,
                            plan.DecidedBy,
                            plan.DecisionReason,
                            plan.Message,
                            plan.Hash,
                        ])
                        .ToArray()
                ),
            [("List", "plans"), .. AskedFor.Of(filter, names)]
        );

    /// <summary>Runs, the newest first.</summary>
    /// <param name="muster">Where from.</param>
    /// <param name="names">Names of the connections by key.</param>
    /// <param name="filter">Which; where its page begins and ends does not count.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static ExportTable Runs(
        MusterInstance muster,
        IReadOnlyDictionary<int, string> names,
        RunFilter filter,
        CancellationToken cancellationToken
    ) =>
        new(
            "runs",
            [
                "run",
                "outcome",
                "connection",
                "verb",
                "actor",
                "startedAt",
                "endedAt",
                "readInFull",
                "plan",
                "revision",
                .. Counts,
                "heldBy",
                "problems",
                "requests",
                "decidedBy",
                "decisionReason",
                "message",
                "trigger",
                "planHash",
            ],
            Keyset
                .AllAsync(
                    (Run? last, int most) =>
                        muster.Database.Runs.ListAsync(filter with { Before = last?.Id, Limit = most }, cancellationToken),
                    cancellationToken
                )
                .Select(run =>
                    new object?[]
                    {
                        run.Id,
                        JsonFormat.Word(run.Outcome),
                        Name(names, run.Connection),
                        run.Verb,
                        run.Actor,
                        run.StartedAt,
                        run.EndedAt,
                        run.Full ? "true" : "false",
                        run.Plan,
                        run.Revision,
                    }
                        .Concat(Of(run.Counts))
                        .Concat([
                            string.Join(", ", run.Held.Select(trip => trip.Guard)),
                            run.Problems.Count,
                            run.Spending.Requests,
                            run.DecidedBy,
                            run.DecisionReason,
                            run.Message,
                            JsonFormat.Word(RunTriggers.Of(run)),
                            run.PlanHash,
                        ])
                        .ToArray()
                ),
            [("List", "runs"), .. AskedFor.Of(filter, names)]
        );

    /// <summary>The steps of a plan as its page lays them out: by group, removals first.</summary>
    /// <param name="plan">Number of the plan.</param>
    /// <param name="sheet">The plan laid out.</param>
    /// <param name="kind"><c>removals</c>, <c>additions</c> or <c>changes</c>; something else for all.</param>
    /// <param name="search">Part of the name of a group or person; null for all.</param>
    /// <param name="department">Name of the only department; null for all.</param>
    /// <param name="people">Keys of those who are in it; null for all.</param>
    public static ExportTable Steps(long plan, PlanSheet sheet, string? kind, string? search, string? department, IReadOnlySet<int>? people)
    {
        var sign = PlanSheet.SignOf(kind);
        return new(
            "steps",
            ["plan", "part", "change", "step", "name", "signInName", "detail"],
            sheet
                .Find(sign, search, people)
                .SelectMany(section => section.Lines, (section, line) => (section, line))
                .Select(row =>
                    new object?[]
                    {
                        plan,
                        row.section.Title,
                        JsonFormat.Word(row.line.Sign),
                        row.line.Verb,
                        row.line.Who,
                        row.line.LeaveOut,
                        row.line.Detail,
                    }
                )
                .ToAsyncEnumerable(),
            [
                ("List", "steps"),
                .. AskedFor.Of(
                    new
                    {
                        Plan = plan,
                        Kind = sign,
                        Search = search,
                        Department = department,
                    }
                ),
            ]
        );
    }

    /// <summary>The rows in which a plan and a fresh one differ, in the order of the page.</summary>
    public static ExportTable Differing(ComparedPlan compared) =>
        new(
            "differing-rows",
            ["difference", "row"],
            compared.Rows.Select(row => new object?[] { row.IsFresh ? "fresh" : "gone", row.Row }).ToAsyncEnumerable(),
            [("List", "rows that differ from a fresh plan"), ("Plan", compared.Plan.ToString(CultureInfo.InvariantCulture))]
        );

    /// <summary>Problems, those seen last first.</summary>
    /// <param name="muster">Where from.</param>
    /// <param name="names">Names of the connections by key.</param>
    /// <param name="filter">Which; where its page begins and ends does not count.</param>
    /// <param name="owners">Names of those who see to some problems, by number.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static ExportTable Problems(
        MusterInstance muster,
        IReadOnlyDictionary<int, string> names,
        ProblemFilter filter,
        Func<IReadOnlyCollection<long>, CancellationToken, Task<IReadOnlyDictionary<long, string>>> owners,
        CancellationToken cancellationToken
    ) =>
        new(
            "problems",
            [
                "id",
                "state",
                "connection",
                "code",
                "subject",
                "count",
                "effect",
                "fix",
                "firstSeen",
                "since",
                "lastSeen",
                "lastRun",
                "resolvedAt",
                "snoozedUntil",
                "snoozed",
                "owner",
            ],
            Keyset
                .AllAsync(
                    (InboxProblem? last, int most) =>
                        muster.Database.Problems.PageAsync(
                            filter with
                            {
                                ByNumber = true,
                                After = last is null ? null : ProblemPlace.Of(last),
                                Limit = most,
                            },
                            cancellationToken
                        ),
                    cancellationToken
                )
                .BesideAsync(page => owners([.. page.Select(problem => problem.Id)], cancellationToken), cancellationToken)
                .Select(listed => Row(listed.Row, names, filter.At, listed.Beside.GetValueOrDefault(listed.Row.Id))),
            [("List", "problems"), .. AskedFor.Of(filter, names)]
        );

    private static object?[] Row(InboxProblem problem, IReadOnlyDictionary<int, string> names, DateTimeOffset at, string? owner) =>
        [
            problem.Id,
            JsonFormat.Word(problem.StateAt(at)),
            Name(names, problem.Connection),
            problem.Code,
            problem.Subject,
            problem.Count,
            problem.Effect,
            problem.Fix,
            problem.FirstSeen,
            problem.Since,
            problem.LastSeen,
            problem.LastRun,
            problem.ResolvedAt,
            problem.SnoozedUntil,
            problem.Snoozed,
            owner,
        ];

    private static IEnumerable<object?> Of(PlanCounts counts) =>
        [
            counts.Total,
            counts.UsersCreated,
            counts.UsersSuspended,
            counts.MembersAdded,
            counts.MembersRemoved,
            counts.OwnersAdded,
            counts.OwnersRemoved,
        ];

    private static string? Name(IReadOnlyDictionary<int, string> names, int? connection) =>
        connection is { } key ? names.GetValueOrDefault(key) : null;
}
