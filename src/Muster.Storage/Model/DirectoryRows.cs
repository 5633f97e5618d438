namespace Muster.Storage.Model;

/// <summary>Up to where one stream was read, and how.</summary>
internal sealed class DeltaLinkRow
{
    public int Workspace { get; set; }
    public int Connection { get; set; }
    public int Stream { get; set; }
    public string? Binding { get; set; }
    public string? Link { get; set; }
    public long? LinkedAt { get; set; }
    public bool Complete { get; set; }
    public bool InFull { get; set; }
    public int PresentBefore { get; set; }

    /// <summary>Objects present now; loading checks that it finds as many.</summary>
    public int PresentAfter { get; set; }
    public int Missing { get; set; }

    /// <summary>Rows of the stream's objects, removed and unseen ones too; loading checks that it finds as many.</summary>
    public int Objects { get; set; }
    public string? InterruptedBy { get; set; }
    public long? InterruptedAt { get; set; }
}

internal sealed class DirectoryUserRow
{
    public int Workspace { get; set; }
    public int Connection { get; set; }
    public int Key { get; set; }
    public Guid ObjectId { get; set; }
    public int Presence { get; set; }
    public bool AccountEnabled { get; set; }

    /// <summary>Mirror version of the last change.</summary>
    public long Changed { get; set; }
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

    /// <summary>Properties read because a rule names them: a JSON object of texts, names ordered; null when there are none.</summary>
    public string? More { get; set; }
}

internal sealed class DirectoryGroupRow
{
    public int Workspace { get; set; }
    public int Connection { get; set; }
    public int Key { get; set; }
    public Guid ObjectId { get; set; }
    public int Presence { get; set; }
    public long Changed { get; set; }

    /// <summary>Entries in all packed sets of the group, so that a lost set shows.</summary>
    public int Edges { get; set; }
    public string? DisplayName { get; set; }
    public string? Description { get; set; }
    public string? Mail { get; set; }
    public int Kind { get; set; }
    public bool Dynamic { get; set; }
    public bool HiddenMembership { get; set; }
    public bool OnPremises { get; set; }
}

internal abstract class PackedRow
{
    public int Workspace { get; set; }
    public int GroupKey { get; set; }
    public int Count { get; set; }
    public long Hash { get; set; }
    public byte[] Packed { get; set; } = [];
}

/// <summary>The targets of one kind of edge of a directory group: those that stand, or those that are gone since the last plan that settled.</summary>
internal sealed class DirectoryEdgesRow : PackedRow
{
    public int Connection { get; set; }
    public int Standing { get; set; }
    public int Kind { get; set; }
}

/// <summary>A member that is neither user nor group, known only so that it is counted once.</summary>
internal sealed class DirectoryOtherRow
{
    public int Workspace { get; set; }
    public int Connection { get; set; }
    public int Key { get; set; }
    public Guid ObjectId { get; set; }
}
