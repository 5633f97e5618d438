using Muster.GraphEmulator.Histories;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Testing.Simulation;

/// <summary>An edge that starts at a group.</summary>
/// <param name="Group">Object id of the group.</param>
/// <param name="Target">Object id of the member or owner.</param>
/// <param name="Owner">Whether it is an ownership.</param>
public readonly record struct Edge(Guid Group, Guid Target, bool Owner)
{
    public override string ToString() => $"{(Owner ? "owner" : "member")} {Target} of {Group}";
}

/// <summary>What a tenant truly holds, as plain sets, and what ever left it. Shares no code with Muster.</summary>
public sealed class DirectoryTruth
{
    /// <summary>Properties of the users that are there, by object id.</summary>
    public Dictionary<Guid, Dictionary<string, object?>> Users { get; } = [];

    /// <summary>Properties of the groups that are there, by object id.</summary>
    public Dictionary<Guid, Dictionary<string, object?>> Groups { get; } = [];

    /// <summary>All edges between objects that are there, with what the member is.</summary>
    public Dictionary<Edge, MemberKind> Edges { get; } = [];

    /// <summary>Users and groups that were deleted at some time, back or not.</summary>
    public HashSet<Guid> OnceGone { get; } = [];

    /// <summary>Edges that ended at some time, back or not.</summary>
    public HashSet<Edge> OnceEnded { get; } = [];

    /// <summary>Users whose account was disabled at some time, enabled again or not.</summary>
    public HashSet<Guid> OnceDisabled { get; } = [];

    /// <summary>What was known of it once and never changed for the worse since: objects and edges that did not end and accounts that were not disabled, not even for a while.</summary>
    /// <param name="known">What somebody had read of the directory by then.</param>
    public DirectoryTruth Steady(MirrorView known)
    {
        var steady = new DirectoryTruth();
        foreach (var (id, user) in Users)
            if (known.Users.ContainsKey(id) && !OnceGone.Contains(id) && !OnceDisabled.Contains(id))
                steady.Users.Add(id, user);
        foreach (var (id, group) in Groups)
            if (known.Groups.ContainsKey(id) && !OnceGone.Contains(id))
                steady.Groups.Add(id, group);
        foreach (var (edge, kind) in Edges)
            if (
                known.Edges.Contains(edge)
                && !OnceEnded.Contains(edge)
                && !OnceGone.Contains(edge.Group)
                && !OnceGone.Contains(edge.Target)
            )
                steady.Edges.Add(edge, kind);
        return steady;
    }

    /// <summary>Some groups and all that are nested in them.</summary>
    public HashSet<Guid> Reached(IEnumerable<Guid> roots)
    {
        var reached = new HashSet<Guid>(roots);
        var open = new Queue<Guid>(reached);
        while (open.TryDequeue(out var group))
            foreach (var (edge, kind) in Edges)
                if (edge.Group == group && kind == MemberKind.Group && reached.Add(edge.Target))
                    open.Enqueue(edge.Target);
        return reached;
    }

    public void Apply(DirectoryOperation operation)
    {
        switch (operation)
        {
            case UserAdd(var id, var properties):
                Users.Add(id, new Dictionary<string, object?>(properties));
                NoteDisabled(id);
                break;
            case UserUpdate(var id, var properties):
                Merge(Users[id], properties);
                NoteDisabled(id);
                break;
            case UserDelete(var id):
                Users.Remove(id);
                Forget(id);
                break;
            case GroupAdd(var id, var properties):
                Groups.Add(id, new Dictionary<string, object?>(properties));
                break;
            case GroupUpdate(var id, var properties):
                Merge(Groups[id], properties);
                break;
            case GroupDelete(var id):
                Groups.Remove(id);
                Forget(id);
                break;
            case MemberAdd(var group, var member, var kind):
                Edges.Add(new Edge(group, member, false), kind);
                break;
            case MemberRemove(var group, var member, _):
                End(new Edge(group, member, false));
                break;
            case OwnerAdd(var group, var owner):
                Edges.Add(new Edge(group, owner, true), MemberKind.User);
                break;
            case OwnerRemove(var group, var owner):
                End(new Edge(group, owner, true));
                break;
            case ObjectAdd:
                break;
            case ObjectDelete(var id, _):
                Forget(id);
                break;
            default:
                throw new NotSupportedException($"The truth does not know {operation.GetType().Name}.");
        }
    }

    private static void Merge(Dictionary<string, object?> into, IReadOnlyDictionary<string, object?> properties)
    {
        foreach (var (name, value) in properties)
            into[name] = value;
    }

    private void NoteDisabled(Guid id)
    {
        if (Users[id].GetValueOrDefault("accountEnabled") is not true)
            OnceDisabled.Add(id);
    }

    private void Forget(Guid id)
    {
        OnceGone.Add(id);
        foreach (var edge in Edges.Keys.Where(edge => edge.Group == id || edge.Target == id).ToList())
            End(edge);
    }

    private void End(Edge edge)
    {
        Edges.Remove(edge);
        OnceEnded.Add(edge);
    }
}
