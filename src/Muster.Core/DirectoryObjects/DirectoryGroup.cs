namespace Muster.Core.DirectoryObjects;

/// <summary>A group as the directory describes it, with its direct members and owners as dense keys.</summary>
public sealed record DirectoryGroup
{
    private readonly bool? _hasOwners;

    /// <summary>Dense key in the mirror.</summary>
    public required int Key { get; init; }

    /// <summary>Immutable object id.</summary>
    public required ObjectId Id { get; init; }

    /// <summary>Whether the directory has it.</summary>
    public ObjectPresence Presence { get; init; } = ObjectPresence.Present;

    /// <summary>Its properties; the last known ones once it is removed.</summary>
    public GroupFacts Facts { get; init; } = GroupFacts.None;

    /// <summary>True when its pages did not all arrive: who is missing here may still be a member.</summary>
    public bool PartlyRead { get; init; }

    /// <summary>Direct members that are users (keys of directory users).</summary>
    public KeySet Members { get; init; } = KeySet.Empty;

    /// <summary>Direct members that are groups (keys of directory groups).</summary>
    public KeySet ChildGroups { get; init; } = KeySet.Empty;

    /// <summary>Owners that are users (keys of directory users).</summary>
    public KeySet Owners { get; init; } = KeySet.Empty;

    /// <summary>Direct members that are neither users nor groups (devices, service principals, contacts): counted and left out.</summary>
    public int OtherMembers { get; init; }

    /// <summary>Edges the directory said are gone, since the last plan that was applied.</summary>
    public DepartedEdges Stated { get; init; } = DepartedEdges.None;

    /// <summary>Edges that were merely absent from a full read, since the last plan that was applied.</summary>
    public DepartedEdges Inferred { get; init; } = DepartedEdges.None;

    /// <summary>
    /// Edges that arrived since the last plan that was applied; all edges of a group that came, went or is read in another way since. Together with the departures
    /// they are what an incremental plan starts from.
    /// </summary>
    public DepartedEdges Touched { get; init; } = DepartedEdges.None;

    /// <summary>Whether the directory lists any owner who is a user; stays true for a copy that holds some users only.</summary>
    public bool HasOwners
    {
        get => _hasOwners ?? !Owners.IsEmpty;
        init => _hasOwners = value;
    }

    /// <summary>Whether the group is in the directory.</summary>
    public bool Present => Presence == ObjectPresence.Present;

    /// <summary>Display name, or the object id while the name is not known.</summary>
    public string Name => Facts.DisplayName ?? Id.ToString();
}

/// <summary>Edges that used to start at a group and are gone, kept as evidence until a plan that knew of them was applied.</summary>
/// <param name="Members">Keys of directory users who were direct members.</param>
/// <param name="ChildGroups">Keys of directory groups that were nested directly.</param>
/// <param name="Owners">Keys of directory users who were owners.</param>
public sealed record DepartedEdges(KeySet Members, KeySet ChildGroups, KeySet Owners)
{
    /// <summary>No departed edges.</summary>
    public static readonly DepartedEdges None = new(KeySet.Empty, KeySet.Empty, KeySet.Empty);

    /// <summary>Whether nothing departed.</summary>
    public bool IsEmpty => Members.IsEmpty && ChildGroups.IsEmpty && Owners.IsEmpty;
}
