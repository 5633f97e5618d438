using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>Who of the directory's users becomes a user of the platform. Kept with the connection and followed by every sync.</summary>
public abstract record ImportRule
{
    private ImportRule() { }

    /// <summary>Everyone the directory has, guests included.</summary>
    public sealed record Everyone : ImportRule;

    /// <summary>The members of some directory groups, those of nested groups included.</summary>
    /// <param name="Groups">Object ids of the groups.</param>
    public sealed record MembersOf(IReadOnlyList<ObjectId> Groups) : ImportRule;

    /// <summary>Everyone who meets all conditions.</summary>
    /// <param name="Conditions">Joined by "and".</param>
    public sealed record Where(IReadOnlyList<UserCondition> Conditions) : ImportRule;

    /// <summary>People picked by hand, pinned by object id.</summary>
    /// <param name="Users">Object ids of the users.</param>
    public sealed record HandPicked(IReadOnlyList<ObjectId> Users) : ImportRule;
}
