namespace Muster.Storage.Model;

/// <summary>Counters of one workspace: what was counted while writing is compared with what is loaded later.</summary>
internal sealed class WorkspaceRow
{
    public int Workspace { get; set; }
    public long Revision { get; set; }
    public int NextConnection { get; set; }
    public int NextDirectoryUser { get; set; }
    public int NextDirectoryGroup { get; set; }
    public int NextDirectoryOther { get; set; }
    public int NextUser { get; set; }
    public int NextGroup { get; set; }
    public int Users { get; set; }
    public int Groups { get; set; }
    public long MembershipRows { get; set; }

    /// <summary>Sub-groups in force.</summary>
    public int SubGroups { get; set; }
    public long AuditEntries { get; set; }
    public byte[] AuditHead { get; set; } = [];

    /// <summary>Most users it may have; null for any number. So are those below.</summary>
    public int? LimitUsers { get; set; }
    public int? LimitGroups { get; set; }
    public int? LimitConnections { get; set; }

    /// <summary>Most memberships in force.</summary>
    public long? LimitMemberships { get; set; }
}

/// <summary>A workspace of the installation; the table belongs to none of them.</summary>
internal sealed class WorkspaceNameRow
{
    public int Number { get; set; }

    /// <summary>Null once it was removed: its number is never given again.</summary>
    public string? Name { get; set; }

    /// <inheritdoc cref="ConnectionRow.NameFolded" />
    public string? NameFolded { get; set; }
}

internal sealed class LeaseRow
{
    public int Workspace { get; set; }
    public long Fence { get; set; }

    /// <summary>Null while nobody holds it; the row stays, since the fence must go on growing.</summary>
    public string? Holder { get; set; }
    public string? Purpose { get; set; }
    public string? Machine { get; set; }
    public int Process { get; set; }
    public long ProcessStarted { get; set; }
    public long Since { get; set; }
    public long RenewedAt { get; set; }
}

/// <summary>When a connection is due next by its schedule, and who took up the time before. One row a connection, written over and over; it goes with its connection.</summary>
internal sealed class ScheduleSlotRow
{
    public int Workspace { get; set; }
    public int Connection { get; set; }

    /// <summary>Version of the settings that the time was worked out from.</summary>
    public long Version { get; set; }

    /// <summary>Null for never.</summary>
    public long? Due { get; set; }

    /// <summary>The process that carries out the time before; null when none does.</summary>
    public string? Holder { get; set; }

    /// <summary>The time that it took up, and its last sign of life.</summary>
    public long? TakenDue { get; set; }
    public long? KeptAt { get; set; }

    /// <summary>What became of the last time that somebody took up, in words, and the address of more.</summary>
    public long? LastAt { get; set; }
    public string? LastSaid { get; set; }
    public string? LastAddress { get; set; }
}

/// <summary>A process that serves, or served until a short time ago; the table belongs to no workspace.</summary>
internal sealed class NodeRow
{
    /// <summary>Names one start of one process.</summary>
    public string Id { get; set; } = "";
    public string Machine { get; set; } = "";
    public int Process { get; set; }

    /// <summary>The version of the program, and the newest schema that it knows.</summary>
    public string Version { get; set; } = "";
    public int Schema { get; set; }
    public string Address { get; set; } = "";

    /// <summary>Number of the workspace that it serves; null for all.</summary>
    public int? Serves { get; set; }
    public int State { get; set; }

    /// <summary>How much work it has under way, and how much waits for its turn there.</summary>
    public int Working { get; set; }
    public int Waiting { get; set; }
    public long Since { get; set; }
    public long SeenAt { get; set; }
}

/// <summary>How far work of a process has come, for whoever watches it at another one; it goes soon after the work has ended.</summary>
internal sealed class WorkProgressRow
{
    public int Workspace { get; set; }

    /// <summary>Number of the work, which no other process gives.</summary>
    public long Work { get; set; }
    public long At { get; set; }

