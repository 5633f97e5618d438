using Muster.Core.Planning;
using Muster.Engine.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Reads back what a plan wrote, in a transaction of its own once everybody sees it. Costs a few statements for each kind of thing, however many there are of it.</summary>
internal sealed class AppliedPlan(SqlSession session)
{
    /// <summary>Compares; null when something else was applied since.</summary>
    public async Task<RunVerification?> CompareAsync(SyncPlan plan, long revision, CancellationToken cancellationToken)
    {
        if (
            await session.NumberAsync($"SELECT revision FROM workspace WHERE workspace = {Database.Workspace}", cancellationToken)
            != revision
        )
            return null;
        var found = new Discrepancies();
        var memberships = await new AppliedMemberships(session, found).CompareAsync(plan, cancellationToken);
        var people = await new AppliedPeople(session, found).CompareAsync(plan, revision, cancellationToken);
        var groups = await new AppliedGroups(session, found).CompareAsync(plan, revision, cancellationToken);
        var rows = new AppliedRows(session, found);
        var subGroups = await rows.CompareSubGroupsAsync(plan, cancellationToken);
        var exceptions = await rows.CompareExceptionsAsync(plan, cancellationToken);
        return new(memberships, found.Count)
        {
            People = people,
            Groups = groups,
            SubGroups = subGroups,
            Exceptions = exceptions,
            Where = found.Where,
        };
    }
}
