using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Checking;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Plans;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Checking;

/// <summary>The steps that are alike for a person and a group: how the directory answers, and what a plan of just this would do.</summary>
internal sealed class CheckParts(MusterInstance muster, Connection connection, Texts T)
{
    private const int MostLines = 50;

    /// <summary>Asks the directory on the spot.</summary>
    /// <param name="stream">Whether it is a user or a group.</param>
    /// <param name="id">Its object id.</param>
    /// <param name="read">Whether to ask; whoever may not make plans sees what was read last.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null where it was not asked.</returns>
    public async Task<LookOutcome?> LookAsync(DirectoryStream stream, ObjectId id, bool read, CancellationToken cancellationToken) =>
        read ? await muster.Looks.LookAsync(connection, stream, id, cancellationToken) : null;

    /// <summary>Whether the directory answers.</summary>
    public async Task<CheckStep> ConnectAsync(LookOutcome? outcome, CancellationToken cancellationToken) =>
        outcome switch
        {
            LookOutcome.Answered(var look, var took) => new(
                T["Connect"],
                "ok",
                T["works"],
                T["Signed in and answered in {0} ms.", Words.Number(T, (long)took.TotalMilliseconds)],
                [
                    $"{T["Connection"]}: {connection.Name}",
                    $"Graph: {connection.GraphUrl}",
                    $"{T["Tenant"]}: {look.Tenant?.ToString() ?? T["not known"]}",
                    $"{T["Permissions"]}: {(look.Permissions is { Count: > 0 } roles ? string.Join(", ", roles) : T["not known"])}",
                ]
            ),
            LookOutcome.Failed(var why) => new(
                T["Connect"],
                "bad",
                T["failing"],
                T["The directory did not answer, so what follows is from its last read."],
                [T.Told(why), .. await LastReadAsync(cancellationToken)]
            ),
            _ => await AsLastReadAsync(cancellationToken),
        };

    /// <summary>Answers of the directory as evidence.</summary>
    public static IReadOnlyList<RawEvidence> Raw(LookOutcome? outcome) =>
        outcome is LookOutcome.Answered(var look, _)
            ? [.. look.Answers.Select(answer => new RawEvidence($"{answer.Question} → {answer.Status} ({answer.Reference})", answer.Body))]
            : [];

    /// <summary>What a plan of just this would do, and what the guard rails would say of it.</summary>
    /// <param name="request">Asks for that plan.</param>
    /// <param name="about">Names of what is checked, by which problems are its own; those of others are not told here.</param>
    /// <param name="would">Begins the sentence that says what it would do.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckTrace> DifferenceAsync(
        SyncRequest request,
        IReadOnlyCollection<string?> about,
        Func<string, string> would,
        CancellationToken cancellationToken
    )
    {
        if (await muster.Glance.PlanAsync(request, cancellationToken) is not { } planned)
            return Unknown(T["Other work is changing what is here. Check again when it has ended."]);
        if (!planned.Mirror.Certificate.Complete)
            return Unknown(T["The directory was not read to its end, so nothing can be compared. Run a sync, then check again."]);
        if (planned.Plan.IsEmpty)
            return new(
                [new(T["Difference"], "ok", T["none"], T["What is here is what should be."], [.. Problems(planned.Plan, about)])],
                null
            );
        var sheet = await PlanLayout.LayOutAsync(muster, planned.Plan, connection.Key, null, T, cancellationToken);
        var lines = sheet
            .Sections.SelectMany(section => section.Lines, (section, line) => $"{section.Title}: {line.Verb} {line.Who}{Detail(line)}")
            .ToList();
        return new(
            [
                new(
                    T["Difference"],
                    "hold",
                    T["differs"],
                    would(PlanWords.Sentence(T, planned.Plan.Counts)),
                    [
                        .. lines.Take(MostLines),
                        .. lines.Count > MostLines
                            ? [T["and {0} more", Ui.Words.Number(T, lines.Count - MostLines)]]
                            : Array.Empty<string>(),
                        .. Problems(planned.Plan, about),
                    ]
                ),
                Guard(planned),
            ],
            request with
            {
                AsLastRead = false,
            }
        );
    }

    /// <summary>Nothing can be said about what differs.</summary>
    public CheckTrace Unknown(string why) => new([new(T["Difference"], "idle", T["not known"], why, [])], null);

    private CheckStep Guard(PlannedRun planned)
    {
        IReadOnlyList<string> weighed =
        [
            .. planned
                .Decisions.Where(decision => decision.Kind is DecisionKind.GuardPassed or DecisionKind.GuardTripped)
                .Select(decision => $"{T.Told(decision.Rule)}: {T.Told(decision.Detail)}"),
        ];
        return planned.Verdict is PlanVerdict.Held
            ? new(T["Guard rails"], "hold", T["would hold it"], T["A person would have to decide."], weighed)
            : new(T["Guard rails"], "ok", T["let it pass"], T["No guard rail would hold it."], weighed);
    }

    private async Task<CheckStep> AsLastReadAsync(CancellationToken cancellationToken)
    {
        var read = await LastAsync(cancellationToken);
        return read switch
        {
            null => new(T["Connect"], "idle", T["not known"], T["No run has read this directory yet."], []),
            { Outcome: RunOutcome.Incomplete } => new(
                T["Connect"],
                "bad",
                T["failing"],
                T["The last read could not be finished, so what follows is from before it."],
                [$"{T["Run {0}", read.Id]}: {T.Told(read.Message)}"]
            ),
            _ => new(
                T["Connect"],
                "ok",
                T["works"],
                T["Last read by run {0} on {1}.", read.Id, Words.Exact(T, read.StartedAt)],
                [T["Requests to the directory: {0}", Words.Number(T, read.Spending.Requests)]]
            ),
        };
    }

    private async Task<IReadOnlyList<string>> LastReadAsync(CancellationToken cancellationToken) =>
        await LastAsync(cancellationToken) is { } read ? [T["Last read by run {0} on {1}.", read.Id, Words.Exact(T, read.StartedAt)]] : [];

    private async Task<Run?> LastAsync(CancellationToken cancellationToken) =>
        (await muster.Database.Runs.ListAsync(new RunFilter { Connection = connection.Key, Limit = 20 }, cancellationToken)).FirstOrDefault(
            run => run.Spending.Requests > 0
        );

    private static string Detail(PlanLine line) => line.Detail.Length == 0 ? "" : $" ({line.Detail})";

    private IEnumerable<string> Problems(SyncPlan plan, IReadOnlyCollection<string?> about) =>
        plan.Problems.Where(problem => about.Contains(problem.Subject)).Select(problem => $"{problem.Subject}: {T.Told(problem.Message)}");
}
