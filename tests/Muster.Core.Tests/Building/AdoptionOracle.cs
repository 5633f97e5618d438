using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Building;

/// <summary>Who is adopted, worked out pair by pair: for each property in turn, everybody who shares a value is settled, and only a pair alone is one person.</summary>
internal sealed class AdoptionOracle(World world)
{
    private readonly List<Person> _people =
    [
        .. world.People.Where(person => person.State is DirectoryUserState.Enabled or DirectoryUserState.Disabled),
    ];
    private readonly List<PlatformUser> _locals =
    [
        .. world.Platform.Users.Values.Where(user => user is { IsLocal: true, KeptApart: false }),
    ];

    /// <summary>Directory keys by the platform user that adopts them, and the keys of those about whom nobody can tell.</summary>
    public (Dictionary<int, int> Adopted, HashSet<int> Undecided) Decide(HashSet<int> wanted)
    {
        var followed = world.Platform.Users.Values.Select(user => user.DirectoryKey).ToHashSet();
        var adopted = new Dictionary<int, int>();
        var undecided = new HashSet<int>();
        var settled = new HashSet<int>();
        foreach (var property in world.Policies.AdoptBy)
        foreach (var local in _locals.ToList())
        {
            var people = _people.FindAll(person => Same(property, local, person));
            if (people.Count == 0 || !_locals.Contains(local))
                continue;
            var locals = _locals.FindAll(other => people.Exists(person => Same(property, other, person)));
            var free = people.FindAll(person =>
                wanted.Contains(person.Key) && !followed.Contains(person.Key) && !adopted.ContainsValue(person.Key)
            );
            if (people.Count > 1 || locals.Count > 1)
                undecided.UnionWith(free.Select(person => person.Key));
            else if (free.Count == 1 && !settled.Contains(free[0].Key))
                adopted.Add(local.Key, free[0].Key);
            settled.UnionWith(people.Select(person => person.Key));
            _locals.RemoveAll(locals.Contains);
        }
        return (adopted, undecided);
    }

    private static bool Same(AdoptionKey property, PlatformUser local, Person person) =>
        property switch
        {
            AdoptionKey.UserPrincipalName => Folded(local.Attributes.UserPrincipalName, person.Upn),
            AdoptionKey.Mail => Folded(local.Attributes.Mail, person.Mail),
            _ => person.EmployeeId is not null && local.Attributes.EmployeeId == person.EmployeeId,
        };

    private static bool Folded(string? left, string? right) =>
        left is not null && string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
