using Muster.Core.DirectoryObjects;
using Muster.Core.Incremental;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Building;

/// <summary>A world as a plan left it, kept as plain copies, so that what has changed since can be told slowly and surely.</summary>
internal sealed class Remembered
{
    private readonly Dictionary<int, Edges> _sources;
    private readonly Dictionary<int, DirectoryUser> _people;
    private readonly Dictionary<int, PlatformGroup> _groups;
    private readonly Dictionary<int, PlatformUser> _users;

    public Remembered(World world)
    {
        _sources = world.Sources.ToDictionary(source => source.Key, Edges.Of);
        _people = world.People.ToDictionary(person => person.Key, Person.Build);
        _groups = new(world.Platform.Groups);
        _users = new(world.Platform.Users);
    }

    public static readonly Remembered Nothing = new(new World());

    public ChangesSince Changes(World world)
    {
        var changed = world
            .Platform.Groups.Values.Concat(_groups.Values)
            .Where(group => _groups.GetValueOrDefault(group.Key) != world.Platform.Groups.GetValueOrDefault(group.Key))
            .ToList();
        return new ChangesSince
        {
            Users = KeySet.Of(
                world
                    .People.Where(person => !Equals(_people.GetValueOrDefault(person.Key), Person.Build(person)))
                    .Select(person => person.Key)
            ),
            PlatformGroups = KeySet.Of(changed.Select(group => group.Key)),
            PlatformUsers = KeySet.Of(
                changed
                    .SelectMany(group =>
                        new[] { group.Members, group.Owners, group.LocalMembers, group.LocalOwners }.SelectMany(keys => keys.AsList)
                    )
                    .Concat(world.Platform.Users.Values.Where(user => _users.GetValueOrDefault(user.Key) != user).Select(user => user.Key))
            ),
        };
    }

    /// <summary>Edges that arrived since; all of them when the group came or went.</summary>
    public DepartedEdges Touched(Source source)
    {
        var now = Edges.Of(source);
        var before = _sources.GetValueOrDefault(source.Key) ?? Edges.None;
        if (before.Standing != now.Standing)
            before = Edges.None;
        return new DepartedEdges(
            KeySet.Of(now.Members.Except(before.Members)),
            KeySet.Of(now.Children.Except(before.Children)),
            KeySet.Of(now.Owners.Except(before.Owners))
        );
    }

    private sealed record Edges((ObjectPresence, bool) Standing, HashSet<int> Members, HashSet<int> Children, HashSet<int> Owners)
    {
        public static readonly Edges None = new((ObjectPresence.Unseen, false), [], [], []);

        public static Edges Of(Source source) =>
            new((source.Presence, source.OnPremises), [.. source.Members], [.. source.Children], [.. source.Owners]);
    }
}
