using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Matching;

/// <summary>
/// Finds which platform users and directory users are one person: by one property after the other, each time only where its value is unique on both sides (INV-9).
/// </summary>
/// <remarks>
/// Who fits by an earlier property, or is doubtful by it, is nobody else by a later one. A directory user counts for every property all the same: what it has is
/// not unique for another. So the result is the same once its matches have become links.
/// </remarks>
public sealed class UserMatcher
{
    private readonly Dictionary<int, DirectoryUser> _directory;
    private readonly Dictionary<int, PlatformUser> _platform;
    private readonly HashSet<int> _settled = [];
    private readonly Dictionary<int, UserMatch> _matches = [];
    private readonly List<DoubtfulMatch> _doubtful = [];

    private UserMatcher(IEnumerable<DirectoryUser> directory, IEnumerable<PlatformUser> platform)
    {
        _directory = directory
            .Where(user => user.Presence == ObjectPresence.Present)
            .DistinctBy(user => user.Key)
            .ToDictionary(user => user.Key);
        _platform = platform.DistinctBy(user => user.Key).ToDictionary(user => user.Key);
    }

    /// <summary>The matches, by key of the directory user.</summary>
    public IReadOnlyDictionary<int, UserMatch> Matches => _matches;

    /// <summary>Values that several people have on one of the sides, in the order of the properties, then by value.</summary>
    public IReadOnlyList<DoubtfulMatch> Doubtful => _doubtful;

    /// <summary>Compares the two sides.</summary>
    /// <param name="order">The properties, in order.</param>
    /// <param name="directory">Directory users: all that may be adopted, and all others that share a value with somebody of the platform side.</param>
    /// <param name="platform">Platform users who may be adopted.</param>
    public static UserMatcher Match(
        IEnumerable<AdoptionKey> order,
        IEnumerable<DirectoryUser> directory,
        IEnumerable<PlatformUser> platform
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        var matcher = new UserMatcher(directory, platform);
        foreach (var key in order)
            matcher.Compare(key);
        return matcher;
    }

    /// <summary>The value of a property of a directory user in the form in which it is compared; null when there is none.</summary>
    public static string? ValueOf(AdoptionKey key, UserFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return Folded(
            key,
            key switch
            {
                AdoptionKey.UserPrincipalName => facts.UserPrincipalName,
                AdoptionKey.Mail => facts.Mail,
                _ => facts.EmployeeId,
            }
        );
    }

    /// <summary>The value of a property of a platform user in the form in which it is compared; null when there is none.</summary>
    public static string? ValueOf(AdoptionKey key, UserAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return Folded(
            key,
            key switch
            {
                AdoptionKey.UserPrincipalName => attributes.UserPrincipalName,
                AdoptionKey.Mail => attributes.Mail,
                _ => attributes.EmployeeId,
            }
        );
    }

    private static string? Folded(AdoptionKey key, string? value) =>
        string.IsNullOrWhiteSpace(value) ? null
        : key == AdoptionKey.EmployeeId ? value
        : value.ToUpperInvariant();

    private void Compare(AdoptionKey key)
    {
        var directory = _directory.Values.ToLookup(user => ValueOf(key, user.Facts), StringComparer.Ordinal);
        var shared = _platform
            .Values.GroupBy(user => ValueOf(key, user.Attributes), StringComparer.Ordinal)
            .Where(users => users.Key is not null && directory.Contains(users.Key))
            .OrderBy(users => users.Key, StringComparer.Ordinal)
            .Select(users => (Value: users.Key!, Platform: users.OrderBy(user => user.Key).ToList()))
            .ToList();
        foreach (var (value, platform) in shared)
        {
            var others = directory[value].OrderBy(user => user.Key).ToList();
            if (platform is [var user] && others is [var other])
            {
                if (!_settled.Contains(other.Key))
                    _matches.Add(other.Key, new UserMatch(user, other, key));
            }
            else
                _doubtful.Add(new DoubtfulMatch(key, platform, others));
            foreach (var taken in platform)
                _platform.Remove(taken.Key);
            _settled.UnionWith(others.Select(other => other.Key));
        }
    }
}

/// <summary>Two records of one person.</summary>
/// <param name="User">The platform user.</param>
/// <param name="Other">The directory user.</param>
/// <param name="By">The property that shows it.</param>
public sealed record UserMatch(PlatformUser User, DirectoryUser Other, AdoptionKey By);

/// <summary>People who share a value that is not unique on both sides.</summary>
/// <param name="By">The property.</param>
/// <param name="Platform">The platform users who have the value, by key.</param>
/// <param name="Directory">The directory users who have it, by key.</param>
public sealed record DoubtfulMatch(AdoptionKey By, IReadOnlyList<PlatformUser> Platform, IReadOnlyList<DirectoryUser> Directory);
