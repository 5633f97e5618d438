using System.Globalization;
using Muster.Engine.Reviewing;
using Muster.Engine.Runs;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>The memberships that runs have changed, as tables that leave the house.</summary>
internal static class RunTables
{
    /// <summary>What a run did, in the order of group, relation, origin and person.</summary>
    public static ExportTable Changes(RunChanges changes, Run run, CancellationToken cancellationToken) =>
        new(
            "run-changes",
            ["change", "relation", "origin", "user", "userKey", "group", "groupKey", "why"],
            Keyset
                .AllAsync(
                    (RunChange? last, int most) => changes.PageAsync(Texts.English, run, last?.Place, most, cancellationToken),
                    cancellationToken
                )
                .Select(change =>
                    new object?[]
                    {
                        change.Sign == PlanSign.Removal ? "removed" : "added",
                        JsonFormat.Word(change.Place.Relation),
                        JsonFormat.Word(change.Place.Origin),
                        change.User,
                        change.Place.User,
                        change.Group,
                        change.Place.Group,
                        change.Why,
                    }
                ),
            [("List", "changes of a run"), ("Run", Text(run))]
        );

    /// <summary>The memberships that at least one of two runs changed.</summary>
    public static ExportTable Compared(
        IReviewStore reviews,
        Run first,
        Run second,
        RevisionPair pair,
        CancellationToken cancellationToken
    ) =>
        new(
            "compared-runs",
            ["stands", "relation", "origin", "user", "userKey", "group", "groupKey", "earlier", "later"],
            Keyset
                .AllAsync(
                    (ComparedMembership? last, int most) => reviews.CompareAsync(pair, last?.Place, most, cancellationToken),
                    cancellationToken
                )
                .Select(row =>
                    new object?[]
                    {
                        JsonFormat.Word(row.Overlap),
                        JsonFormat.Word(row.Place.Relation),
                        JsonFormat.Word(row.Place.Origin),
                        row.User,
                        row.Place.User,
                        row.Group,
                        row.Place.Group,
                        Did(row.First),
                        Did(row.Second),
                    }
                ),
            [
                ("List", "memberships of two runs"),
                ("Earlier run", Text(first)),
                ("Later run", Text(second)),
                ("Stands", pair.Overlap is { } only ? JsonFormat.Word(only) : ""),
            ]
        );

    private static string? Did(bool? added) =>
        added switch
        {
            true => "added",
            false => "removed",
            null => null,
        };

    private static string Text(Run run) => run.Id.ToString(CultureInfo.InvariantCulture);
}
