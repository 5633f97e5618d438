namespace Muster.Core.DirectoryObjects;

/// <summary>A user as the directory describes it. Facts only; nothing here is policy.</summary>
/// <param name="Key">Dense key in the mirror.</param>
/// <param name="Id">Immutable object id.</param>
/// <param name="Presence">Whether the directory has it.</param>
/// <param name="Facts">Its properties; the last known ones once it is removed.</param>
public sealed record DirectoryUser(int Key, ObjectId Id, ObjectPresence Presence, UserFacts Facts)
{
    /// <summary>Whether the account may sign in: present and not disabled.</summary>
    public bool Enabled => Presence == ObjectPresence.Present && Facts.AccountEnabled;
}
