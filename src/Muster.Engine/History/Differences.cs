using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;

namespace Muster.Engine.History;

/// <summary>A group at two moments, of which at least something differs.</summary>
/// <param name="Key">Key of the group.</param>
/// <param name="Before">As it was; null when it was not there.</param>
/// <param name="After">As it became; never null, since groups are retired and not erased.</param>
public sealed record GroupDifference(int Key, GroupThen? Before, GroupThen After)
{
    /// <summary>What differs, in words for machines: <c>created</c>, <c>retired</c>, <c>renamed</c>, <c>linked</c>, <c>relinked</c>, <c>unlinked</c>, <c>state</c>, <c>purpose</c>, <c>settings</c>, <c>attributes</c>.</summary>
    public IReadOnlyList<string> Changes
    {
        get
        {
            if (Before is not { } before)
                return After.Link == LinkState.Retired ? ["created", "retired"] : ["created"];
            var changes = new List<string>();
            if (After.Link == LinkState.Retired && before.Link != LinkState.Retired)
                changes.Add("retired");
            if (After.Name != before.Name)
                changes.Add("renamed");
            if (After.Link != LinkState.Retired && After.Id != before.Id)
                changes.Add(
                    before.Id is null ? "linked"
                    : After.Id is null ? "unlinked"
                    : "relinked"
                );
            else if (After.Link != LinkState.Retired && After.Link != before.Link)
                changes.Add("state");
            if (After.Settings.Purpose != before.Settings.Purpose)
                changes.Add("purpose");
            if (After.Settings != before.Settings with { Purpose = After.Settings.Purpose })
                changes.Add("settings");
            if (!After.Attributes.Equals(before.Attributes))
                changes.Add("attributes");
            return changes.Count > 0 ? changes : ["state"];
        }
    }
}

/// <summary>What a comparison shows of a group at one moment.</summary>
public sealed record GroupThen(string Name, GroupSettings Settings, LinkState Link, ObjectId? Id)
{
    /// <summary>Attributes filled from the directory group, ordered by name (ordinal).</summary>
    public ValueList<KeyValuePair<string, string>> Attributes { get; init; } = GroupAttributeMapping.None;
}

/// <summary>A user at two moments, of whom at least something differs.</summary>
/// <param name="Before">As the user was; null before the import.</param>
/// <param name="After">As the user became.</param>
public sealed record UserDifference(UserRow? Before, UserRow After)
{
    /// <summary>What differs, in words for machines: <c>joined</c>, <c>suspended</c>, <c>reactivated</c>, <c>changed</c>.</summary>
    public IReadOnlyList<string> Changes
    {
        get
        {
            if (Before is not { } before)
                return After.Active ? ["joined"] : ["joined", "suspended"];
            var changes = new List<string>();
            if (before.Active != After.Active)
                changes.Add(After.Active ? "reactivated" : "suspended");
            if (before.Attributes != After.Attributes || before.Id != After.Id || before.KeptApart != After.KeptApart)
                changes.Add("changed");
            return changes;
        }
    }
}

/// <summary>A membership that stands in exactly one of two moments.</summary>
/// <param name="User">The person, as of the moment in which it stands.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Added">True when it stands in the later moment, false when in the earlier.</param>
/// <param name="Event">The revision that began or ended it.</param>
/// <param name="Cause">Why it ended; null for additions, and where causes were not kept yet.</param>
/// <param name="Evidence">What its end rests on; null together with <paramref name="Cause"/>.</param>
public sealed record MembershipDifference(
    UserRow User,
    MembershipRelation Relation,
    MembershipOrigin Origin,
    bool Added,
    Revision Event,
    RemovalCause? Cause,
    Evidence? Evidence
);

/// <summary>What a user was from one applied plan on.</summary>
/// <param name="Since">The plan that made it so.</param>
/// <param name="Difference">The user before and from then on.</param>
/// <param name="By">Who or what started that run; null where it is not known.</param>
/// <param name="Verb">What the run was for; null where it is not known.</param>
public sealed record UserThen(Revision Since, UserDifference Difference, string? By, string? Verb);
