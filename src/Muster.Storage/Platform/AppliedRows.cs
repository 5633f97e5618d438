using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Storage.Exceptions;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Reads back sub-groups and exceptions, of which all that stand are few enough to be read for every plan.</summary>
internal sealed class AppliedRows(SqlSession session, Discrepancies found)
{
    /// <returns>How many sub-groups the plan began or ended.</returns>
    public async Task<long> CompareSubGroupsAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        var steps = plan.Groups.Where(step => step is GroupStep.Nest or GroupStep.Unnest).ToList();
        if (steps.Count == 0)
            return 0;
        var standing = (await SubGroups.CurrentAsync(session, cancellationToken))
            .SelectMany(children => children, (children, child) => (Group: children.Key, Child: child))
            .ToHashSet();
        foreach (var step in steps)
            switch (step)
            {
                case GroupStep.Nest(var group, var child) when !standing.Contains((group, child)):
                    found.Note($"Group {child} is not a sub-group of group {group}.");
                    break;
                case GroupStep.Unnest(var group, var child, _) when standing.Contains((group, child)):
                    found.Note($"Group {child} is still a sub-group of group {group}.");
                    break;
            }
        return steps.Count;
    }

    /// <returns>How many exceptions the plan began, moved or ended.</returns>
    public async Task<long> CompareExceptionsAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Exceptions.IsEmpty)
            return 0;
        var standing = (await ExceptionRows.CurrentAsync(session, cancellationToken))
            .Select(version => version.Exception)
            .ToLookup(exception => exception.Id);
        foreach (var step in plan.Exceptions)
        {
            MembershipException[] expected = step switch
            {
                ExceptionStep.Begin(var exception) => [exception],
                ExceptionStep.Extend(var exception, var until) => [exception with { Until = until }],
                _ => [],
            };
            if (!standing[step.Exception.Id].Select(Core).SequenceEqual(expected.Select(Core)))
                found.Note(
                    expected.Length == 0
                        ? $"Exception {step.Exception.Id} still stands."
                        : $"Exception {step.Exception.Id} is not there as planned."
                );
        }
        return plan.Exceptions.Length;
    }

    /// <summary>What it does; the words beside it are kept as the database can hold them.</summary>
    private static (int, int, MembershipRelation, ExceptionKind, DateTimeOffset?) Core(MembershipException exception) =>
        (exception.Group, exception.User, exception.Relation, exception.Kind, exception.Until);
}
