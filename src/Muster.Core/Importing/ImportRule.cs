using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>Who of the directory's users becomes a user of the platform. Kept with the connection and followed by every sync.</summary>
public abstract record ImportRule
{
    private ImportRule() { }

    /// <summary>Everyone the directory has, guests included.</summary>
    public sealed record Everyone : ImportRule;

    /// <summary>The members of some directory groups, those of nested groups included.</summary>
    /// <param name="Groups">Object ids of the groups, so that a renamed group changes nothing.</param>
    /// <param name="If">What a member must meet besides; null for nothing.</param>
    public sealed record MembersOf(IReadOnlyList<ObjectId> Groups, UserCondition? If = null) : ImportRule
    {
        /// <summary>The groups alone.</summary>
        public void Deconstruct(out IReadOnlyList<ObjectId> groups) => groups = Groups;
    }

    /// <summary>Everyone who meets a condition.</summary>
    /// <param name="If">The condition.</param>
    public sealed record Where(UserCondition If) : ImportRule;

    /// <summary>People picked by hand, pinned by object id.</summary>
    /// <param name="Users">Object ids of the users.</param>
    public sealed record HandPicked(IReadOnlyList<ObjectId> Users) : ImportRule;

    /// <summary>The condition that everyone it covers meets; null when there is none.</summary>
    public UserCondition? Condition =>
        this switch
        {
            Where(var condition) => condition,
            MembersOf members => members.If,
            _ => null,
        };

    /// <summary>What must be read of users, beyond what is read of all, to evaluate it.</summary>
    public PropertySelection Selection =>
        Condition is { } condition ? PropertySelection.Of(condition.Terms().Select(term => term.Property)) : PropertySelection.None;

    /// <summary>
    /// When it may begin or cease to cover a user although nothing changes in the directory; null if never. Whether the user is in a group that the rule
    /// names is not looked at.
    /// </summary>
    public DateTimeOffset? NextChange(UserFacts facts, DateTimeOffset now) => Condition?.NextChange(facts, now);
}
