namespace Muster.GraphEmulator.Tenants;

/// <summary>What happened to the users, or the groups, of a tenant since recording began.</summary>
/// <remarks>
/// The entries of one object are chained from the newest back, so the changes of an object since any moment are read without
/// looking at anything else, and an entry is the object's first since a moment exactly when its predecessor lies before it.
/// </remarks>
internal sealed class ChangeLog
{
    private readonly List<Change> _changes = [];
    private readonly List<int> _ends = [];
    private long _firstRevision = -1;

    /// <summary>Whether changes are kept: before the emulator listens nobody holds a token that could ask for them.</summary>
    public bool IsRecording => _firstRevision >= 0;

    public int Count => _changes.Count;

    public Change this[int offset] => _changes[offset];

    public void StartRecording(long revision)
    {
        _firstRevision = revision;
        _ends.Add(0);
    }

    public void Record(DirectoryObject subject, ChangeKind kind, int detail = 0)
    {
        if (!IsRecording)
            return;
        _changes.Add(new(subject.Index, subject.LastChange, detail, kind));
        subject.LastChange = _changes.Count - 1;
    }

    public void CloseRevision()
    {
        if (IsRecording)
            _ends.Add(_changes.Count);
    }

    /// <summary>Whether what happened after that revision is all in the log.</summary>
    public bool Reaches(long revision) => revision >= _firstRevision && revision - _firstRevision < _ends.Count;

    /// <summary>Offset behind the last entry of a revision that the log reaches.</summary>
    public int EndOf(long revision) => _ends[(int)(revision - _firstRevision)];
}

/// <param name="Subject">Number of the object that changed.</param>
/// <param name="Previous">Offset of the entry before this one about the same object, or -1.</param>
/// <param name="Detail">Number of the property, or of the member, owner or former manager.</param>
/// <param name="Kind">What happened.</param>
internal readonly record struct Change(int Subject, int Previous, int Detail, ChangeKind Kind);

internal enum ChangeKind : byte
{
    /// <summary>New, or back after a deletion.</summary>
    Appeared,
    Deleted,
    Purged,
    PropertySet,
    MemberAdded,
    MemberRemoved,
    OwnerAdded,
    OwnerRemoved,

    /// <summary>A user lost the manager it had, perhaps to another one.</summary>
    ManagerRemoved,
}
