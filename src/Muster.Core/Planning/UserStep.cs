using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>A change of one platform user.</summary>
public abstract record UserStep
{
    private UserStep(int user) => User = user;

    /// <summary>Key of the platform user; a key not used before when the user is created.</summary>
    public int User { get; }

    /// <summary>Makes a user that follows a directory user.</summary>
    public sealed record Create(int User, int DirectoryKey, ObjectId Id, UserAttributes Attributes, ImportReason Reason) : UserStep(User);

    /// <summary>Takes over changed properties.</summary>
    public sealed record Update(int User, UserAttributes Before, UserAttributes After) : UserStep(User);

    /// <summary>Takes the person's access away without erasing anything.</summary>
    public sealed record Suspend(int User, RemovalCause Cause, Evidence Evidence) : UserStep(User);

    /// <summary>Gives a suspended person access again.</summary>
    public sealed record Reactivate(int User, ImportReason Reason) : UserStep(User);
}

/// <summary>Why a directory user is a user of the platform.</summary>
public enum ImportReason : byte
{
    /// <summary>The import rule covers the person.</summary>
    Rule = 0,

    /// <summary>A member or owner of a linked group, imported with it.</summary>
    LinkedGroup = 1,
}
