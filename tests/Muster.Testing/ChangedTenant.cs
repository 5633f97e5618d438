using Muster.GraphEmulator.Histories;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Testing;

/// <summary>A tenant as a file describes it, and what happens to it then, drawn by seed: people come and go, groups are nested and taken apart, circles close.</summary>
/// <param name="tenant">The tenant; its first change set counts.</param>
/// <param name="seed">Another seed, another life.</param>
/// <param name="length">Change sets, the first included.</param>
public sealed class ChangedTenant(ITenantHistory tenant, int seed, int length) : ITenantHistory
{
    private const int MostChanges = 12;

    public string DisplayName => tenant.DisplayName;

    public long? LastSeq => length;

    public IEnumerable<ChangeSet> ChangeSets()
    {
        var first = tenant.ChangeSets().First();
        var life = new Life(new Random(seed));
        yield return first with
        {
            Operations = first.Operations.Select(life.Take),
        };
        for (var seq = 2L; seq <= length; seq++)
            yield return new ChangeSet(seq, first.At.AddHours(seq), [.. life.Changes(MostChanges).Select(life.Take)]);
    }

    /// <summary>Follows what there is, and thinks of changes that fit.</summary>
    private sealed class Life(Random random)
    {
        private readonly List<Guid> _users = [];
        private readonly HashSet<Guid> _disabled = [];
        private readonly List<Guid> _groups = [];
        private readonly HashSet<(Guid Group, Guid Member)> _people = [];
        private readonly HashSet<(Guid Group, Guid Member)> _nested = [];

        public DirectoryOperation Take(DirectoryOperation operation)
        {
            switch (operation)
            {
                case UserAdd(var id, _):
                    _users.Add(id);
                    break;
                case UserUpdate(var id, _) when !_disabled.Remove(id):
                    _disabled.Add(id);
                    break;
                case UserDelete(var id):
                    _users.Remove(id);
                    _people.RemoveWhere(edge => edge.Member == id);
                    break;
                case GroupAdd(var id, _):
                    _groups.Add(id);
                    break;
                case GroupDelete(var id):
                    _groups.Remove(id);
                    _people.RemoveWhere(edge => edge.Group == id);
                    _nested.RemoveWhere(edge => edge.Group == id || edge.Member == id);
                    break;
                case MemberAdd(var group, var member, var kind):
                    (kind == MemberKind.Group ? _nested : _people).Add((group, member));
                    break;
                case MemberRemove(var group, var member, var kind):
                    (kind == MemberKind.Group ? _nested : _people).Remove((group, member));
                    break;
            }
            return operation;
        }

        /// <summary>Changes that follow one another; each is to be taken before the next is asked for.</summary>
        public IEnumerable<DirectoryOperation> Changes(int most)
        {
            for (var count = random.Next(1, most + 1); count > 0; count--)
                if (Change() is { } change)
                    yield return change;
        }

        private DirectoryOperation? Change()
        {
            var (user, group, other) = (Any(_users), Any(_groups), Any(_groups));
            switch (random.Next(9))
            {
                case 0:
                    return New();
                case 1:
                    return new UserUpdate(user, new Dictionary<string, object?> { ["accountEnabled"] = _disabled.Contains(user) });
                case 2:
                    return new UserDelete(user);
                case 3 or 4 when !_people.Contains((group, user)):
                    return new MemberAdd(group, user, MemberKind.User);
                case 5 when _people.Count > 0:
                    var leaving = _people.ElementAt(random.Next(_people.Count));
                    return new MemberRemove(leaving.Group, leaving.Member, MemberKind.User);
                case 6 when group != other && !_nested.Contains((group, other)):
                    return new MemberAdd(group, other, MemberKind.Group);
                // The way back: two groups that contain each other.
                case 7 when _nested.Count > 0 && _nested.ElementAt(random.Next(_nested.Count)) is var edge:
                    return _nested.Contains((edge.Member, edge.Group))
                        ? new MemberRemove(edge.Group, edge.Member, MemberKind.Group)
                        : new MemberAdd(edge.Member, edge.Group, MemberKind.Group);
                case 8 when random.Next(4) == 0 && _groups.Count > 2:
                    return new GroupDelete(group);
                default:
                    return null;
            }
        }

        private UserAdd New()
        {
            var id = new byte[16];
            random.NextBytes(id);
            var upn = $"new.{_users.Count}.{random.Next()}@contoso.example";
            return new UserAdd(
                new Guid(id),
                new Dictionary<string, object?>
                {
                    ["displayName"] = "Newcomer",
                    ["userPrincipalName"] = upn,
                    ["mail"] = upn,
                    ["userType"] = "Member",
                    ["accountEnabled"] = true,
                }
            );
        }

        private Guid Any(List<Guid> list) => list[random.Next(list.Count)];
    }
}
