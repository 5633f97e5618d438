using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Engine.Drift;

/// <summary>What the history and the audit log know about who changed what last.</summary>
public interface IDriftHistory
{
    /// <summary>Everything stored that the history does not bear out.</summary>
    Task<IReadOnlyList<StateDamage>> DamageAsync(CancellationToken cancellationToken);

    /// <summary>The last change of every membership that some groups have or had.</summary>
    Task<IReadOnlyDictionary<MembershipPair, Touch>> MembershipsAsync(IReadOnlyCollection<int> groups, CancellationToken cancellationToken);

    /// <summary>The last change of every group.</summary>
    Task<IReadOnlyDictionary<int, Touch>> GroupsAsync(CancellationToken cancellationToken);

    /// <summary>The last change of some users.</summary>
    Task<IReadOnlyDictionary<int, Touch>> UsersAsync(KeySet users, CancellationToken cancellationToken);

    /// <summary>The last time the settings or the import rule of a connection were saved after an instant; null when they were not.</summary>
    Task<Touch?> ConfigurationAsync(int connection, DateTimeOffset after, CancellationToken cancellationToken);
}

/// <summary>Somebody in some relation to a group.</summary>
/// <param name="Group">Key of the group.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="User">Key of the user.</param>
public readonly record struct MembershipPair(int Group, MembershipRelation Relation, int User);

/// <summary>A change that the history records.</summary>
/// <param name="Run">The run; null when it was none, such as the saving of a setting.</param>
/// <param name="Verb">What was typed, or the word of the audit entry.</param>
/// <param name="Actor">Who did it, or approved it.</param>
/// <param name="At">When.</param>
/// <param name="Revision">The revision it made; 0 when it made none.</param>
public sealed record Touch(long? Run, string Verb, string Actor, DateTimeOffset At, long Revision);
