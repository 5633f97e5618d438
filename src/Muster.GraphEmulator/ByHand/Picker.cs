using Muster.GraphEmulator.Browsing;
using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Control;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.ByHand;

/// <summary>Picks whom a change is about when nobody is named. What is mastered on-premises is left alone, as Graph would.</summary>
internal sealed class Picker(TenantTimeline timeline, SeededRandom random)
{
    /// <summary>Somebody who is there and may sign in.</summary>
    public Guid Person() =>
        timeline.Read(tenant => Any(tenant.Users, user => IsStaff(tenant, user)))?.Id
        ?? throw ControlException.Invalid("There is nobody who could be changed.");

    /// <summary>A group that people can be put into by hand.</summary>
    /// <param name="leastMembers">How many people it holds at least.</param>
    /// <param name="not">A group it is not.</param>
    /// <param name="without">Somebody who is not in it.</param>
    /// <param name="mostMembers">How many people it holds at most.</param>
    public Guid Group(int leastMembers = 0, Guid? not = null, Guid? without = null, int mostMembers = int.MaxValue) =>
        timeline
            .Read(tenant =>
                Any(
                    tenant.Groups,
                    group =>
                        group.Id != not
                        && IsOpen(tenant, group)
                        && !(without is { } id && tenant.Find(id) is { } person && group.Members.Contains(person.Index))
                        && People(tenant, group).Take(leastMembers).Count() == leastMembers
                        && (mostMembers == int.MaxValue || People(tenant, group).Take(mostMembers + 1).Count() <= mostMembers)
                )
            )
            ?.Id
        ?? throw ControlException.Invalid(
            leastMembers == 0
                ? "There is no group that could be changed."
                : $"There is no group with {leastMembers} people that could be changed."
        );

    /// <summary>A group as large as a team is, or else any with somebody in it.</summary>
    /// <param name="least">How many people a team has at least.</param>
    /// <param name="most">And at most.</param>
    public Guid Team(int least, int most)
    {
        try
        {
            return Group(leastMembers: least, mostMembers: most);
        }
        catch (ControlException)
        {
            return Group(leastMembers: 1);
        }
    }

    /// <summary>Somebody who is not in the group.</summary>
    public Guid Outsider(Guid groupId) =>
        timeline
            .Read(tenant =>
                tenant.TryFind<DirectoryGroup>(groupId, out var group)
                    ? Any(tenant.Users, user => IsStaff(tenant, user) && !group.Members.Contains(user.Index))
                    : null
            )
            ?.Id
        ?? throw ControlException.Invalid("Everybody is in that group already.");

    /// <summary>People who are in the group, the first of them.</summary>
    public IReadOnlyList<Guid> Members(Guid groupId, int most) =>
        timeline.Read(tenant =>
            tenant.TryFind<DirectoryGroup>(groupId, out var group)
                ? [.. People(tenant, group).Take(most).Select(index => tenant[index].Id)]
                : Array.Empty<Guid>()
        );

    /// <summary>The name to call it by.</summary>
    public string NameOf(Guid id) =>
        timeline.Read(tenant => tenant.Find(id) is { } found ? Outliner.Text(tenant, found, "displayName") : null) ?? id.ToString();

    private static bool IsStaff(Tenant tenant, DirectoryUser user) =>
        user.IsAlive && !GroupTraits.Is(tenant, user, "onPremisesSyncEnabled") && !Outliner.IsDisabled(tenant, user);

    private static bool IsOpen(Tenant tenant, DirectoryGroup group) =>
        group.IsAlive
        && !GroupTraits.IsDynamic(tenant, group)
        && !GroupTraits.IsDistribution(tenant, group)
        && !GroupTraits.Is(tenant, group, "onPremisesSyncEnabled");

    private static IEnumerable<int> People(Tenant tenant, DirectoryGroup group)
    {
        for (var position = 0; position < group.Members.Positions.Length; position++)
        {
            var index = group.Members.Positions[position];
            if (index != IndexList.Hole && tenant[index] is DirectoryUser { IsAlive: true })
                yield return index;
        }
    }

    /// <summary>The first that suits from a place drawn by lot.</summary>
    private T? Any<T>(IReadOnlyList<T> all, Func<T, bool> suits)
        where T : class
    {
        if (all.Count == 0)
            return null;
        var start = random.Below(all.Count);
        return all.Skip(start).Concat(all.Take(start)).FirstOrDefault(suits);
    }
}
