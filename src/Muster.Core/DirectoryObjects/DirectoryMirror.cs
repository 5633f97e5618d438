namespace Muster.Core.DirectoryObjects;

/// <summary>Muster's copy of what was read from one directory: every group with its edges, and what a plan needs of every user.</summary>
/// <remarks>Immutable by agreement: nothing writes to the arrays after construction.</remarks>
public sealed class DirectoryMirror
{
    private readonly Dictionary<int, DirectoryGroup> _byKey;
    private readonly DirectoryUserState[] _users;

    /// <summary>Makes a mirror.</summary>
    /// <param name="groups">All groups ever seen, the removed ones too, in any order.</param>
    /// <param name="users">State of each user at the index of its key; index 0 is not used.</param>
    /// <param name="certificate">What is known about the completeness of the reads behind it.</param>
    public DirectoryMirror(IEnumerable<DirectoryGroup> groups, DirectoryUserState[] users, ReadCertificate certificate)
    {
        _byKey = groups.ToDictionary(group => group.Key);
        _users = users;
        Groups = [.. _byKey.Values.OrderBy(group => group.Key)];
        Certificate = certificate;
    }

    /// <summary>All groups ever seen, by key.</summary>
    public IReadOnlyList<DirectoryGroup> Groups { get; }

    /// <summary>What is known about the completeness of the reads behind this mirror.</summary>
    public ReadCertificate Certificate { get; }

    /// <summary>Largest user key plus one.</summary>
    public int UserKeyLimit => _users.Length;

    /// <summary>The same mirror with some groups in another shape.</summary>
    /// <param name="reshape">Gives the shape of a group; the group itself where it stays as it is.</param>
    public DirectoryMirror With(Func<DirectoryGroup, DirectoryGroup> reshape) => new(Groups.Select(reshape), _users, Certificate);

    /// <summary>The same groups with what is known of some users.</summary>
    /// <param name="users">State of each user that matters at the index of its key.</param>
    public DirectoryMirror With(DirectoryUserState[] users) => new(Groups, users, Certificate);

    /// <summary>The group with this key, or null.</summary>
    public DirectoryGroup? Group(int key) => _byKey.GetValueOrDefault(key);

    /// <summary>What is known of the user with this key; unseen beyond the known keys.</summary>
    public DirectoryUserState User(int key) => (uint)key < (uint)_users.Length ? _users[key] : DirectoryUserState.Unseen;
}
