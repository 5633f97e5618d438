using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Delta;

/// <summary>What happened to one object between two moments, as far as a selection shows it.</summary>
/// <param name="Appeared">It is new, or came back.</param>
/// <param name="Left">It was deleted, or purged.</param>
/// <param name="Properties">Numbers of the selected properties that were set.</param>
/// <param name="Edges">Members first, then owners, each with what happened to it last, in the order of that.</param>
internal sealed record ObjectChanges(bool Appeared, bool Left, IReadOnlySet<byte> Properties, IReadOnlyList<EdgeEntry> Edges)
{
    /// <summary>Numbers of those who no longer manage the user, or did so only in between.</summary>
    public IReadOnlyList<int> FormerManagers { get; init; } = [];

    public bool IsVisible => Appeared || Left || Properties.Count > 0 || Edges.Count > 0;

    /// <summary>Follows the object's chain in the log from its newest entry back to <paramref name="start"/>.</summary>
    /// <param name="log">The log.</param>
    /// <param name="subject">The object.</param>
    /// <param name="start">Offset of the first entry that counts.</param>
    /// <param name="end">Offset behind the last entry that counts.</param>
    /// <param name="selection">What is shown.</param>
    /// <param name="everyStep">Tell every addition and removal of an edge rather than the last.</param>
    public static ObjectChanges Read(ChangeLog log, DirectoryObject subject, int start, int end, Selection selection, bool everyStep)
    {
        var (appeared, left) = (false, false);
        var properties = new HashSet<byte>();
        var seen = new HashSet<(int, bool)>();
        var members = new List<EdgeEntry>();
        var owners = new List<EdgeEntry>();
        var managers = new List<int>();
        for (var offset = subject.LastChange; offset >= start; )
        {
            var change = log[offset];
            if (offset < end)
            {
                switch (change.Kind)
                {
                    case ChangeKind.Appeared:
                        appeared = true;
                        break;
                    case ChangeKind.Deleted or ChangeKind.Purged:
                        left = true;
                        break;
                    case ChangeKind.PropertySet:
                        if (selection.Tracks((byte)change.Detail))
                            properties.Add((byte)change.Detail);
                        break;
                    case ChangeKind.MemberAdded or ChangeKind.MemberRemoved:
                        if (selection.Members && (seen.Add((change.Detail, false)) || everyStep))
                            members.Add(new(change.Detail, false, change.Kind == ChangeKind.MemberRemoved));
                        break;
                    case ChangeKind.OwnerAdded or ChangeKind.OwnerRemoved:
                        if (selection.Owners && (seen.Add((change.Detail, true)) || everyStep))
                            owners.Add(new(change.Detail, true, change.Kind == ChangeKind.OwnerRemoved));
                        break;
                    case ChangeKind.ManagerRemoved:
                        if (selection.Manager && !managers.Contains(change.Detail))
                            managers.Add(change.Detail);
                        break;
                }
            }
            offset = change.Previous;
        }
        members.Reverse();
        owners.Reverse();
        members.AddRange(owners);
        return new(appeared, left, properties, members) { FormerManagers = managers };
    }
}
