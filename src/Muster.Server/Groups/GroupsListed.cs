using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Engine.Platform;

namespace Muster.Server.Groups;

/// <summary>What a list of groups shows beside each: what it follows, how deep that is nested, what is open about it, and when it changed last. Each is looked up once, for the rows that are shown.</summary>
internal sealed class GroupsListed(MusterInstance muster)
{
    private static readonly LinkState[] LeftAlone = [LinkState.SourceDeleted, LinkState.Paused, LinkState.Ambiguous, LinkState.Unmatched];

    private readonly Dictionary<int, FollowedSource> _sources = [];
    private readonly Dictionary<int, Revision> _changes = [];
    private readonly HashSet<int> _known = [];
    private IReadOnlyDictionary<string, long> _problems = new Dictionary<string, long>();
    private long _revision;

    /// <summary>Groups that syncs leave alone, by why; the database counts them. Those of none are left out.</summary>
    public IReadOnlyList<(LinkState State, long Count)> Skipped { get; private set; } = [];

    /// <summary>What a group follows; null for nothing.</summary>
    public FollowedSource? Source(GroupRow group) => _sources.GetValueOrDefault(group.Key);

    /// <summary>When the group, or who is in it, changed last.</summary>
    public DateTimeOffset? Changed(GroupRow group) => _changes.GetValueOrDefault(group.Key)?.At;

    /// <summary>How many problems are open about a group.</summary>
    public long Problems(GroupRow group) => _problems.GetValueOrDefault(group.Name);

    /// <summary>Looks up what is not known yet; of another state of things, everything anew. Problems are looked up each time, since they come and go without it.</summary>
    /// <param name="rows">The groups that are shown.</param>
    /// <param name="revision">The state that is shown.</param>
    /// <param name="within">Keys of the connections that are looked at; null for all.</param>
    /// <param name="now">The instant that counts for problems that are put aside.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task LoadAsync(
        IReadOnlyList<GroupRow> rows,
        long revision,
        IReadOnlyList<int>? within,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (_revision != revision)
        {
            _known.Clear();
            _sources.Clear();
            _changes.Clear();
        }
        _revision = revision;
        var fresh = rows.Select(row => row.Key).Where(key => !_known.Contains(key)).ToList();
        if (fresh.Count > 0)
            await LookAsync(fresh, revision, cancellationToken);
        _problems = await muster.Database.Problems.OpenAboutAsync([.. rows.Select(row => row.Name)], within, now, cancellationToken);
    }

    private async Task LookAsync(IReadOnlyCollection<int> fresh, long revision, CancellationToken cancellationToken)
    {
        foreach (var (key, source) in await muster.Database.Whereabouts.SourcesAsync(fresh, cancellationToken))
            _sources[key] = source;
        foreach (var (key, made) in await muster.Database.History.LastChangesAsync(fresh, revision, cancellationToken))
            _changes[key] = made;
        _known.UnionWith(fresh);
    }

    /// <summary>Counts what syncs leave alone.</summary>
    public async Task CountSkippedAsync(long revision, IReadOnlyList<int>? within, CancellationToken cancellationToken)
    {
        var skipped = new List<(LinkState, long)>();
        foreach (var state in LeftAlone)
            if (
                await muster.Database.Platform.CountGroupsAsync(
                    revision,
                    new GroupQuery { Link = state, Within = within },
                    cancellationToken
                )
                is var count
                    and > 0
            )
                skipped.Add((state, count));
        Skipped = skipped;
    }
}
