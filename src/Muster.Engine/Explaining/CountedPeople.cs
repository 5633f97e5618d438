using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Explaining;
using Muster.Core.Platform;
using Muster.Engine.Platform;

namespace Muster.Engine.Explaining;

/// <summary>Whether the directory gives one person to a group under the nesting policy in force, as a plan would.</summary>
internal sealed class CountedPeople
{
    private readonly ConnectionPolicies _policies;
    private readonly int _person;
    private readonly PathFinder _paths;
    private readonly GroupExpander _expander;
    private readonly KeyBits _linked = new();
    private readonly List<(GroupRow Group, DirectoryGroup Source)> _following = [];

    /// <summary>Looks at one person.</summary>
    /// <param name="mirror">The mirror.</param>
    /// <param name="policies">Policies of the connection.</param>
    /// <param name="groups">The groups in use.</param>
    /// <param name="person">Key of the directory user.</param>
    public CountedPeople(DirectoryMirror mirror, ConnectionPolicies policies, IReadOnlyList<GroupRow> groups, int person)
    {
        (_policies, _person) = (policies, person);
        _paths = new PathFinder(mirror, person);
        _expander = new GroupExpander(mirror);
        var sources = mirror.Groups.Where(source => source.Present).ToDictionary(source => source.Id);
        foreach (var group in groups.Where(group => group.Link is LinkState.Linked or LinkState.Paused))
            if (group.Id is { } id && sources.TryGetValue(id, out var source))
            {
                _linked.Add(source.Key);
                if (group.Link == LinkState.Linked)
                    _following.Add((group, source));
            }
    }

    /// <summary>The policy of a group.</summary>
    public NestingPolicy PolicyOf(GroupRow group) => group.Settings.Nesting ?? _policies.Nesting;

    /// <summary>Whether the person is a member or an owner of a group that follows a source.</summary>
    public bool Counts(GroupRow group, DirectoryGroup source) => Relations(group, source).Any();

    /// <summary>As what the person is in a group that follows a source: member, owner, both or neither.</summary>
    public IEnumerable<MembershipRelation> Relations(GroupRow group, DirectoryGroup source)
    {
        if (IsMember(group, source))
            yield return MembershipRelation.Member;
        if (source.Present && source.Owners.Contains(_person))
            yield return MembershipRelation.Owner;
    }

    /// <summary>Whether there is a way to the person at all.</summary>
    public bool Leads(DirectoryGroup source) => _paths.Leads(source);

    /// <summary>Whether some group that follows the directory has the person.</summary>
    public bool IsInSomeGroup() => _following.Exists(following => Counts(following.Group, following.Source));

    /// <summary>The ways to the person that count.</summary>
    public MembershipPaths Paths(GroupRow group, DirectoryGroup source)
    {
        var nesting = new Nesting(PolicyOf(group), _linked);
        var paths = _paths.Find(source);
        return paths with { Paths = [.. paths.Paths.Where(path => Counts(path, nesting))] };
    }

    private static bool Counts(MembershipPath path, Nesting nesting) =>
        nesting.Policy == NestingPolicy.Direct ? path.Direct : path.Groups.Skip(1).All(group => !nesting.IsSubGroup(group.Key));

    private bool IsMember(GroupRow group, DirectoryGroup source) =>
        source.Present
        && _paths.Leads(source)
        && (
            PolicyOf(group) == NestingPolicy.Transitive
            || _expander.Expand(source, new Nesting(PolicyOf(group), _linked)).Users.Contains(_person)
        );
}
