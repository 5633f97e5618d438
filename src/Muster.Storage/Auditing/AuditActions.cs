namespace Muster.Storage.Auditing;

/// <summary>Words of entries that verification looks for. Stored, so they must not change.</summary>
internal static class AuditActions
{
    /// <summary>How the words of all entries about runs begin.</summary>
    public const string OfRuns = "run.";

    /// <summary>A plan was applied.</summary>
    public const string RunApplied = "run.applied";

    /// <summary>How the words of all entries about connections begin.</summary>
    public const string OfConnections = "connection.";

    /// <summary>A connection was removed.</summary>
    public const string ConnectionRemoved = "connection.removed";

    /// <summary>A plan that waited was dropped.</summary>
    public const string PlanDiscarded = "plan.discarded";

    /// <summary>A held run was rejected, and its plan with it.</summary>
    public const string RunRejected = "run.rejected";

    /// <summary>A plan was stored.</summary>
    public const string PlanMade = "plan.made";

    /// <summary>A plan that was ready is held.</summary>
    public const string PlanHeld = "plan.held";

    /// <summary>A run and its plan wait for a person.</summary>
    public const string RunHeld = "run.held";

    /// <summary>Digest over the versions of users that a revision opened and closed.</summary>
    public const string UserVersions = "users.changed";

    /// <summary>Digest over the versions of groups that a revision opened and closed.</summary>
    public const string GroupVersions = "groups.changed";

    /// <summary>Digest over the sub-groups that a revision opened and closed.</summary>
    public const string SubGroups = "groups.nested";

    /// <summary>Digest over the memberships of one group that a revision opened and closed.</summary>
    public const string GroupMemberships = "group.memberships";

    /// <summary>Digest over the versions of exceptions that a revision opened and closed.</summary>
    public const string ExceptionVersions = "exceptions.changed";

    /// <summary>A new version of the settings of a scope was stored.</summary>
    public const string SettingsChanged = "settings.changed";

    /// <summary>What is derived from the history was rebuilt.</summary>
    public const string Repaired = "audit.repaired";

    /// <summary>The data was restored from a backup; nothing is applied since.</summary>
    public const string Restored = "database.restored";

    /// <summary>The data is older than what was seen; nothing is applied since.</summary>
    public const string FoundOld = "database.foundOld";

    /// <summary>Plans may be applied again after either.</summary>
    public const string Released = "database.released";

    /// <summary>Name of the digest in the detail.</summary>
    public const string Digest = "sha256";
}
