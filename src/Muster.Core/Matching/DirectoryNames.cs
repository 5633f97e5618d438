using Muster.Core.DirectoryObjects;

namespace Muster.Core.Matching;

/// <summary>The directory's present groups by display name, compared ordinally: case, spaces and Unicode form count.</summary>
public sealed class DirectoryNames
{
    private readonly Dictionary<string, List<DirectoryGroup>> _byName = new(StringComparer.Ordinal);
    private readonly Lazy<NearMissIndex> _nearMisses;

    /// <summary>Indexes a mirror.</summary>
    public DirectoryNames(DirectoryMirror mirror)
    {
        foreach (var group in mirror.Groups.Where(group => group.Present && group.Facts.DisplayName is not null))
        {
            if (!_byName.TryGetValue(group.Facts.DisplayName!, out var sameName))
                _byName.Add(group.Facts.DisplayName!, sameName = []);
            sameName.Add(group);
        }
        _nearMisses = new Lazy<NearMissIndex>(() => new NearMissIndex(_byName.Values.SelectMany(groups => groups)));
    }

    /// <summary>The present groups with exactly this name, by object id.</summary>
    public IReadOnlyList<DirectoryGroup> WithName(string name) =>
        _byName.TryGetValue(name, out var groups) ? [.. groups.OrderBy(group => group.Id)] : [];

    /// <summary>Groups whose names a person could take for this one.</summary>
    public IReadOnlyList<NearMiss> NearMisses(string name) => _nearMisses.Value.Find(name);
}
