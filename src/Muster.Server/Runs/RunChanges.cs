using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Caching;
using Muster.Engine.Reviewing;
using Muster.Engine.Runs;
using Muster.Server.Plans;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Runs;

/// <summary>The single changes of memberships that runs have made, from what is stored; and two runs side by side.</summary>
internal sealed class RunChanges(MusterInstance muster, TimeProvider clock)
{
    private readonly LatestFew<long, KeySet?> _groups = new(16, TimeSpan.FromMinutes(10), clock);
    private readonly LatestFew<long, Counted?> _counts = new(16, TimeSpan.FromMinutes(10), clock);

    /// <summary>What a run did, a page at a time; nothing for a run that changed nothing.</summary>
    /// <param name="T">The texts of the reader.</param>
    /// <param name="run">The run.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<IReadOnlyList<RunChange>> PageAsync(
        Texts T,
        Run run,
        ChangePlace? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (run.Revision is not { } revision)
            return [];
        var rows = await muster.Database.Reviews.DoneAsync(
            revision,
            await GroupsAsync(run, cancellationToken),
            after,
            limit,
            cancellationToken
        );
        var sources = await SourcesAsync(run, rows, cancellationToken);
        return [.. rows.Select(row => Of(T, row, sources))];
    }

    /// <summary>How many memberships a run changed. It never changes again.</summary>
    public async Task<long> CountAsync(Run run, CancellationToken cancellationToken) =>
        run.Revision is not { } revision
            ? 0
            : (
                await _counts.OfAsync(
                    run.Id,
                    revision,
                    async () =>
                        new Counted(
                            await muster.Database.Reviews.CountDoneAsync(
                                revision,
                                await GroupsAsync(run, CancellationToken.None),
                                CancellationToken.None
                            )
                        ),
                    cancellationToken
                )
            )!.Value;

    /// <summary>Two runs as they are compared: the earlier first; null when one of them changed nothing.</summary>
    public async Task<RevisionPair?> PairAsync(Run one, Run other, ChangeOverlap? only, CancellationToken cancellationToken)
    {
        if (one.Revision is not { } first || other.Revision is not { } second)
            return null;
        var (left, right) = (await GroupsAsync(one, cancellationToken), await GroupsAsync(other, cancellationToken));
        var groups = left is null || right is null ? null : left.Union(right);
        return new RevisionPair(Math.Min(first, second), Math.Max(first, second), groups, only);
    }

    /// <summary>How a membership stands in two runs, in a few words.</summary>
    public static string Word(Texts T, ChangeOverlap overlap) =>
        overlap switch
        {
            ChangeOverlap.OnlyFirst => T["only in the earlier run"],
            ChangeOverlap.OnlySecond => T["only in the later run"],
            ChangeOverlap.Both => T["in both runs"],
            _ => T["taken back by the later run"],
        };

    /// <summary>What one run did to a membership.</summary>
    public static string Did(Texts T, bool? added, MembershipRelation relation) =>
        (added, relation) switch
        {
            (null, _) => T["nothing"],
            (true, MembershipRelation.Owner) => T["owner added"],
            (false, MembershipRelation.Owner) => T["owner removed"],
            (true, _) => T["added"],
            _ => T["removed"],
        };

    /// <summary>The groups that a run can have touched: those of its steps, and once they are not kept any more, those that are found to be. Null for a run that changed nothing.</summary>
    private async Task<KeySet?> GroupsAsync(Run run, CancellationToken cancellationToken) =>
        run.Revision is not { } revision
            ? null
            : await _groups.OfAsync(
                run.Id,
                revision,
                async () =>
                    run.Plan is { } plan && await muster.Database.Plans.StepsAsync(plan, CancellationToken.None) is { } steps
                        ? KeySet.Of(
                            steps
                                .Memberships.Select(change => change.Group)
                                .Concat(steps.Groups.Select(step => step.Group))
                                .Concat(steps.Exceptions.Select(step => step.Exception.Group))
                        )
                        : await muster.Database.Reviews.TouchedAsync(revision, CancellationToken.None),
                cancellationToken
            );

    private async Task<IReadOnlyDictionary<int, string>> SourcesAsync(
        Run run,
        IReadOnlyList<MembershipDone> rows,
        CancellationToken cancellationToken
    )
    {
        var keys = KeySet.Of(rows.Select(row => row.Via).Where(via => via != 0));
        if (run.Connection is not { } connection || keys.IsEmpty)
            return new Dictionary<int, string>();
        return (await muster.Database.Mirror.GroupFactsAsync(connection, keys, cancellationToken)).ToDictionary(
            group => group.Key,
            group => group.Facts.DisplayName ?? group.Id.ToString()
        );
    }

    private static RunChange Of(Texts T, MembershipDone row, IReadOnlyDictionary<int, string> sources)
    {
        var origin = row.Place.Origin == MembershipOrigin.Exception ? T[" (by exception)"] : "";
        var why = row.Added
            ? row.Via == 0
                ? T["directly"]
                : T["through {0}", sources.GetValueOrDefault(row.Via) ?? $"#{row.Via}"]
            : row is { Cause: { } cause, Evidence: { } evidence }
                ? PlanWords.Reason(T, cause, evidence)
                : "";
        return new RunChange(
            row.Place,
            row.Added ? PlanSign.Addition : PlanSign.Removal,
            Did(T, row.Added, row.Place.Relation),
            row.Group,
            row.User ?? $"#{row.Place.User}",
            why + origin
        );
    }

    private sealed record Counted(long Value);
}

/// <summary>One change of a membership that a run made.</summary>
/// <param name="Place">Whose, and of what.</param>
/// <param name="Sign">What it did.</param>
/// <param name="Verb">The same as a word.</param>
/// <param name="Group">Name of the group.</param>
/// <param name="User">Name of the person.</param>
/// <param name="Why">Why, or by which path.</param>
public sealed record RunChange(ChangePlace Place, PlanSign Sign, string Verb, string Group, string User, string Why);
