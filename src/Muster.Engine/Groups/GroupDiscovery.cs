using Muster.Core.Configuration;
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
    private readonly IReadOnlyDictionary<string, PlatformGroup> _byName;
    private readonly Dictionary<string, PlatformGroup> _byNameNow;
    private readonly Dictionary<int, GroupStep.Rename> _renames;
    private readonly Dictionary<int, PlatformGroup> _bySource = [];
    private readonly Dictionary<ObjectId, PlatformGroup> _byId = [];
    private IReadOnlyList<DiscoveredGroup>? _all;

    /// <summary>Compares a mirror with the state of the platform.</summary>
    /// <param name="mirror">The directory.</param>
    /// <param name="actual">The platform.</param>
    /// <param name="policies">What renames in the directory do here.</param>
    public GroupDiscovery(DirectoryMirror mirror, PlatformState actual, ConnectionPolicies policies)
    {
        ArgumentNullException.ThrowIfNull(actual);
        _mirror = mirror;
        _names = new DirectoryNames(mirror);
        var renames = RenamePlanner.Plan(
            new PlanRequest
            {
                Mirror = mirror,
                Actual = actual,
                Users = [],
                PlatformUsers = new Dictionary<int, PlatformUser>(),
                Policies = policies,
                Now = default,
                ConfigurationVersion = 0,
            }
        );
        _byName = renames.Names;
        _renames = renames.Steps.ToDictionary(step => step.Group);
        _byNameNow = actual.Groups.ToDictionary(group => group.Name, StringComparer.Ordinal);
        foreach (var group in actual.Groups)
        {
            if (group.DirectoryKey is { } key)
                _bySource.TryAdd(key, group);
            if (group.DirectoryId is { } id)
                _byId.TryAdd(id, group);
        }
    }

    /// <summary>The renames that follow the directory and free a name that a group here still has; empty when nobody has it, or nobody gives it up.</summary>
    public IReadOnlyList<GroupStep> Freeing(string name)
    {
        var steps = new List<GroupStep>();
        if (_byName.ContainsKey(name))
            return steps;
        for (
            var wanted = name;
            _byNameNow.TryGetValue(wanted, out var holder) && _renames.TryGetValue(holder.Key, out var step);
            wanted = step.To
        )
        {
            if (steps.Contains(step))
                break;
            steps.Add(step);
        }
        return steps;
    }

    /// <summary>The names of the directory's groups.</summary>
    public DirectoryNames Names => _names;

    /// <summary>Every present directory group that a filter includes, by name and object id.</summary>
    /// <param name="filter">Which groups.</param>
    /// <param name="after">Only those behind this one; null from the first.</param>
    public IEnumerable<DiscoveredGroup> All(DirectoryGroupFilter filter, DiscoveredGroup? after = null)
    {
        ArgumentNullException.ThrowIfNull(filter);
        _all ??=
        [
            .. _mirror
                .Groups.Where(group => group.Present)
                .OrderBy(group => group.Name, StringComparer.Ordinal)
                .ThenBy(group => group.Id)
                .Select(Discover),
        ];
        return _all.SkipWhile(found => after is not null && Order(found.Source, after.Source) <= 0)
            .Where(found => filter.Includes(found.Source));
    }

    private static int Order(DirectoryGroup left, DirectoryGroup right) =>
        string.CompareOrdinal(left.Name, right.Name) is var byName and not 0 ? byName : left.Id.CompareTo(right.Id);

    /// <summary>A present directory group by its key; null when there is none.</summary>
    public DiscoveredGroup? Find(int key) => _mirror.Group(key) is { Present: true } source ? Discover(source) : null;

    /// <summary>How one directory group stands.</summary>
    public DiscoveredGroup Discover(DirectoryGroup source)
    {
        var sameName = Math.Max(1, _names.WithName(source.Name).Count);
        if (_bySource.TryGetValue(source.Key, out var linked) || _byId.TryGetValue(source.Id, out linked))
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
            DiscoveryState.NameTaken => Problems.NameTaken(name, found.Source.Id, SourceOf(found.Group!)),
            _ => null,
        };
    }

    private ObjectId SourceOf(PlatformGroup group) =>
        group.DirectoryId ?? (group.DirectoryKey is { } key ? _mirror.Group(key)?.Id ?? default : default);
}
