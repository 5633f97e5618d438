using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using static System.FormattableString;

namespace Muster.Server.Runs;

/// <summary>A change of a group, a person or an exception that at least one of two runs made.</summary>
/// <param name="Subject">Whom or what it was done to, by number: several may have one name.</param>
/// <param name="Text">What it did, in the words of plans.</param>
/// <param name="First">Whether the earlier run did it.</param>
/// <param name="Second">Whether the later run did it.</param>
internal sealed record ComparedStep(string Subject, string Text, bool First, bool Second)
{
    /// <summary>Its place in the list, which no other has.</summary>
    public string Place => $"{Subject}: {Text}";
}

/// <summary>What two runs did to groups, people and exceptions, side by side: from the steps of their plans.</summary>
/// <param name="Steps">Groups first, then people, then exceptions.</param>
/// <param name="NotKept">Numbers of the runs whose steps are not kept any more, so that nothing is said of them.</param>
internal sealed record ComparedSteps(IReadOnlyList<ComparedStep> Steps, IReadOnlyList<long> NotKept)
{
    /// <summary>Loads them.</summary>
    public static async Task<ComparedSteps> LoadAsync(MusterInstance muster, Run first, Run second, CancellationToken cancellationToken)
    {
        var (earlier, later) = (await StepsAsync(muster, first, cancellationToken), await StepsAsync(muster, second, cancellationToken));
        var (before, after) = (RowsOf(earlier), RowsOf(later));
        var words = await PlanRowWords.LoadAsync(
            [.. before, .. after],
            [.. new[] { earlier, later }.OfType<SyncPlan>()],
            muster.Database.Platform,
            cancellationToken
        );
        return new(
            SideBySide(before, after, words.Of),
            [.. new[] { (first, earlier), (second, later) }.Where(side => side.Item2 is null).Select(side => side.Item1.Id)]
        );
    }

    /// <summary>The steps of two plans: one row for what both did to the same one.</summary>
    internal static IReadOnlyList<ComparedStep> SideBySide(
        IReadOnlyList<PlanRow> before,
        IReadOnlyList<PlanRow> after,
        Func<PlanRow, string> words
    )
    {
        var did = new Dictionary<(int Kind, string Subject, string Text), (bool First, bool Second)>();
        foreach (var row in before)
            did[KeyOf(row)] = (true, false);
        foreach (var row in after)
            did[KeyOf(row)] = (did.ContainsKey(KeyOf(row)), true);
        return
        [
            .. did.OrderBy(one => one.Key.Kind)
                .ThenBy(one => one.Key.Text, StringComparer.OrdinalIgnoreCase)
                .ThenBy(one => one.Key.Text, StringComparer.Ordinal)
                .ThenBy(one => one.Key.Subject, StringComparer.Ordinal)
                .Select(one => new ComparedStep(one.Key.Subject, one.Key.Text, one.Value.First, one.Value.Second)),
        ];

        (int Kind, string Subject, string Text) KeyOf(PlanRow row)
        {
            var (kind, subject) = SubjectOf(row);
            return (kind, subject, words(row));
        }
    }

    private static async Task<SyncPlan?> StepsAsync(MusterInstance muster, Run run, CancellationToken cancellationToken) =>
        run.Plan is { } plan ? await muster.Database.Plans.StepsAsync(plan, cancellationToken) : null;

    private static IReadOnlyList<PlanRow> RowsOf(SyncPlan? plan) =>
        plan is null
            ? []
            :
            [
                .. plan.Groups.Select(step => new PlanRow.OfGroup(step)),
                .. plan.Users.Select(step => new PlanRow.OfUser(step)),
                .. plan.Exceptions.Select(step => new PlanRow.OfException(step)),
            ];

    private static (int Kind, string Subject) SubjectOf(PlanRow row) =>
        row switch
        {
            PlanRow.OfGroup(var step) => (0, Invariant($"group {step.Group}")),
            PlanRow.OfUser(var step) => (1, Invariant($"user {step.User}")),
            PlanRow.OfException(var step) => (2, Invariant($"exception {step.Exception.Id}")),
            _ => throw new ArgumentOutOfRangeException(nameof(row)),
        };
}
