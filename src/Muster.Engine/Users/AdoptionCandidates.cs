using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Engine.Reading;

namespace Muster.Engine.Users;

/// <summary>Loads the users here who may be somebody the directory has, and whoever in the directory shares a value with one of them.</summary>
/// <param name="Adoptable">Local users, and users whose directory user is gone.</param>
/// <param name="Namesakes">Directory users who share a UPN, mail address or employee id with one of them.</param>
public sealed record AdoptionCandidates(IReadOnlyList<PlatformUser> Adoptable, IReadOnlyList<DirectoryUser> Namesakes)
{
    private static readonly AdoptionCandidates None = new([], []);

    /// <summary>Loads them, as far as somebody new in the directory could be one of them.</summary>
    /// <param name="stores">Where from.</param>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="mirror">What was read.</param>
    /// <param name="actual">The platform as it is.</param>
    /// <param name="users">The directory users that are planned for.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    public static async Task<AdoptionCandidates> LoadAsync(
        (IMirrorStore Mirror, IPlatformStore Platform) stores,
        int connection,
        DirectoryMirror mirror,
        PlatformState actual,
        IReadOnlyList<DirectoryUser> users,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actual);
        var keys = actual.LocalUsers.Union(KeySet.Of(Gone(mirror, actual)));
        var newcomers = users.Where(user => user.Presence == ObjectPresence.Present && actual.UserOf(user.Key) == 0).ToList();
        if (keys.IsEmpty || newcomers.Count == 0)
            return None;
        var adoptable = await stores.Platform.UsersAsync(keys, cancellationToken);
        var known = new SharedValues(adoptable.Values);
        if (!newcomers.Exists(known.HasOneOf))
            return None;
        // Whoever shares a value counts, also those that were imported long ago: a value is unique among all or not at all.
        var namesakes = await stores
            .Mirror.UsersAsync(connection, UserSelection.All, cancellationToken)
            .Where(known.HasOneOf)
            .ToListAsync(cancellationToken);
        return new AdoptionCandidates([.. adoptable.Values.OrderBy(user => user.Key)], namesakes);
    }

    private static IEnumerable<int> Gone(DirectoryMirror mirror, PlatformState actual)
    {
        for (var key = 1; key < actual.UserByDirectoryKey.Length; key++)
            if (
                actual.UserByDirectoryKey[key] is var user and not 0
                && mirror.User(key) is (DirectoryUserState.RemovedStated or DirectoryUserState.RemovedInferred)
            )
                yield return user;
    }

    /// <summary>UPNs, mail addresses and employee ids of some platform users.</summary>
    private sealed class SharedValues
    {
        private readonly HashSet<(AdoptionKey, string)> _values = [];

        public SharedValues(IEnumerable<PlatformUser> users)
        {
            foreach (var user in users)
            foreach (var key in Enum.GetValues<AdoptionKey>())
                if (UserMatcher.ValueOf(key, user.Attributes) is { } value)
                    _values.Add((key, value));
        }

        public bool HasOneOf(DirectoryUser user) =>
            Enum.GetValues<AdoptionKey>().Any(key => UserMatcher.ValueOf(key, user.Facts) is { } value && _values.Contains((key, value)));
    }
}
