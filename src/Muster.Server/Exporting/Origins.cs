using Muster.Engine.History;
using Muster.Server.Groups;

namespace Muster.Server.Exporting;

/// <summary>Through what and since when somebody is in a group; each looked up once.</summary>
internal sealed class Origins(MusterInstance muster)
{
    private readonly Dictionary<int, string?> _names = [];
    private readonly Dictionary<long, Revision?> _since = [];

    /// <summary>Name of the nested directory group with a key; null for 0, and when it is not known any more.</summary>
    public async Task<string?> ThroughAsync(int via, CancellationToken cancellationToken)
    {
        if (via == 0)
            return null;
        if (!_names.TryGetValue(via, out var name))
            _names[via] = name = (await muster.SourceNamesAsync([via], cancellationToken)).GetValueOrDefault(via);
        return name;
    }

    /// <summary>A revision by number; null when it is not stored.</summary>
    public async Task<Revision?> SinceAsync(long revision, CancellationToken cancellationToken)
    {
        if (!_since.TryGetValue(revision, out var since))
            _since[revision] = since = await muster.Database.History.RevisionAsync(revision, cancellationToken);
        return since;
    }
}