    /// <summary>Shown whole, never searched.</summary>
    public string Detail { get; set; } = "{}";

    /// <summary>Who asks it to stop; null for nobody.</summary>
    public string? StopAskedBy { get; set; }
}

internal sealed class ConnectionRow
{
    public int Workspace { get; set; }
    public int Key { get; set; }
    public string Name { get; set; } = "";

    /// <summary>Upper-case invariant name: the same rule for "equal without regard to case" in every database.</summary>
    public string NameFolded { get; set; } = "";
    public string TenantId { get; set; } = "";
    public string ClientId { get; set; } = "";
    public int CredentialKind { get; set; }
    public byte[] Credential { get; set; } = [];
    public string GraphUrl { get; set; } = "";
    public string Authority { get; set; } = "";
    public string? TrustedCertificate { get; set; }
    public string? ImportRule { get; set; }
    public long ConfigurationVersion { get; set; }

    /// <summary>The configuration version that the last applied plan of the whole connection followed.</summary>
    public long AppliedConfiguration { get; set; }
    public long MirrorVersion { get; set; }

    /// <summary>Mirror version up to which an applied plan has taken every change into account.</summary>
    public long SettledVersion { get; set; }
}

/// <summary>The settings of a scope as somebody left them; the one with the greatest version is in force.</summary>
internal sealed class SettingVersionRow
{
    public int Workspace { get; set; }

    /// <summary>Key of the connection; 0 for the workspace.</summary>
    public int Connection { get; set; }
    public long Version { get; set; }
    public long At { get; set; }
    public string Actor { get; set; } = "";
    public string? Reason { get; set; }

    /// <summary>What differs from the defaults, as a flat JSON object.</summary>
    public string Body { get; set; } = "{}";
}

internal sealed class RunRow
{
    public int Workspace { get; set; }
    public long Id { get; set; }
    public int? Connection { get; set; }
    public string Verb { get; set; } = "";
    public string Actor { get; set; } = "";
    public long Fence { get; set; }
    public long StartedAt { get; set; }
    public long? EndedAt { get; set; }
    public int Outcome { get; set; }
    public bool ReadInFull { get; set; }
    public long? Plan { get; set; }
    public string? PlanHash { get; set; }
    public long? Revision { get; set; }
    public string? Message { get; set; }
    public string? DecidedBy { get; set; }
    public string? DecisionReason { get; set; }
    public int RemovalsStated { get; set; }
    public int RemovalsInferred { get; set; }

    /// <summary>Counts, guard trips, problems, spending and seconds as JSON: shown whole, never searched.</summary>
    public string Detail { get; set; } = "{}";
}

/// <summary>A plan with what became of it.</summary>
internal sealed class StoredPlanRow
{
    public int Workspace { get; set; }
    public long Id { get; set; }
    public int? Connection { get; set; }
    public long? Run { get; set; }
    public int State { get; set; }
    public string Verb { get; set; } = "";
    public string? Hash { get; set; }
    public long? BasedOn { get; set; }
    public long MadeAt { get; set; }
    public string MadeBy { get; set; } = "";
    public long? ExpiresAt { get; set; }
    public long? DecidedAt { get; set; }
    public string? DecidedBy { get; set; }
    public string? DecisionReason { get; set; }
    public string? Message { get; set; }

    /// <summary>Basis, origin, counts, guard trips, problems and decisions as JSON: shown whole, never searched.</summary>
    public string Detail { get; set; } = "{}";

    /// <summary>The steps; null when the read was incomplete, or once they are no longer kept. Last, so that lists need not read past it.</summary>
    public byte[]? Body { get; set; }
}

internal sealed class AuditRow
{
    public int Workspace { get; set; }
    public long Number { get; set; }
    public long At { get; set; }
    public string Actor { get; set; } = "";
    public string Action { get; set; } = "";
    public string Subject { get; set; } = "";
    public string Detail { get; set; } = "";
    public byte[] PreviousHash { get; set; } = [];
    public byte[] Hash { get; set; } = [];
}
