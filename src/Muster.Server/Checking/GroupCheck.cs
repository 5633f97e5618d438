using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Platform;
using Muster.Engine.Syncing;
using Muster.Server.Api;
using Muster.Server.Groups;
using Muster.Server.Plans;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Checking;

/// <summary>Follows one group from the directory, as last read, to what a sync of it alone would do. Stores and changes nothing.</summary>
internal sealed class GroupCheck(MusterInstance muster, GroupRow group, Texts T)
{
    private const int MostLines = 50;

    /// <summary>The steps, in order.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Engine.Runs.LeaseTakenException">Other work is under way.</exception>
    public async Task<IReadOnlyList<CheckStep>> TraceAsync(string actor, CancellationToken cancellationToken)
    {
        var actual = new CheckStep(
            T["Actual"],
            GroupWords.Kind(group.Link),
            GroupWords.Word(T, group.Link),
            GroupWords.Sentence(T, group),
            [T.Count(group.Members, "{0} member", "{0} members"), T.Count(group.Owners, "{0} owner", "{0} owners")]
        );
        if (await muster.OriginAsync(group, cancellationToken) is not { } origin)
            return
            [
                actual,
                new(T["Expected"], "idle", T["local"], T["It follows no directory group, so no sync decides who is in it."], []),
            ];
        var request = new SyncRequest
        {
            Connection = origin.Connection,
            Actor = actor,
            Groups = [group.Name],
            AsLastRead = true,
        };
        var planned = await muster.Syncs.PlanAsync(request, Quiet.Observer, cancellationToken);
        return
        [
            Read(origin.Source, origin.Connection.Name),
            actual,
            await DifferenceAsync(planned, cancellationToken),
            Guard(planned.Verdict),
        ];
    }

    private CheckStep Read(DirectoryGroup source, string connection)
    {
        IReadOnlyList<string> facts = [$"id: {source.Id}", $"{T["Connection"]}: {connection}", $"{T["Name"]}: {source.Name}"];
        return source.Presence == ObjectPresence.Present
            ? new(T["Read"], "ok", T["there"], T["The directory group is there."], facts)
            : new(T["Read"], "bad", T["gone"], T["The directory does not have this group any more."], facts);
    }

    private async Task<CheckStep> DifferenceAsync(PlannedRun planned, CancellationToken cancellationToken)
    {
        if (!planned.Mirror.Certificate.Complete)
            return new(
                T["Difference"],
                "idle",
                T["not known"],
                T["The directory was not read to its end, so nothing can be compared. Run a sync, then check again."],
                []
            );
        if (planned.Plan.IsEmpty)
            return new(T["Difference"], "ok", T["none"], T["What is here is what should be."], [.. Problems(planned.Plan)]);
        var sheet = await PlanLayout.LayOutAsync(muster, planned.Plan, planned.Connection.Key, null, T, cancellationToken);
        var lines = sheet.Sections.SelectMany(section => section.Lines).ToList();
        return new(
            T["Difference"],
            "hold",
            T["differs"],
            T["A sync of this group alone would do: {0}", PlanWords.Sentence(T, planned.Plan.Counts)],
            [
                .. lines.Take(MostLines).Select(line => $"{line.Verb}: {line.Who}{(line.Detail.Length == 0 ? "" : $" ({line.Detail})")}"),
                .. lines.Count > MostLines ? [T["and {0} more", Ui.Words.Number(lines.Count - MostLines)]] : Array.Empty<string>(),
                .. Problems(planned.Plan),
            ]
        );
    }

    private CheckStep Guard(PlanVerdict verdict) =>
        verdict is PlanVerdict.Held(var trips)
            ? new(
                T["Guard rails"],
                "hold",
                T["would hold it"],
                T["A person would have to decide."],
                [.. trips.Select(trip => T.Told(trip.Detail))]
            )
            : new(T["Guard rails"], "ok", T["let it pass"], T["No guard rail would hold it."], []);

    private IEnumerable<string> Problems(SyncPlan plan) => plan.Problems.Select(problem => $"{problem.Subject}: {T.Told(problem.Message)}");
}
