using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Groups;

/// <summary>Compares the directory's groups with those of the platform. Pure.</summary>
public sealed class GroupDiscovery
{
    private readonly DirectoryMirror _mirror;
    private readonly DirectoryNames _names;
    private readonly Dictionary<string, PlatformGroup> _byName;
    private readonly Dictionary<int, PlatformGroup> _bySource;

    /// <summary>Compares a mirror with the state of the platform.</summary>
    public GroupDiscovery(DirectoryMirror mirror, PlatformState actual)
    {
        _mirror = mirror;
        _names = new DirectoryNames(mirror);
        _byName = actual.Groups.ToDictionary(group => group.Name, StringComparer.Ordinal);
        _bySource = actual.Groups.Where(group => group.DirectoryKey is not null).ToDictionary(group => group.DirectoryKey!.Value);
    }

    /// <summary>The names of the directory's groups.</summary>
    public DirectoryNames Names => _names;

    /// <summary>Every present directory group, by name and object id.</summary>
    /// <param name="search">Only those whose name, mail or description contains this, without regard to case; null for all.</param>
    public IEnumerable<DiscoveredGroup> All(string? search = null) =>
        _mirror
            .Groups.Where(group => group.Present && Contains(group, search))
            .OrderBy(group => group.Name, StringComparer.Ordinal)
            .ThenBy(group => group.Id)
            .Select(Discover);

    /// <summary>How one directory group stands.</summary>
    public DiscoveredGroup Discover(DirectoryGroup source)
    {
        var sameName = Math.Max(1, _names.WithName(source.Name).Count);
        if (_bySource.TryGetValue(source.Key, out var linked))
            return new DiscoveredGroup(source, DiscoveryState.Linked, linked, sameName);
        var named = _byName.GetValueOrDefault(source.Name);
        var state = (named?.Link, sameName) switch
        {
            (LinkState.SourceDeleted, _) => DiscoveryState.ReusedName,
            (LinkState.Linked or LinkState.Local or LinkState.Paused, _) => DiscoveryState.NameTaken,
            (_, > 1) => DiscoveryState.Ambiguous,
            (null, _) => DiscoveryState.Available,
            _ => DiscoveryState.Waiting,
        };
        return new DiscoveredGroup(source, state, named, sameName);
    }

    /// <summary>Why a directory group cannot simply be created here; null when it can, or already follows.</summary>
    public PlanProblem? Obstacle(DiscoveredGroup found)
    {
        var name = found.Source.Name;
        return found.State switch
        {
            DiscoveryState.Ambiguous => Problems.Ambiguous(name, _names.WithName(name), found.Group is not null),
            DiscoveryState.ReusedName => Problems.ReusedName(name, SourceOf(found.Group!), found.Source),
            DiscoveryState.NameTaken when found.Group!.Link == LinkState.Local => Problems.NameOfLocalGroup(name, found.Source.Id),
            DiscoveryState.NameTaken => Problems.NameTaken(name, found.Source.Id, SourceOf(found.Group!), RenamedTo(found.Group!)),
            _ => null,
        };
    }

    private ObjectId SourceOf(PlatformGroup group) => group.DirectoryKey is { } key ? _mirror.Group(key)?.Id ?? default : default;

    private string? RenamedTo(PlatformGroup group) =>
        group.DirectoryKey is { } key && _mirror.Group(key) is { Present: true } source && source.Name != group.Name ? source.Name : null;

    private static bool Contains(DirectoryGroup group, string? search) =>
        string.IsNullOrEmpty(search)
        || new[] { group.Facts.DisplayName, group.Facts.Mail, group.Facts.Description, group.Id.ToString() }.Any(text =>
            text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true
        );
}
