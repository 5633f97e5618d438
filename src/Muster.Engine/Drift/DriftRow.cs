using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Drift;

/// <summary>One difference between the platform as stored and what the directory, as last read, says under the rules in force.</summary>
public sealed record DriftRow
{
    /// <summary>What differs.</summary>
    public required DriftWhat What { get; init; }

    /// <summary>Why it differs, as far as the history tells.</summary>
    public required DriftKind Kind { get; init; }

    /// <summary>What becomes of it.</summary>
    public required DriftState State { get; init; }

    /// <summary>Key of the group; null where it is about none.</summary>
    public int? Group { get; init; }

    /// <summary>Name of the group here; null where it is about none.</summary>
    public string? GroupName { get; init; }

    /// <summary>Key of the user; null where it is about none. A user that is still to be made has a key that nobody has.</summary>
    public int? User { get; init; }

    /// <summary>The user; null where it is about none or the user is not known.</summary>
    public UserAttributes? Person { get; init; }

    /// <summary>More about it, for people; null when there is no more to say.</summary>
    public string? Detail { get; init; }

    /// <summary>The properties that differ; null for other differences.</summary>
    public UserStep.Update? Update { get; init; }

    /// <summary>Who changed it last, or made it differ; null when the history does not tell.</summary>
    public Touch? By { get; init; }
}

/// <summary>What can differ. The words are stable.</summary>
public enum DriftWhat
{
    /// <summary>Is a member and should not be.</summary>
    ExtraMember = 0,

    /// <summary>Should be a member and is not.</summary>
    MissingMember = 1,

    /// <summary>Is an owner and should not be.</summary>
    ExtraOwner = 2,

    /// <summary>Should be an owner and is not.</summary>
    MissingOwner = 3,

    /// <summary>Should be a user and is none.</summary>
    MissingUser = 4,

    /// <summary>Has access and should be suspended.</summary>
    ActiveUser = 5,

    /// <summary>Is suspended and should have access.</summary>
    SuspendedUser = 6,

    /// <summary>Properties differ.</summary>
    UserProperties = 7,

    /// <summary>Should follow a directory user and does not.</summary>
    UnlinkedUser = 8,

    /// <summary>The directory calls the group otherwise.</summary>
    RenamedGroup = 9,

    /// <summary>Should be there and is not.</summary>
    MissingGroup = 10,

    /// <summary>Should be retired and is not.</summary>
    ExtraGroup = 11,

    /// <summary>How it stands to the directory is another than is stored.</summary>
    GroupLink = 12,

    /// <summary>Should be a sub-group and is not.</summary>
    MissingSubGroup = 13,

    /// <summary>Is a sub-group and should not be.</summary>
    ExtraSubGroup = 14,

    /// <summary>What is stored cannot be read, or is counted wrong.</summary>
    Unreadable = 15,
}

/// <summary>Why something differs. The words are stable.</summary>
public enum DriftKind
{
    /// <summary>Somebody gave or took it by hand.</summary>
    ManualEdit = 0,

    /// <summary>Somebody changed something else here, such as what a group or a user follows.</summary>
    LocalChange = 1,

    /// <summary>A run was undone.</summary>
    Undo = 2,

    /// <summary>The day of an exception has come and no sync has ended it yet.</summary>
    ExceptionEnded = 3,

    /// <summary>Settings or rules were saved that no sync has followed yet.</summary>
    Configuration = 4,

    /// <summary>The directory, as it was read, has moved on since the last sync.</summary>
    DirectoryChange = 5,

    /// <summary>What is stored is not what the history says: nothing that Muster did made it so.</summary>
    Damage = 6,

    /// <summary>The history knows nothing that explains it.</summary>
    Unknown = 7,
}

/// <summary>What becomes of a difference. The words are stable.</summary>
public enum DriftState
{
    /// <summary>The next sync puts it right, within the guard rails.</summary>
    Heals = 0,

    /// <summary>Syncs leave it, since the group's policy is to report; a person heals it.</summary>
    ReportOnly = 1,

    /// <summary>Nothing touches it until the pause of the group ends.</summary>
    Paused = 2,

    /// <summary>A policy of the group keeps it; it is no drift.</summary>
    Allowed = 3,

    /// <summary>Has to be repaired first.</summary>
    Damaged = 4,
}
