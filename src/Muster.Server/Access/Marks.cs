namespace Muster.Server.Access;

/// <summary>
/// Says of an endpoint or page that it shows each what they may see of it, by <see cref="Caller.Where"/>, or names in its body what it is about. Whatever is not marked, and
/// names nothing of a connection in its address, needs the role for the workspace.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NarrowedAttribute : Attribute;

/// <summary>Says of an endpoint or page that owners of groups have a part in it, for the groups they own.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ForOwnersAttribute : Attribute;

/// <summary>A body that names a connection.</summary>
internal interface INamesConnection
{
    /// <summary>Name of the connection; null for the only one.</summary>
    string? Connection { get; }
}

/// <summary>A body that names a group.</summary>
internal interface INamesGroup
{
    /// <summary>Number of the group.</summary>
    int Group { get; }
}

/// <summary>A body that names somebody.</summary>
internal interface INamesUser
{
    /// <summary>Object id, number, UPN, mail or exact display name.</summary>
    string User { get; }
}

/// <summary>A body that names runs.</summary>
internal interface INamesRuns
{
    /// <summary>Numbers of the runs; none for a stretch of time, which is about all runs in it.</summary>
    IReadOnlyList<long>? Runs { get; }
}
