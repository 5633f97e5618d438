namespace Muster.Storage.Model;

internal sealed class RevisionRow
{
    public int Workspace { get; set; }
    public long Number { get; set; }
    public long Run { get; set; }

    /// <summary>Grows with the number, whatever the clock did.</summary>
    public long At { get; set; }

    /// <summary>Number of the audit entry that records it; null for revisions from before entries were noted.</summary>
    public long? Entry { get; set; }
}

internal sealed class AppUserRow
{
    public int Workspace { get; set; }
    public int Key { get; set; }
    public int Connection { get; set; }
    public int DirectoryKey { get; set; }
    public Guid ObjectId { get; set; }

    /// <summary>Same as in the current version; here so that planning need not touch names.</summary>
    public bool Active { get; set; }
}

/// <summary>What a user was from one revision up to, not including, another.</summary>
internal sealed class AppUserVersionRow
{
    public int Workspace { get; set; }
    public int UserKey { get; set; }
    public long FromRevision { get; set; }
    public long? ToRevision { get; set; }
    public bool Active { get; set; }
    public string? UserPrincipalName { get; set; }
    public string? DisplayName { get; set; }
    public string? Mail { get; set; }
    public string? GivenName { get; set; }
    public string? Surname { get; set; }
    public string? Department { get; set; }
    public string? JobTitle { get; set; }
    public string? OfficeLocation { get; set; }
    public string? EmployeeId { get; set; }
    public string? UserType { get; set; }
}

internal sealed class AppGroupRow
{
    public int Workspace { get; set; }
    public int Key { get; set; }

    /// <summary>People who are members now, whoever decided.</summary>
    public int Members { get; set; }

    /// <summary>People who are owners now, whoever decided.</summary>
    public int Owners { get; set; }

    /// <summary>Entries in all packed sets of the group, so that a lost set shows.</summary>
    public int Packed { get; set; }
}

/// <summary>What a group was from one revision up to, not including, another.</summary>
internal sealed class AppGroupVersionRow
{
    public int Workspace { get; set; }
    public int GroupKey { get; set; }
    public long FromRevision { get; set; }
    public long? ToRevision { get; set; }
    public string Name { get; set; } = "";
    public string? Purpose { get; set; }

    /// <summary>The other settings of the group that differ from the defaults, as a flat JSON object; null for none.</summary>
    public string? Settings { get; set; }
    public long? PausedUntil { get; set; }
    public int Link { get; set; }
    public int? DirectoryKey { get; set; }
    public Guid? ObjectId { get; set; }
}

/// <summary>State and history of memberships in one: current while <see cref="ToRevision"/> is null.</summary>
internal sealed class MembershipIntervalRow
{
    public int Workspace { get; set; }
    public int GroupKey { get; set; }
    public int Relation { get; set; }
    public int Origin { get; set; }
    public int UserKey { get; set; }
    public long FromRevision { get; set; }
    public long? ToRevision { get; set; }
    public int Via { get; set; }

    /// <summary>Why it ended; null while it stands, and where it ended before causes were kept.</summary>
    public int? EndCause { get; set; }

    /// <summary>What its end rests on; null together with <see cref="EndCause"/>.</summary>
    public int? EndEvidence { get; set; }
}

/// <summary>The current users of one relation and origin of a group, packed for planning.</summary>
internal sealed class GroupMembersRow : PackedRow
{
    public int Relation { get; set; }
    public int Origin { get; set; }
}
