using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Engine.Reading;

/// <summary>One user as a page told it: its facts, or that it is gone.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Facts">All facts as they are now but the manager; null when the page says that the user was removed.</param>
public sealed record DirectoryUserChange(ObjectId Id, UserFacts? Facts)
{
    /// <summary>What the page says of the manager, in its order. Silence means that nothing changed, and in a full round that there is none.</summary>
    public ValueList<ManagerChange> Manager { get; init; } = ValueList.Empty<ManagerChange>();
}

/// <summary>Who became, or no longer is, the manager of a user.</summary>
/// <param name="Manager">Object id of the manager.</param>
/// <param name="Removed">True when the entry takes this manager away.</param>
public readonly record struct ManagerChange(ObjectId Manager, bool Removed);

/// <summary>One group as a page told it. A large group comes in several changes, each with another slice of edges.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Facts">All facts as they are now; null when the page says that the group was removed.</param>
/// <param name="Edges">Member and owner entries of this slice, in page order.</param>
public sealed record DirectoryGroupChange(ObjectId Id, GroupFacts? Facts, IReadOnlyList<EdgeChange> Edges);

/// <summary>A member or owner entry of a group.</summary>
/// <param name="Kind">What the edge leads to.</param>
/// <param name="Target">Object id it leads to.</param>
/// <param name="Removed">True when the entry takes the edge away.</param>
public readonly record struct EdgeChange(EdgeKind Kind, ObjectId Target, bool Removed);

/// <summary>Kinds of edges that start at a group.</summary>
public enum EdgeKind : byte
{
    /// <summary>A direct member that is a user.</summary>
    UserMember = 0,

    /// <summary>A direct member that is a group.</summary>
    GroupMember = 1,

    /// <summary>A direct member of another type: device, service principal, contact, or a type not known yet.</summary>
    OtherMember = 2,

    /// <summary>An owner that is a user.</summary>
    UserOwner = 3,

    /// <summary>An owner of another type.</summary>
    OtherOwner = 4,
}
