using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;

namespace Muster.Engine.Configuration.Files;

/// <summary>The configuration of a workspace, as a file holds it: everything that was decided, no secret, nobody's membership.</summary>
/// <param name="Workspace">Settings of the workspace that differ from the defaults; null when the file does not speak of them.</param>
/// <param name="Connections">The connections.</param>
/// <param name="Groups">The groups in use.</param>
public sealed record ConfigDocument(
    IReadOnlyDictionary<string, string>? Workspace,
    IReadOnlyList<ConfigConnection> Connections,
    IReadOnlyList<ConfigGroup> Groups
);

/// <summary>A connection in a configuration file.</summary>
public sealed record ConfigConnection
{
    /// <summary>Line in the file.</summary>
    public int Line { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant it reads; null when the file does not say. Stated for people: a file does not move a connection.</summary>
    public string? TenantId { get; init; }

    /// <summary>Application it signs in as; null when the file does not say.</summary>
    public string? ClientId { get; init; }

    /// <summary>Who becomes a user; null when the file does not say, or nobody has decided.</summary>
    public ImportRule? ImportRule { get; init; }

    /// <summary>Settings that differ from the defaults.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}

/// <summary>An exception on a group in a configuration file.</summary>
public sealed record ConfigGroupException
{
    /// <summary>Line in the file.</summary>
    public int Line { get; init; }

    /// <summary>Object id or UPN of the person; <c>#17</c> for a local user without a UPN.</summary>
    public required string User { get; init; }

    /// <summary>Member or owner.</summary>
    public MembershipRelation Relation { get; init; }

    /// <summary>In or out.</summary>
    public required ExceptionKind Kind { get; init; }

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Who decided; null for whoever applies the file. What stands here already keeps its author.</summary>
    public string? Author { get; init; }
}

/// <summary>A group in a configuration file.</summary>
public sealed record ConfigGroup
{
    /// <summary>Line in the file.</summary>
    public int Line { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is not meant to follow a directory.</summary>
    public bool Local { get; init; }

    /// <summary>Name of the connection whose directory it follows; null for a group that waits for its match, and for a local one.</summary>
    public string? Connection { get; init; }

    /// <summary>Object id of the directory group it is pinned to.</summary>
    public ObjectId? Id { get; init; }

    /// <summary>All its exceptions; null when the file does not speak of them, and then they stay.</summary>
    public IReadOnlyList<ConfigGroupException>? Exceptions { get; init; }

    /// <summary>Settings that differ from the defaults.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}
