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

    /// <summary>Makes a local user, who follows no directory user, by a person's decision.</summary>
    public sealed record CreateLocal(int User, UserAttributes Attributes) : UserStep(User);

    /// <summary>Lets a user who exists here follow a directory user from now on.</summary>
    /// <param name="User">Key of the platform user.</param>
    /// <param name="DirectoryKey">Key of the directory user.</param>
    /// <param name="Id">Its object id, which rules from now on.</param>
    /// <param name="By">What shows that the two are one person.</param>
    public sealed record Adopt(int User, int DirectoryKey, ObjectId Id, AdoptedBy By) : UserStep(User);

    /// <summary>Ends that the user follows a directory user, or that a rule may make it follow one; by a person's decision.</summary>
    public sealed record KeepApart(int User) : UserStep(User);

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

    /// <summary>A person decided so.</summary>
    Decided = 10,
}

/// <summary>What shows that a platform user and a directory user are one person. The numbers are stored.</summary>
public enum AdoptedBy : byte
{
    /// <summary>The same UPN, unique on both sides.</summary>
    UserPrincipalName = 0,

    /// <summary>The same mail address, unique on both sides.</summary>
    Mail = 1,

    /// <summary>The same number given by the organisation, unique on both sides.</summary>
    EmployeeId = 2,

    /// <summary>A person said so.</summary>
    Picked = 10,
}
