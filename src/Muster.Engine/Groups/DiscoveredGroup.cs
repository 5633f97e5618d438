using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Engine.Groups;

/// <summary>A directory group and how it stands to the platform.</summary>
/// <param name="Source">The directory group.</param>
/// <param name="State">How it stands.</param>
/// <param name="Group">The platform group it is linked to, or whose name it has; null when there is none.</param>
/// <param name="SameName">How many present directory groups have its name, itself included.</param>
public sealed record DiscoveredGroup(DirectoryGroup Source, DiscoveryState State, PlatformGroup? Group, int SameName);

/// <summary>How a directory group stands to the platform.</summary>
public enum DiscoveryState
{
    /// <summary>No group here has its name; one can be created.</summary>
    Available,

    /// <summary>Linked.</summary>
    Linked,

    /// <summary>A group here waits for this name; the next sync links it.</summary>
    Waiting,

    /// <summary>Several directory groups have this name; a person picks by object id.</summary>
    Ambiguous,

    /// <summary>A group here has this name and is not meant for this directory group.</summary>
    NameTaken,

    /// <summary>The name belongs to a group whose own directory group was deleted; a person relinks or retires it.</summary>
    ReusedName,
}
