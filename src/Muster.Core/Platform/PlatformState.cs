using Muster.Core.DirectoryObjects;

namespace Muster.Core.Platform;

/// <summary>The platform's own users and groups at one revision: the actual state a plan starts from.</summary>
/// <remarks>Immutable by agreement: nothing writes to the arrays after construction.</remarks>
public sealed class PlatformState
{
    private readonly int? _activeUserCount;

    /// <summary>Number that grows by one with every applied plan; a plan made at another revision is stale.</summary>
    public required long Revision { get; init; }

    /// <summary>All groups in use (not the retired ones), by key.</summary>
    public required IReadOnlyList<PlatformGroup> Groups { get; init; }

    /// <summary>Key of the platform user that follows a directory user, at the index of the directory user's key; 0 where there is none.</summary>
    public required int[] UserByDirectoryKey { get; init; }

    /// <summary>Keys of the users that follow no directory user of any connection.</summary>
    public KeySet LocalUsers { get; init; } = KeySet.Empty;

    /// <summary>Whether the platform user with the index's key is active.</summary>
    public required bool[] ActiveUsers { get; init; }

    /// <summary>How many users are active; of all, also where <see cref="ActiveUsers"/> tells of some only.</summary>
    public int ActiveUserCount
    {
        get => _activeUserCount ?? ActiveUsers.Count(isActive => isActive);
        init => _activeUserCount = value;
    }

    /// <summary>First key not yet used by a platform user.</summary>
    public required int NextUserKey { get; init; }

    /// <summary>First key not yet used by a platform group.</summary>
    public required int NextGroupKey { get; init; }

    /// <summary>The exceptions that stand, by id.</summary>
    public IReadOnlyList<MembershipException> Exceptions { get; init; } = [];

    /// <summary>First number not yet used by an exception.</summary>
    public long NextExceptionId { get; init; } = 1;

    /// <summary>Keys of directory groups that a group here followed once and that none follows now; no rule creates a group for them again.</summary>
    public KeySet FormerSources { get; init; } = KeySet.Empty;

    /// <summary>The same groups with what is known of some users.</summary>
    /// <param name="userByDirectoryKey">Who follows whom, as far as it matters.</param>
    /// <param name="activeUsers">Who of them is active.</param>
    public PlatformState With(int[] userByDirectoryKey, bool[] activeUsers) =>
        new()
        {
            Revision = Revision,
            Groups = Groups,
            UserByDirectoryKey = userByDirectoryKey,
            LocalUsers = LocalUsers,
            ActiveUsers = activeUsers,
            ActiveUserCount = ActiveUserCount,
            NextUserKey = NextUserKey,
            NextGroupKey = NextGroupKey,
            FormerSources = FormerSources,
            Exceptions = Exceptions,
            NextExceptionId = NextExceptionId,
        };

    /// <summary>The same state with other exceptions.</summary>
    public PlatformState With(IReadOnlyList<MembershipException> exceptions) =>
        new()
        {
            ActiveUserCount = ActiveUserCount,
            Revision = Revision,
            Groups = Groups,
            UserByDirectoryKey = UserByDirectoryKey,
            LocalUsers = LocalUsers,
            ActiveUsers = ActiveUsers,
            NextUserKey = NextUserKey,
            NextGroupKey = NextGroupKey,
            FormerSources = FormerSources,
            Exceptions = exceptions,
            NextExceptionId = NextExceptionId,
        };

    /// <summary>A state of which only the revision is known, for a plan that needs nothing else.</summary>
    public static PlatformState NothingLoaded(long revision) =>
        new()
        {
            Revision = revision,
            Groups = [],
            UserByDirectoryKey = [],
            ActiveUsers = [],
            NextUserKey = 1,
            NextGroupKey = 1,
        };

    /// <summary>The platform user that follows the directory user, or 0.</summary>
    public int UserOf(int directoryKey) => (uint)directoryKey < (uint)UserByDirectoryKey.Length ? UserByDirectoryKey[directoryKey] : 0;

    /// <summary>Whether the platform user is active.</summary>
    public bool IsActive(int userKey) => (uint)userKey < (uint)ActiveUsers.Length && ActiveUsers[userKey];
}
