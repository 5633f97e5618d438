using Muster.Core.Guarding;

namespace Muster.Engine.Guarding;

/// <summary>What guard rails need to know of the past.</summary>
public interface IGuardHistory
{
    /// <summary>What runs took away since an instant without a person's approval, in all and of single groups. Somebody who is back does not count as lost by the group.</summary>
    Task<RecentLosses> RecentAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>How many people groups have from the directory now, by key: name and members of those asked for, and members and owners of all groups together.</summary>
    Task<GroupSizes> SizesAsync(IReadOnlyCollection<int> groups, CancellationToken cancellationToken);

    /// <summary>Applied runs and rejected plans of a connection since an instant, oldest first, with the figures that guard rails weigh.</summary>
    Task<IReadOnlyList<PastRun>> RunsAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>How large groups are.</summary>
/// <param name="Groups">Name and members from the directory, by key of the group.</param>
/// <param name="All">Members and owners from the directory of all groups together.</param>
public sealed record GroupSizes(IReadOnlyDictionary<int, (string Name, int Members)> Groups, int All);
